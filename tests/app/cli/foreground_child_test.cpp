#include "app/cli/foreground_child.hpp"

#include <gmock/gmock.h>
#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

class ForegroundChildTest : public ::testing::Test {
 protected:
  static int run_shell(const std::string& script) {
    ForegroundChild child;
    const auto started = child.start({"sh", "-c", script}, {});
    EXPECT_TRUE(started) << started.error().message;
    return child.wait();
  }
  [[nodiscard]] std::string file(const char* name) const { return temp_.path() / name; }
  testing::TempDir temp_;
};

TEST_F(ForegroundChildTest, GivesTheExitCodeOfTheCommand) {
  EXPECT_EQ(run_shell("exit 0"), 0);
  EXPECT_EQ(run_shell("exit 3"), 3);
  EXPECT_EQ(run_shell("kill -KILL $$"), 128 + SIGKILL);
}

TEST_F(ForegroundChildTest, SaysWhyACommandCannotStart) {
  ForegroundChild child;
  const auto missing = child.start({"no-such-command-anywhere"}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("no-such-command-anywhere: No such file"));
  ASSERT_TRUE(write_private_file(file("data"), "not a program"));
  const auto not_executable = child.start({file("data")}, {});
  ASSERT_FALSE(not_executable);
  EXPECT_EQ(not_executable.error().code, ErrorCode::PermissionDenied);
}

TEST_F(ForegroundChildTest, AddsToTheEnvironmentAndReplaces) {
  ::setenv("TABACUS_TEST_OLD", "kept", 1);
  ::setenv("TABACUS_TEST_BOTH", "old", 1);
  ForegroundChild child;
  ASSERT_TRUE(
      child.start({"sh", "-c", "echo \"$TABACUS_TEST_OLD,$TABACUS_TEST_BOTH,$TABACUS_TEST_NEW\" > " + file("env")},
                  {{"TABACUS_TEST_BOTH", "new"}, {"TABACUS_TEST_NEW", "a b=c"}}));
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(read_file(file("env")).value(), "kept,new,a b=c\n");
}

TEST_F(ForegroundChildTest, StaysInTheSameProcessGroup) {
  EXPECT_EQ(run_shell("ps -o pgid= -p $$ | tr -d ' ' > " + file("group") +
                      " 2>/dev/null || cut -d' ' -f5 /proc/$$/stat > " + file("group")),
            0);
  EXPECT_EQ(parse_int(trim(read_file(file("group")).value())), ::getpgrp());
}

TEST_F(ForegroundChildTest, LeavesTheCommandNoTraceOfOurSignalHandling) {
  // Bits 31 and up are left out: glibc's posix_spawn leaves its two internal signals ignored in every child.
  const auto signal_lines = [](const std::string& status) {
    std::string lines;
    for (const std::string_view line : split(status, '\n'))
      if (line.starts_with("SigBlk") || line.starts_with("SigIgn"))
        lines += fmt::format("{} {:x}\n", line.substr(0, 6),
                             std::strtoull(std::string{line.substr(7)}.c_str(), nullptr, 16) & 0x7FFF'FFFF);
    return lines;
  };
  const std::string before = signal_lines(read_file("/proc/self/status").value());
  EXPECT_EQ(run_shell("cat /proc/self/status > " + file("status")), 0);
  EXPECT_EQ(signal_lines(read_file(file("status")).value()), before);
  EXPECT_EQ(signal_lines(read_file("/proc/self/status").value()), before) << "and restores our own";
}

class PassedSignals : public ForegroundChildTest, public ::testing::WithParamInterface<int> {};

TEST_P(PassedSignals, ReachTheCommand) {
  ForegroundChild child;
  ASSERT_TRUE(child.start(
      {"sh", "-c", "trap 'exit 42' TERM HUP; : > " + file("ready") + "; while :; do sleep 0.01; done"}, {}));
  while (!std::filesystem::exists(file("ready"))) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  ::pthread_kill(::pthread_self(), GetParam());
  EXPECT_EQ(child.wait(), 42);
}

TEST_P(PassedSignals, EndACommandThatDoesNotCatchThem) {
  ForegroundChild child;
  ASSERT_TRUE(child.start({"sleep", "1000"}, {}));
  ::pthread_kill(::pthread_self(), GetParam());
  EXPECT_EQ(child.wait(), 128 + GetParam());
}

INSTANTIATE_TEST_SUITE_P(Both, PassedSignals, ::testing::Values(SIGTERM, SIGHUP),
                         [](const auto& test) { return "signal" + std::to_string(test.param); });

TEST_F(ForegroundChildTest, LeavesInterruptsToTheCommand) {
  ForegroundChild child;
  ASSERT_TRUE(child.start({"sh", "-c", "kill -INT $PPID; kill -QUIT $PPID; exit 5"}, {}));
  EXPECT_EQ(child.wait(), 5) << "we ignored both";
}

}  // namespace
}  // namespace tabacus::app
