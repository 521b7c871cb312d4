#include "app/cli/log_lines.hpp"

#include <algorithm>
#include <csignal>
#include <stop_token>
#include <thread>

#include "base/paths.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kInfo = "2026-11-21T05:30:09.761Z info call[1]: call=80 tab=0190a5d3 ok model=m";
constexpr const char* kWarn = "2026-11-21T05:30:09.762Z warn call[1]: call=160 tab=0190ffff error status=529";
constexpr const char* kDebug = "2026-11-21T05:30:09.763Z debug call[2]: call=80 tab=0190a5d3 begins";
constexpr const char* kForeign = "no line of ours";

struct FilterCase {
  const char* name;
  LogFilter filter;
  std::vector<const char*> wanted;
};

TEST(LogFilter, LetsPassWhatIsAskedFor) {
  const std::vector<FilterCase> cases{
      {"all", {}, {kInfo, kWarn, kDebug, kForeign}},
      {"warnings", {.most = log::Level::Warn, .tab = {}, .call = {}}, {kWarn, kForeign}},
      {"info", {.most = log::Level::Info, .tab = {}, .call = {}}, {kInfo, kWarn, kForeign}},
      {"tab", {.most = log::Level::Debug, .tab = "0190a", .call = {}}, {kInfo, kDebug}},
      {"call", {.most = log::Level::Debug, .tab = {}, .call = 80}, {kInfo, kDebug}},
      {"call_in_another_lane", {.most = log::Level::Debug, .tab = {}, .call = 83}, {kInfo, kDebug}},
      {"no_such_call", {.most = log::Level::Debug, .tab = {}, .call = 88}, {}},
  };
  for (const FilterCase& each : cases)
    for (const char* line : {kInfo, kWarn, kDebug, kForeign})
      EXPECT_EQ(is_wanted(line, each.filter), std::ranges::find(each.wanted, line) != each.wanted.end())
          << each.name << ": " << line;
}

class CmdLogs : public CliTest {
 protected:
  CmdLogs() { EXPECT_TRUE(make_private_directory(directory())); }
  [[nodiscard]] std::filesystem::path file() const { return directory() / "tabacus.log"; }
  void write(const std::string& text) const { ASSERT_TRUE(write_private_file(file(), text)); }
};

TEST_F(CmdLogs, SayThatThereIsNone) {
  const Ran ran = run({"logs"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("a log is kept while analytics is on"));
}

TEST_F(CmdLogs, PrintTheLastLinesOfBothFilesAndNothingThatMovesTheCursor) {
  ASSERT_TRUE(write_private_file(file().native() + ".1", fmt::format("{}\n{}\n", kInfo, kWarn)));
  write(fmt::format("{}\n\x1b[2J{}", kDebug, kForeign));
  EXPECT_EQ(run({"logs"}).out, fmt::format("{}\n{}\n{}\n[2J{}\n", kInfo, kWarn, kDebug, kForeign));
  EXPECT_EQ(run({"logs", "-n", "2"}).out, fmt::format("{}\n[2J{}\n", kDebug, kForeign));
  EXPECT_EQ(run({"logs", "--call", "81"}).out, fmt::format("{}\n{}\n", kInfo, kDebug));
  EXPECT_EQ(run({"logs", "--level", "warn", "--tab", "0190"}).out, fmt::format("{}\n", kWarn));
  EXPECT_EQ(run({"logs", "--level", "loud"}).code, 2);
}

TEST_F(CmdLogs, FollowAcrossATurnOfTheFile) {
  write("old\n");
  LogFollower follower{file()};
  EXPECT_THAT(follower.take(), IsEmpty());
  ASSERT_TRUE(log::to_file(file(), log::Level::Info, 150));
  const log::Category category{"test"};
  std::vector<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    log::info(category, "line {}", i);
    for (std::string& line : follower.take()) seen.push_back(line.substr(line.rfind(':') + 2));
  }
  log::to_stderr();
  ASSERT_TRUE(std::filesystem::exists(file().native() + ".1")) << "it was turned";
  std::vector<std::string> all;
  for (int i = 0; i < 20; ++i) all.push_back(fmt::format("line {}", i));
  EXPECT_EQ(seen, all);
}

TEST_F(CmdLogs, FollowAsAProgram) {
  testing::Process logs{{TABACUS_BINARY, "logs", "-f", "--level", "warn", "--directory", directory().native()}};
  const log::Category category{"test"};
  // Written until seen: the program begins at the end of what is there when it starts.
  std::jthread writer{[&](const std::stop_token& stop) {
    EXPECT_TRUE(log::to_file(file(), log::Level::Info, 2000));
    while (!stop.stop_requested()) {
      log::info(category, "not wanted");
      log::warn(category, "wanted");
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }};
  for (int i = 0; i < 100; ++i) ASSERT_THAT(logs.read_line(), ::testing::EndsWith("]: wanted"));
  writer.request_stop();
  writer.join();
  log::to_stderr();
  EXPECT_TRUE(std::filesystem::exists(file().native() + ".1")) << "it was turned meanwhile";
  logs.signal(SIGTERM);
  EXPECT_EQ(logs.wait(), 128 + SIGTERM);
}

TEST_F(CmdLogs, FollowAFileThatComesLater) {
  LogFollower follower{file()};
  EXPECT_THAT(follower.take(), IsEmpty());
  write("first\nhalf");
  EXPECT_THAT(follower.take(), ElementsAre("first"));
}

}  // namespace
}  // namespace tabacus::app
