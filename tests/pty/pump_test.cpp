#include "pty/pump.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <thread>

#include "tests/pty/session.hpp"

namespace tabacus::pty {
namespace {

using ::testing::HasSubstr;
using testing::Recorder;
using testing::run_to_end;
using testing::shell_script;
using testing::start;

TEST(Pump, GivesEverythingPrintedBeforeTheEnd) {
  const Recorder ran = run_to_end(shell_script("seq 1 20000"));
  EXPECT_TRUE(ran.exited);
  EXPECT_EQ(ran.text.size(), 108894U + 20000U);  // each newline becomes CR LF
  EXPECT_TRUE(ran.text.ends_with("20000\r\n"));
}

TEST(Pump, WritesWhatTheProgramReads) {
  auto pump = start(shell_script("read line; echo got $line"));
  ASSERT_TRUE(pump) << pump.error().message;
  ASSERT_TRUE(pump->write("hello\r"));
  Recorder recorder;
  pump->run(recorder);
  EXPECT_THAT(recorder.text, HasSubstr("got hello\r\n"));
}

TEST(Pump, KeepsALargePasteUntilTheProgramReads) {
  // The program sleeps first, so that every kernel buffer is full long before it reads.
  auto pump = start(shell_script("stty raw -echo; echo ready; sleep 0.3; head -c 1048576 | sha256sum"));
  ASSERT_TRUE(pump) << pump.error().message;
  const std::string paste(1024 * 1024, 'x');
  Recorder recorder;
  std::size_t waiting = 0;
  recorder.on_text = [&] {
    if (waiting > 0 || !recorder.text.starts_with("ready")) return;
    ASSERT_TRUE(pump->write(paste));  // must not block: the program reads nothing yet
    waiting = pump->queued_bytes();
  };
  pump->run(recorder);
  EXPECT_GT(waiting, 900'000U);
  EXPECT_EQ(pump->queued_bytes(), 0U);
  EXPECT_THAT(recorder.text, HasSubstr("8f990ba0b577b51cf009ea049368c16bbda1b21e1b93be07a824758bb253c39b"));
}

TEST(Pump, RefusesToQueueWithoutBound) {
  auto pump = start(shell_script("sleep 30"));
  ASSERT_TRUE(pump) << pump.error().message;
  const std::string piece(Pump::kMaxQueuedBytes, 'x');
  ASSERT_TRUE(pump->write(piece));
  const std::size_t before = pump->queued_bytes();
  const auto refused = pump->write(piece);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Exhausted);
  EXPECT_EQ(pump->queued_bytes(), before);
  pump->stop();
  Recorder recorder;
  pump->run(recorder);
}

TEST(Pump, IsWokenFromAnotherThread) {
  auto pump = start(shell_script("sleep 30"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.when_woken = [&] { pump->stop(); };
  const std::jthread other{[&] { pump->wake(); }};
  pump->run(recorder);
  EXPECT_EQ(recorder.wakes, 1);
  EXPECT_FALSE(recorder.exited);
}

TEST(Pump, RingsTheAlarmOnce) {
  auto pump = start(shell_script("sleep 0.2"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  pump->set_alarm(std::chrono::steady_clock::now() + std::chrono::milliseconds{20});
  pump->run(recorder);
  EXPECT_EQ(recorder.alarms, 1);
  EXPECT_TRUE(recorder.exited);
}

TEST(Pump, ReadsOnAfterARest) {
  auto pump = start(shell_script("seq 1 20000"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.on_text = [&] { pump->rest(std::chrono::steady_clock::now() + std::chrono::milliseconds{2}); };
  pump->run(recorder);
  EXPECT_EQ(recorder.text.size(), 108894U + 20000U);
}

TEST(Pump, HearsOfTheEndWhileItRests) {
  auto pump = start(shell_script("echo one; sleep 0.1; echo two; exit 3"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  int pieces = 0;
  recorder.on_text = [&] {
    ++pieces;
    pump->rest(std::chrono::steady_clock::now() + std::chrono::hours{1});
  };
  pump->run(recorder);
  EXPECT_EQ(recorder.exit.code, 3);
  EXPECT_EQ(recorder.text, "one\r\ntwo\r\n");
  EXPECT_LE(pieces, 2) << "nothing was read between the first piece and the end";
}

TEST(Pump, TellsTheProgramOfANewSize) {
  auto pump = start(shell_script("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.on_text = [&] {
    if (recorder.text == "ready\r\n") {
      EXPECT_TRUE(pump->resize({99, 33, 0, 0}));
    }
  };
  pump->run(recorder);
  EXPECT_THAT(recorder.text, HasSubstr("33 99\r\n"));
}

TEST(Pump, HangsTheProgramUpWhenStopped) {
  auto pump = start(shell_script("echo $$; exec sleep 30"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.on_text = [&] { pump->stop(); };
  const auto before = std::chrono::steady_clock::now();
  pump->run(recorder);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{20});
  EXPECT_NE(::kill(std::stoi(recorder.text), 0), 0) << "the program is gone and reaped";
}

TEST(Pump, LeavesNoZombieOfAProgramThatOutlivedItsTerminal) {
  auto pump = start(shell_script("trap '' HUP; echo $$; exec sleep 30"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.on_text = [&] { pump->stop(); };
  pump->run(recorder);
  const pid_t survivor = std::stoi(recorder.text);
  ASSERT_EQ(::kill(survivor, 0), 0) << "nohup programs live on";
  ::kill(survivor, SIGKILL);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(survivor), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(run_to_end(shell_script("true")).exited);
  EXPECT_NE(::kill(survivor, 0), 0) << "the next program's start reaped it";
}

}  // namespace
}  // namespace tabacus::pty
