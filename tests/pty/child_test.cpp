#include "pty/child.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/pty/session.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::pty {
namespace {

using ::testing::HasSubstr;
using testing::Recorder;
using testing::run_to_end;
using testing::shell_script;

TEST(Child, HasASessionAndAControllingTerminalOfItsOwn) {
  // sid equal to pid: leader; writing to /dev/tty works only with a controlling terminal.
  const Recorder ran =
      run_to_end(shell_script("set -- $(cat /proc/$$/stat); [ $6 = $$ ] && echo leader > /dev/tty; tty"));
  EXPECT_THAT(ran.text, HasSubstr("leader\r\n"));
  EXPECT_THAT(ran.text, HasSubstr("/dev/pts/"));
}

TEST(Child, GetsTheWindowSize) {
  SpawnOptions options = shell_script("stty size");
  options.size = {123, 45, 0, 0};
  EXPECT_EQ(run_to_end(options).text, "45 123\r\n");
}

TEST(Child, EditsLinesAsUtf8) { EXPECT_THAT(run_to_end(shell_script("stty -a")).text, HasSubstr(" iutf8")); }

TEST(Child, GetsExactlyTheEnvironmentGiven) {
  SpawnOptions options = shell_script("/usr/bin/env");
  options.environment = {{"ONE", "1"}, {"EMPTY", ""}, {"PWD", "/"}};
  const Recorder ran = run_to_end(options);
  EXPECT_THAT(ran.text, HasSubstr("ONE=1\r\n"));
  EXPECT_THAT(ran.text, HasSubstr("EMPTY=\r\n"));
  EXPECT_THAT(ran.text, ::testing::Not(HasSubstr("HOME=")));
}

TEST(Child, StartsInTheDirectoryAsked) {
  const tabacus::testing::TempDir directory;
  SpawnOptions options = shell_script("pwd -P");
  options.working_directory = std::filesystem::canonical(directory.path());
  EXPECT_EQ(run_to_end(options).text, options.working_directory + "\r\n");
}

TEST(Child, HasNoDescriptorButItsTerminal) {
  const int leaked = ::open("/dev/null", O_RDONLY);  // without close-on-exec, as a careless library would
  ASSERT_GT(leaked, 2);
  const Recorder ran = run_to_end(shell_script("for fd in /proc/$$/fd/*; do readlink $fd; done"));
  ::close(leaked);
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = ran.text.find("/dev/pts/", at)) != std::string::npos; ++at) ++lines;
  EXPECT_THAT(ran.text, ::testing::Not(HasSubstr("/dev/null")));
  EXPECT_EQ(lines, 3U) << ran.text;
}

TEST(Child, HasDefaultSignalsWhateverWeIgnoreOrBlock) {
  const auto pipe_before = ::signal(SIGPIPE, SIG_IGN);
  const auto int_before = ::signal(SIGINT, SIG_IGN);
  sigset_t blocked;
  sigset_t before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const Recorder ran = run_to_end(shell_script("exec grep -E '^Sig(Blk|Ign):' /proc/self/status"));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ::signal(SIGPIPE, pipe_before);
  ::signal(SIGINT, int_before);
  // glibc's posix_spawn leaves its own signals 32 and 33 ignored; a program's libc sets them as it needs them.
  EXPECT_THAT(ran.text, ::testing::MatchesRegex("SigBlk:\t0{16}\r\nSigIgn:\t0000000[01][08]0000000\r\n"));
}

TEST(Child, MayBeALoginShell) {
  SpawnOptions options = shell_script("");
  options.arguments = {"-sh", "-c", "echo $0"};
  EXPECT_EQ(run_to_end(options).text, "-sh\r\n");
}

struct EndCase {
  const char* name;
  const char* script;
  ExitStatus status;
  const char* words;
};

class ChildEnd : public ::testing::TestWithParam<EndCase> {};

TEST_P(ChildEnd, IsToldAsCodeOrSignal) {
  const Recorder ran = run_to_end(shell_script(GetParam().script));
  ASSERT_TRUE(ran.exited) << ran.text;
  EXPECT_EQ(ran.exit, GetParam().status);
  EXPECT_EQ(describe(ran.exit), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(Ends, ChildEnd,
                         ::testing::Values(EndCase{"Good", "exit 0", {0, 0}, "status 0"},
                                           EndCase{"Bad", "exit 42", {42, 0}, "status 42"},
                                           EndCase{"Killed", "kill -9 $$", {0, 9}, "signal 9 (Killed)"}),
                         [](const auto& test) { return std::string{test.param.name}; });

struct FailureCase {
  const char* name;
  const char* program;
  const char* directory;
  const char* message;
};

class ChildThatCannotStart : public ::testing::TestWithParam<FailureCase> {};

TEST_P(ChildThatCannotStart, SaysWhy) {
  SpawnOptions options;
  options.program = GetParam().program;
  options.working_directory = GetParam().directory;
  const auto pump = testing::start(options);
  ASSERT_FALSE(pump);
  EXPECT_EQ(pump.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Reasons, ChildThatCannotStart,
    ::testing::Values(FailureCase{"NoFile", "/bin/nosuch", "", "start /bin/nosuch: No such file or directory"},
                      FailureCase{"NotInPath", "no-such-program", "",
                                  "start no-such-program: No such file or directory"},
                      FailureCase{"NotExecutable", "/etc/passwd", "", "start /etc/passwd: Permission denied"},
                      FailureCase{"NoDirectory", "/bin/sh", "/no/such", "start in /no/such: No such file or directory"},
                      FailureCase{"NotADirectory", "/bin/sh", "/etc/passwd", "start in /etc/passwd: Not a directory"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::pty
