#include <algorithm>
#include <string>

#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

using CmdSessions = CliTest;

TEST_F(CmdSessions, AreListedTheLatestFirst) {
  seed();
  const std::string out = run({"sessions", "--csv"}).out;
  EXPECT_LT(out.find("'=session-b,"), out.find("session-a,"));
  EXPECT_THAT(out, HasSubstr("session-a,claude-code,"));
}

TEST_F(CmdSessions, OnlyChosenCallsCount) {
  seed();
  const std::string out = run({"sessions", "--json", "--status", "error"}).out;
  EXPECT_EQ(std::ranges::count(out, '\n'), 1);
  EXPECT_THAT(out, HasSubstr(R"({"session":"session-a",)"));
  EXPECT_THAT(out, HasSubstr(R"("calls":1,"errors":1,)"));
}

TEST_F(CmdSessions, HaveAMainAgent) {
  seed();
  EXPECT_THAT(run({"agents"}).out, HasSubstr("session-a   main   claude-code"));
  EXPECT_THAT(run({"agents", "--json"}).out, HasSubstr(R"("agent":null)"));
}

}  // namespace
}  // namespace tabacus::app
