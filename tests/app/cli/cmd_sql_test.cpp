#include <string>

#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

using CmdSql = CliTest;

TEST_F(CmdSql, PrintsTheAnswerInEachForm) {
  seed();
  const std::string question =
      "SELECT tab_title, sum(cost_nano) AS cost, avg(duration_ms) AS ms FROM v_calls GROUP BY 1";
  EXPECT_EQ(run({"sql", question}).out,
            "tab_title      cost    ms\n"
            "api        49680123  2150\n"
            "docs [2J          –  2150\n");
  EXPECT_EQ(run({"sql", question, "--json"}).out,
            "{\"tab_title\":\"api\",\"cost\":49680123,\"ms\":2150}\n"
            "{\"tab_title\":\"docs [2J\",\"cost\":null,\"ms\":2150}\n");
  EXPECT_EQ(run({"sql", "--csv", question}).out, "tab_title,cost,ms\r\napi,49680123,2150\r\ndocs [2J,,2150\r\n");
}

TEST_F(CmdSql, MakesHostileValuesHarmless) {
  seed();
  EXPECT_EQ(run({"sql", "SELECT char(27) || '[31m' AS a, '=1+1' AS b"}).out, "a         b\n\\x1b[31m  =1+1\n");
}

TEST_F(CmdSql, KeepsQuestionsUnderAName) {
  seed();
  EXPECT_EQ(run({"sql", "--save", "count", "SELECT count(*) AS n FROM v_calls"}).code, 0);
  EXPECT_EQ(run({"sql", "count", "--csv"}).out, "n\r\n4\r\n");
  EXPECT_THAT(run({"sql", "--list"}).out, HasSubstr("count  SELECT count(*) AS n FROM v_calls"));
  EXPECT_THAT(run({"sql", "other"}).err, HasSubstr("no question is saved as 'other'"));
  EXPECT_THAT(run({"sql", "--save", "../x", "SELECT 1"}).err, HasSubstr("'../x' is no name"));
}

TEST_F(CmdSql, GivesUpAfterItsTime) {
  seed();
  const Ran ran = run({"sql", "--timeout", "1",
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("took over 1 s"));
}

TEST_F(CmdSql, SaysWhatIsWrongWithAStatement) {
  seed();
  EXPECT_THAT(run({"sql", "SELECT nope FROM v_calls"}).err, HasSubstr("no such column: nope"));
  EXPECT_THAT(run({"sql", "SELECT 1; SELECT 2"}).err, HasSubstr("one statement"));
  const Ran large = run({"sql", "--max-rows", "3", "SELECT * FROM v_calls"});
  EXPECT_EQ(large.code, 1);
  EXPECT_THAT(large.err, HasSubstr("more than 3 rows"));
}

}  // namespace
}  // namespace tabacus::app
