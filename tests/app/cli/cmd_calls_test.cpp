#include <algorithm>
#include <string>

#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

using CmdCalls = CliTest;

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

TEST_F(CmdCalls, ShowsThemNewestFirst) {
  seed();
  const Ran ran = run({"calls"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_LT(ran.out.find("gpt-of-tomorrow"), ran.out.find("claude-sonnet-4-5-20250929  ok"));
  EXPECT_EQ(lines_of(ran.out), 5U);
}

TEST_F(CmdCalls, FitTheTerminal) {
  seed();
  ::setenv("COLUMNS", "110", 1);
  const Ran ran = run({"calls", "--limit", "2"});
  EXPECT_EQ(ran.out.find("first token"), std::string::npos) << "the least needed columns are left out";
  for (std::size_t begin = 0; begin < ran.out.size(); begin = ran.out.find('\n', begin) + 1) {
    const std::string line = ran.out.substr(begin, ran.out.find('\n', begin) - begin);
    EXPECT_LE(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }), 110) << line;
  }
}

TEST_F(CmdCalls, GiveEveryColumnOfTheViewAsJson) {
  seed();
  const Ran ran = run({"calls", "--json", "--limit", "1", "--until", "2026-11-21"});
  EXPECT_EQ(lines_of(ran.out), 1U);
  EXPECT_THAT(ran.out, HasSubstr(R"({"call_id":14361351120000000,"started_at":"2026-11-20T10:01:30.000Z",)"
                                 R"("tab_id":"0190a5d3-7c4e-7abc-8def-000000000001","tab_title":"api",)"
                                 R"("session":"session-a","agent":null)"));
  EXPECT_THAT(ran.out, HasSubstr(R"("outcome":"error","error_type":"overloaded_error","stop_reason":null)"));
  EXPECT_THAT(ran.out, HasSubstr(R"("cost_nano":null)"));
  EXPECT_THAT(ran.out, HasSubstr(R"("request_id":null,)"));
}

TEST_F(CmdCalls, GiveCsvThatASpreadsheetWillNotRun) {
  seed();
  const Ran ran = run({"calls", "--csv", "--limit", "1"});
  EXPECT_THAT(ran.out, HasSubstr("call_id,started_at,tab_id,"));
  EXPECT_THAT(ran.out, HasSubstr(",docs [2J,'=session-b,"));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
}

TEST_F(CmdCalls, CanBeChosen) {
  seed();
  EXPECT_EQ(lines_of(run({"calls", "--since", "2026-11-21", "--json"}).out), 1U);
  EXPECT_EQ(lines_of(run({"calls", "--until", "2026-11-20T10:01:00Z", "--json"}).out), 1U);
  EXPECT_EQ(lines_of(run({"calls", "--tab", testing::kApiTab, "--json"}).out), 3U);
  EXPECT_EQ(lines_of(run({"calls", "--tab", "0190a5d3", "--json"}).out), 4U);
}

TEST_F(CmdCalls, SayWhenNothingIsStoredYet) {
  const Ran ran = run({"calls"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("there is no " + (directory() / "calls.db").native() + " yet"));
}

}  // namespace
}  // namespace tabacus::app
