// The whole of `tabacus run`, as a program, against the simulator.
#include <algorithm>
#include <fstream>

#include <csignal>

#include "analytics/api/reader.hpp"
#include "analytics/api/simulator.hpp"
#include "base/ids.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kAsk =
    R"(curl -sS --fail-with-body -H 'content-type: application/json' -H 'x-api-key: key-of-a-test' )"
    R"(-d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}' )"
    R"("$ANTHROPIC_BASE_URL/v1/messages")";

class CmdRun : public CliTest {
 protected:
  void SetUp() override {
    auto simulator = analytics::Simulator::start({});
    ASSERT_TRUE(simulator) << simulator.error().message;
    simulator_ = std::move(*simulator);
    ::setenv("ANTHROPIC_BASE_URL", fmt::format("http://127.0.0.1:{}", simulator_->port()).c_str(), 1);
  }
  [[nodiscard]] static std::vector<std::string> shell(const std::string& script) {
    return {TABACUS_BINARY, "run", "--", "sh", "-c", script};
  }
  [[nodiscard]] analytics::Table stored() const {
    const auto reader = analytics::Reader::open(directory());
    EXPECT_TRUE(reader) << reader.error().message;
    return reader ? (*reader)->calls({}).value() : analytics::Table{};
  }
  std::unique_ptr<analytics::Simulator> simulator_;
};

TEST_F(CmdRun, PassesExitCodesOn) {
  for (const int code : {0, 1, 7, 255}) {
    testing::Process ran{shell("exit " + std::to_string(code))};
    EXPECT_EQ(ran.wait(), code);
    EXPECT_THAT(ran.out(), IsEmpty());
    EXPECT_THAT(ran.err(), IsEmpty());
  }
  testing::Process killed{shell("kill -SEGV $$")};
  EXPECT_EQ(killed.wait(), 128 + SIGSEGV);
}

TEST_F(CmdRun, SaysWhenThereIsNoSuchCommand) {
  testing::Process ran{{TABACUS_BINARY, "run", "no-such-command-anywhere"}};
  EXPECT_EQ(ran.wait(), 127);
  EXPECT_THAT(ran.err(), AllOf(StartsWith("tabacus run: no-such-command-anywhere: "), HasSubstr("No such file")));
  testing::Process nothing{{TABACUS_BINARY, "run"}};
  EXPECT_EQ(nothing.wait(), 2);
}

TEST_F(CmdRun, LeavesTheCommandsWordsAndOutputAlone) {
  testing::Process ran{{TABACUS_BINARY, "run", "printf", "%s|", "--json", "-x", "--", "a b"}};
  EXPECT_EQ(ran.wait(), 0);
  EXPECT_EQ(ran.out(), "--json|-x|--|a b|");
}

TEST_F(CmdRun, GivesTheCommandItsTab) {
  testing::Process ran{shell("echo $TABACUS_TAB_ID; echo $TABACUS_SESSION_ID; echo $ANTHROPIC_BASE_URL")};
  const std::string tab = ran.read_line();
  EXPECT_TRUE(TabId::parse(tab)) << tab;
  EXPECT_TRUE(TabSessionId::parse(ran.read_line()));
  EXPECT_THAT(ran.read_line(), ContainsRegex("^http://127\\.0\\.0\\.1:[0-9]+/.+/anthropic$"));
  EXPECT_EQ(ran.wait(), 0);
}

TEST_F(CmdRun, HasEveryCallInTheDatabaseWhenItEnds) {
  testing::Process ran{shell(std::string{kAsk} + " >/dev/null && " + kAsk)};
  EXPECT_EQ(ran.wait(), 0) << ran.err();
  EXPECT_THAT(ran.out(), HasSubstr("\"usage\"")) << "the provider's answer, untouched";
  EXPECT_THAT(ran.err(), IsEmpty());
  const analytics::Table calls = stored();
  ASSERT_EQ(calls.rows.size(), 2U);
  const auto at = [&calls](const char* column) {
    const auto found = std::ranges::find(calls.columns, column);
    return calls.rows.front()[static_cast<std::size_t>(found - calls.columns.begin())];
  };
  EXPECT_EQ(at("tab_title"), analytics::Value{std::string{"sh"}});
  EXPECT_EQ(at("provider"), analytics::Value{std::string{"anthropic"}});
  EXPECT_EQ(at("outcome"), analytics::Value{std::string{"ok"}});
  EXPECT_EQ(at("usage_state"), analytics::Value{std::string{"measured"}});
  EXPECT_TRUE(std::holds_alternative<std::int64_t>(at("cost_nano")));
}

TEST_F(CmdRun, SumsUpOnStderrWhenAsked) {
  testing::Process ran{{TABACUS_BINARY, "run", "--summary", "--", "sh", "-c", std::string{kAsk} + " >/dev/null"}};
  EXPECT_EQ(ran.wait(), 0);
  EXPECT_THAT(ran.out(), IsEmpty());
  EXPECT_THAT(ran.err(),
              ContainsRegex("^tabacus run: 1 calls · [0-9,]+ in \\([0-9,]+ cached\\) · [0-9,]+ out · .*\\$"));
}

TEST_F(CmdRun, WritesAReportOfItsOwnCallsWhenAsked) {
  testing::Process before{shell(std::string{kAsk} + " >/dev/null")};
  ASSERT_EQ(before.wait(), 0) << before.err();
  const std::string report = temp_.path() / "report.html";
  const std::vector<std::string> words{TABACUS_BINARY, "run", "--report", report,
                                       "--",           "sh",  "-c",       std::string{kAsk} + " >/dev/null; exit 7"};
  testing::Process ran{words};
  EXPECT_EQ(ran.wait(), 7) << "the command's own code";
  EXPECT_EQ(ran.err(), fmt::format("tabacus run: the report is {}\n", report));
  std::ifstream file{report};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_THAT(page, HasSubstr("<!DOCTYPE html>"));
  const analytics::Table calls = stored();
  ASSERT_EQ(calls.rows.size(), 2U);
  const auto id = [&calls](std::size_t row) { return fmt::format("{}", std::get<std::int64_t>(calls.rows[row][0])); };
  EXPECT_THAT(page, HasSubstr(id(0)));
  EXPECT_EQ(page.find(id(1)), std::string::npos) << "of the command before";

  testing::Process again{words};
  EXPECT_EQ(again.wait(), 2);
  EXPECT_THAT(again.err(), HasSubstr("is there already"));
  EXPECT_EQ(stored().rows.size(), 2U) << "the command was not run";
}

TEST_F(CmdRun, PassesTerminationOnAndStillStores) {
  testing::Process ran{
      shell(std::string{kAsk} + " >/dev/null; trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done")};
  EXPECT_EQ(ran.read_line(), "ready");
  ran.signal(SIGTERM);
  EXPECT_EQ(ran.wait(), 9);
  EXPECT_EQ(stored().rows.size(), 1U);
}

TEST_F(CmdRun, NeverWritesTheKeyToDisk) {
  testing::Process ran{shell(std::string{kAsk} + " >/dev/null")};
  ASSERT_EQ(ran.wait(), 0) << ran.err();
  testing::Process search{{"grep", "-r", "-l", "key-of-a-test", temp_.path().native()}};
  EXPECT_EQ(search.wait(), 1) << search.out();
}

}  // namespace
}  // namespace tabacus::app
