// Each flag is set before what it waits for is looked at once more, and looked at after that was changed, by the same
// order of all atomics that both threads see: no wake-up is lost between the two.
#include "pty/read_ahead.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>

#include "base/clock.hpp"

namespace tabacus::pty {

Result<std::unique_ptr<ReadAhead>> ReadAhead::create(Pty& pty) {
  UniqueFd news{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!news) return fail_errno("create", "eventfd");
  try {
    return std::unique_ptr<ReadAhead>{new ReadAhead{pty, std::move(news)}};
  } catch (const std::system_error& error) {  // by std::thread
    return fail(ErrorCode::Exhausted, std::string{"start a thread that reads ahead: "} + error.what());
  }
}

ReadAhead::ReadAhead(Pty& pty, UniqueFd news) : pty_{pty}, news_{std::move(news)}, thread_{[this] { run(); }} {
  std::array<char, 16> name{};
  if (::pthread_getname_np(::pthread_self(), name.data(), name.size()) == 0)
    ::pthread_setname_np(thread_.native_handle(), name.data());
}

ReadAhead::~ReadAhead() {
  end();
  is_over_ = true;
  begin();
  thread_.join();
}

void ReadAhead::begin() {
  is_recalled_ = false;
  is_reading_ = true;
  is_reading_.notify_one();
}

void ReadAhead::end() {
  is_recalled_ = true;
  is_full_ = false;
  is_full_.notify_one();
  is_reading_.wait(true);
}

std::string_view ReadAhead::wait_for_bytes() {
  const SteadyTime until = std::chrono::steady_clock::now() + kPatience;
  while (!has_bytes() && is_reading_ && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  if (!has_bytes()) return {};  // asked again: the thread gives what it read last before it ends its work
  const Piece& piece = pieces_[taken_.load(std::memory_order_relaxed) % kReads];
  return {piece.bytes.data(), piece.size};
}

void ReadAhead::drop() {
  const std::uint64_t taken = taken_.load(std::memory_order_relaxed) + 1;
  taken_ = taken;
  // Half of it at once, so that a thread that is faster than we sleeps seldom.
  if (given_ - taken > kReads / 2 || !is_full_) return;
  is_full_ = false;
  is_full_.notify_one();
}

bool ReadAhead::may_sleep() {
  is_owner_away_ = true;
  if (is_reading_ && !has_bytes()) return true;
  is_owner_away_ = false;
  return false;
}

void ReadAhead::take_news() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(news_.get(), &count, sizeof count);
}

// The thread.

void ReadAhead::run() {
  for (;;) {
    is_reading_.wait(false);
    if (is_over_) return;
    read_until_dry();
    is_reading_ = false;
    is_reading_.notify_one();
    tell_owner();
  }
}

/// Ends at any error too: the owner will meet it itself when it reads.
void ReadAhead::read_until_dry() {
  for (int small = 0; small < kMostSmallReads && !is_recalled_;) {
    if (!wait_for_room()) continue;
    const std::uint64_t given = given_.load(std::memory_order_relaxed);
    Piece& piece = pieces_[given % kReads];
    const auto got = pty_.read(piece.bytes);
    if (!got) return;
    if (*got == 0) {
      if (!wait_for_output()) return;
      continue;
    }
    small = *got < kSmallRead ? small + 1 : 0;
    piece.size = *got;
    given_ = given + 1;
    tell_owner();
  }
}

/// False: it was woken, there may be room now.
bool ReadAhead::wait_for_room() {
  const std::uint64_t given = given_.load(std::memory_order_relaxed);
  if (given - taken_ < kReads) return true;
  is_full_ = true;
  if (given - taken_ > kReads / 2 && !is_recalled_) is_full_.wait(true);
  is_full_ = false;
  return false;
}

/// False: there is none for now.
bool ReadAhead::wait_for_output() const {
  pollfd terminal{pty_.fd(), POLLIN, 0};
  return ::poll(&terminal, 1, static_cast<int>(kDry.count())) > 0;
}

void ReadAhead::tell_owner() {
  if (!is_owner_away_.exchange(false)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(news_.get(), &one, sizeof one);
}

}  // namespace tabacus::pty
