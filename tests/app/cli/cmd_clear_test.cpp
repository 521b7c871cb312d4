#include <unistd.h>

#include <string>
#include <vector>

#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using CmdClear = CliTest;

TEST_F(CmdClear, TakesOneScopeAndAsksWhereNobodyCanAnswer) {
  seed();
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"clear", "--yes"}, {"clear", "--all", "--session", "session-a", "--yes"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, kExitUsage);
    EXPECT_THAT(ran.err, HasSubstr("one of --all, --session"));
  }
  // A test's standard input is no terminal, or the question would be printed and not answered.
  if (::isatty(STDIN_FILENO) == 0) {
    const Ran ran = run({"clear", "--all"});
    EXPECT_EQ(ran.code, kExitUsage);
    EXPECT_THAT(ran.err, HasSubstr("4 calls would be erased and nobody can be asked; add --yes"));
  }
  EXPECT_THAT(run({"sql", "SELECT count(*) FROM v_calls"}).out, HasSubstr("4"));
}

TEST_F(CmdClear, ErasesASessionWithItsFigures) {
  seed();
  EXPECT_THAT(run({"clear", "--session", "session-a", "--yes", "--json"}).out,
              HasSubstr(R"({"calls":3,"first_us":1795168800000000,"last_us":1795168890000000,"bytes_given_back":)"));
  EXPECT_THAT(run({"totals", "--json"}).out, AllOf(HasSubstr(R"("calls":1)"), Not(HasSubstr(R"("calls":3)"))));
  EXPECT_THAT(run({"totals", "--by", "session"}).out, Not(HasSubstr("session-a")));
}

TEST_F(CmdClear, ErasesWhatIsOlderAndEverything) {
  seed();
  EXPECT_THAT(run({"clear", "--before", "2026-11-21", "--yes"}).out, HasSubstr("3 calls were erased"));
  EXPECT_THAT(run({"clear", "--all", "--yes"}).out, HasSubstr("1 calls were erased"));
  EXPECT_THAT(run({"calls", "--json"}).out, Not(HasSubstr("call_id")));
}

TEST_F(CmdClear, SaysWhenNothingIsStored) {
  const Ran ran = run({"clear", "--all", "--yes"});
  EXPECT_EQ(ran.code, kExitFailure);
  EXPECT_THAT(ran.err, HasSubstr("there is no"));
}

}  // namespace
}  // namespace tabacus::app
