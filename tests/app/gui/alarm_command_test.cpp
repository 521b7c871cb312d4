#include "app/gui/alarms/alarm_command.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <functional>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using tabacus::testing::TempDir;

/// A file says it; the deadline is one that no passing test reaches.
bool wait_for(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!done() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(milliseconds{5});
  return done();
}

std::string text_of(const std::filesystem::path& file) { return read_file(file).value_or(""); }

TEST(AlarmCommand, GetsTheEventOnItsStandardInput) {
  const TempDir directory;
  const auto file = directory.path() / "events";
  AlarmCommand command;
  const std::vector<std::string> words{"sh", "-c", "cat >> \"$0\"", file.native()};
  command.run(words, "{\"event\":\"one\"}\n");
  command.run(words, "{\"event\":\"two\"}\n");
  EXPECT_TRUE(wait_for([&] { return text_of(file) == "{\"event\":\"one\"}\n{\"event\":\"two\"}\n"; })) << text_of(file);
}

TEST(AlarmCommand, OneThatLastsIsEndedWithWhatItStartedAndTheNextOneRuns) {
  const TempDir directory;
  const auto file = directory.path() / "pid";
  const auto next = directory.path() / "next";
  AlarmCommand command{milliseconds{300}};
  command.run({"sh", "-c", "sleep 1000 & echo $! > \"$0\"; wait", file.native()}, "x");
  command.run({"sh", "-c", "echo ran > \"$0\"", next.native()}, "x");
  ASSERT_TRUE(wait_for([&] { return text_of(next) == "ran\n"; }));
  const auto sleeper = parse_int(trim(text_of(file)));
  ASSERT_TRUE(sleeper && *sleeper > 1);
  EXPECT_TRUE(wait_for([&] { return ::kill(static_cast<pid_t>(*sleeper), 0) != 0; }));
}

TEST(AlarmCommand, OneThatCannotBeStartedCostsNothing) {
  const TempDir directory;
  const auto next = directory.path() / "next";
  AlarmCommand command;
  command.run({"/nonexistent/program"}, "x");
  command.run({}, "x");
  command.run({"sh", "-c", "echo ran > \"$0\"", next.native()}, "x");
  EXPECT_TRUE(wait_for([&] { return text_of(next) == "ran\n"; }));
}

}  // namespace
}  // namespace tabacus::app
