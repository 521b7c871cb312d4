#include "pty/read_ahead.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "base/unique_fd.hpp"
#include "tests/pty/session.hpp"

namespace tabacus::pty {
namespace {

using namespace std::chrono_literals;
using testing::Recorder;
using testing::shell_script;
using testing::start;

/// Both ends of a terminal that changes no byte.
class ReadAheadOfATerminal : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Pty::open({80, 24, 0, 0});
    ASSERT_TRUE(opened) << opened.error().message;
    terminal_.emplace(std::move(*opened));
    slave_ = UniqueFd{::open(terminal_->slave_path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
    ASSERT_TRUE(slave_);
    termios settings{};
    ::tcgetattr(slave_.get(), &settings);
    ::cfmakeraw(&settings);
    ::tcsetattr(slave_.get(), TCSANOW, &settings);
    auto created = ReadAhead::create(*terminal_);
    ASSERT_TRUE(created) << created.error().message;
    ahead_ = std::move(*created);
  }

  /// Every byte to the end, the owner reading itself where the thread does not.
  std::string read_all() {
    std::string all;
    std::string own(4096, '\0');
    for (;;) {
      if (ahead_->is_active()) {
        const std::string_view bytes = ahead_->wait_for_bytes();
        all += bytes;
        if (!bytes.empty()) ahead_->drop();
        continue;
      }
      pollfd readable{terminal_->fd(), POLLIN, 0};
      ::poll(&readable, 1, 20'000);
      const auto got = terminal_->read(own);
      if (!got || *got == 0) return all;
      all.append(own, 0, *got);
      ahead_->begin();
    }
  }

  std::optional<Pty> terminal_;
  UniqueFd slave_;
  std::unique_ptr<ReadAhead> ahead_;
};

std::string numbered_lines(int count) {
  std::string lines;
  for (int line = 0; line < count; ++line) lines += std::to_string(line) + '\n';
  return lines;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

TEST_F(ReadAheadOfATerminal, LosesAndChangesNothingWhoeverReads) {
  const std::string sent = numbered_lines(300'000);
  std::thread program{[&] {
    std::string_view left = sent;
    for (std::size_t pause = 0; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 400'000))) {
      write_all(slave_.get(), left.substr(0, 400'000));
      std::this_thread::sleep_for(pause++ % 2 == 0 ? 5ms : 0ms);  // the thread gives up, or goes on
    }
    slave_.reset();
  }};
  EXPECT_EQ(read_all(), sent);
  program.join();
}

TEST_F(ReadAheadOfATerminal, IsBoundedWhileItsOwnerIsBusy) {
  const std::string sent = numbered_lines(100'000);
  std::thread program{[&] {
    write_all(slave_.get(), sent);
    slave_.reset();
  }};
  pollfd readable{terminal_->fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&readable, 1, 20'000), 1);
  ahead_->begin();
  std::this_thread::sleep_for(50ms);
  ahead_->end();
  std::string first;
  std::size_t pieces = 0;
  while (ahead_->has_bytes()) {
    const bool has_more = ahead_->has_more();
    first += ahead_->wait_for_bytes();
    ahead_->drop();
    ++pieces;
    EXPECT_EQ(has_more, ahead_->has_bytes());
  }
  EXPECT_GE(pieces, 1U);
  EXPECT_LE(pieces, ReadAhead::kReads);
  EXPECT_FALSE(ahead_->is_active());
  EXPECT_EQ(first + read_all(), sent) << "what was not read ahead is there still";
  program.join();
}

TEST_F(ReadAheadOfATerminal, WakesAnOwnerThatSleeps) {
  ahead_->begin();
  while (ahead_->is_active() && !ahead_->may_sleep()) {
  }
  pollfd news{ahead_->fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&news, 1, 20'000), 1) << "nothing came, so that it ended its work";
  ahead_->take_news();
  EXPECT_FALSE(ahead_->is_active());
  EXPECT_FALSE(ahead_->may_sleep());

  write_all(slave_.get(), "late");
  ahead_->begin();
  while (ahead_->may_sleep()) ::poll(&news, 1, 20'000);
  EXPECT_EQ(ahead_->wait_for_bytes(), "late");
}

TEST_F(ReadAheadOfATerminal, EndsForAProgramThatPrintsLittle) {
  std::atomic<bool> goes_on{true};
  std::thread program{[&] {
    while (goes_on) {
      write_all(slave_.get(), "x");
      std::this_thread::sleep_for(300us);  // less than what it takes for dry
    }
  }};
  ahead_->begin();
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (ahead_->is_active() && std::chrono::steady_clock::now() < deadline)
    if (!ahead_->wait_for_bytes().empty()) ahead_->drop();
  EXPECT_FALSE(ahead_->is_active());
  goes_on = false;
  program.join();
}

std::string lines_on_a_terminal(int first, int last) {
  std::string lines;
  for (int line = first; line <= last; ++line) lines += std::to_string(line) + "\r\n";
  return lines;
}

TEST(PumpInAFlood, GivesEveryByteAndTalksOnAfterwards) {
  auto pump = start(shell_script("stty -echo; seq 1 300000; read line; echo got $line"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  bool has_answered = false;
  recorder.on_text = [&] {
    if (has_answered || !recorder.text.ends_with("\r\n300000\r\n")) return;
    has_answered = true;
    ASSERT_TRUE(pump->write("hello\r"));
  };
  pump->run(recorder);
  EXPECT_EQ(recorder.text, lines_on_a_terminal(1, 300'000) + "got hello\r\n");
}

TEST(PumpInAFlood, RestsWhenTold) {
  auto pump = start(shell_script("seq 1 200000"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  auto may_read_at = std::chrono::steady_clock::now();
  recorder.on_text = [&] {
    EXPECT_GE(std::chrono::steady_clock::now(), may_read_at);
    if (recorder.text.size() < 500'000 || recorder.text.size() > 700'000) return;
    may_read_at = std::chrono::steady_clock::now() + 2ms;
    pump->rest(may_read_at);
  };
  pump->run(recorder);
  EXPECT_EQ(recorder.text, lines_on_a_terminal(1, 200'000));
}

TEST(PumpInAFlood, HearsOfTheEndWhileAnotherPrintsOn) {
  auto pump = start(shell_script("trap '' HUP; yes & sleep 0.2; exit 3"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  pump->run(recorder);
  EXPECT_EQ(recorder.exit.code, 3);
}

TEST(PumpInAFlood, IsStopped) {
  auto pump = start(shell_script("exec yes"));
  ASSERT_TRUE(pump) << pump.error().message;
  Recorder recorder;
  recorder.on_text = [&] {
    if (recorder.text.size() > 1'000'000) pump->stop();
  };
  pump->run(recorder);
  EXPECT_FALSE(recorder.exited);
}

}  // namespace
}  // namespace tabacus::pty
