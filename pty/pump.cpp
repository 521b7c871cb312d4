#include "pty/pump.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace tabacus::pty {
namespace {

SteadyTime now() { return std::chrono::steady_clock::now(); }

/// Rounded up, so that poll does not return just before the time and spin.
int milliseconds_until(SteadyTime at) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

}  // namespace

Pump::Pump(Pty pty, Child child, UniqueFd wake)
    : pty_{std::move(pty)}, child_{std::move(child)}, wake_{std::move(wake)}, buffer_(kReadBytes) {}

Result<Pump> Pump::create(Pty pty, Child child) {
  UniqueFd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!wake) return fail_errno("create", "eventfd");
  return Pump{std::move(pty), std::move(child), std::move(wake)};
}

void Pump::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);  // full means awake already
}

void Pump::run(PumpHandler& handler) {
  while (!stopped_) {
    if (rests_until_ && now() >= *rests_until_) rests_until_.reset();
    // Asked once a turn: what is watched and whether to sleep must not go by different answers.
    const bool reads_ahead = read_ahead_ && read_ahead_->is_active();
    const int wanted = (rests_until_ || reads_ahead ? 0 : POLLIN) | (queued_bytes() > 0 ? POLLOUT : 0);
    // A hang-up is always told: not to be asked while it is for the reading thread, or it would be told again and
    // again.
    const bool asks_terminal = output_open_ && (wanted != 0 || !reads_ahead);
    std::array<pollfd, 4> watched{{{wake_.get(), POLLIN, 0},
                                   {child_.exit_fd(), POLLIN, 0},
                                   {asks_terminal ? pty_.fd() : -1, static_cast<short>(wanted), 0},
                                   {reads_ahead && !rests_until_ ? read_ahead_->fd() : -1, POLLIN, 0}}};
    const bool may_sleep = rests_until_ || !reads_ahead || read_ahead_->may_sleep();
    if (::poll(watched.data(), watched.size(), may_sleep ? poll_timeout_ms() : 0) < 0 && errno != EINTR) break;
    const auto& [woken, ended, terminal, ahead] = watched;
    if (woken.revents != 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t got = ::read(wake_.get(), &count, sizeof count);
      handler.on_wake();
    }
    if ((terminal.revents & POLLOUT) != 0) flush_queue();
    if (ahead.revents != 0) read_ahead_->take_news();
    if (reads_ahead) {
      if (!rests_until_) take_read_ahead(handler);
    } else if ((terminal.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      read_output(handler);
    }
    fire_alarm(handler);
    if (stopped_ || ended.revents == 0) continue;
    const auto status = child_.reap();
    if (!status && status.error().code == ErrorCode::TimedOut) continue;
    drain_output(handler);
    return handler.on_exit(status.value_or(ExitStatus{}));
  }
  hang_up();
}

int Pump::poll_timeout_ms() const {
  if (!rests_until_) return alarm_ ? milliseconds_until(*alarm_) : -1;
  return milliseconds_until(std::min(*rests_until_, alarm_.value_or(*rests_until_)));
}

void Pump::fire_alarm(PumpHandler& handler) {
  if (!alarm_ || now() < *alarm_) return;
  alarm_.reset();
  handler.on_alarm();
}

void Pump::read_output(PumpHandler& handler) {
  for (std::size_t total = 0; !rests_until_ && !stopped_;) {
    const auto got = pty_.read(buffer_);
    if (!got) output_open_ = false;  // only the process's end is waited for now
    if (!got || *got == 0) return;
    handler.on_output({buffer_.data(), *got});
    total += *got;
    if (*got < ReadAhead::kSmallRead) return;
    if (total >= kReadBytes) return begin_reading_ahead();
  }
}

/// The program printed on while all that was worked on.
void Pump::begin_reading_ahead() {
  if (rests_until_) return;
  if (!read_ahead_) {
    auto created = ReadAhead::create(pty_);
    if (!created) return;  // no thread or descriptor is free: it goes more slowly
    read_ahead_ = std::move(*created);
  }
  read_ahead_->begin();
}

void Pump::take_read_ahead(PumpHandler& handler) {
  for (std::size_t total = 0; total < kReadBytes && !rests_until_ && !stopped_;) {
    const std::string_view bytes = read_ahead_->wait_for_bytes();
    if (bytes.empty()) return;
    handler.on_output(bytes);
    total += bytes.size();
    read_ahead_->drop();
  }
}

/// What was printed before the end. A background process may hold the terminal and print on, so there is a bound.
void Pump::drain_output(PumpHandler& handler) {
  constexpr std::size_t kMaxLateBytes = 1024 * 1024;
  if (read_ahead_) {
    read_ahead_->end();
    for (; read_ahead_->has_bytes(); read_ahead_->drop()) handler.on_output(read_ahead_->wait_for_bytes());
  }
  for (std::size_t total = 0; output_open_ && total < kMaxLateBytes;) {
    const auto got = pty_.read(buffer_);
    if (!got || *got == 0) return;
    handler.on_output({buffer_.data(), *got});
    total += *got;
  }
}

Result<void> Pump::write(std::string_view bytes) {
  if (queued_bytes() + bytes.size() > kMaxQueuedBytes)
    return fail(ErrorCode::Exhausted, "write to the program: it does not read");
  if (queued_bytes() == 0) {
    const auto taken = pty_.write(bytes);
    if (!taken) return fail(taken.error());
    bytes.remove_prefix(*taken);
  }
  queue_.append(bytes);
  return {};
}

void Pump::flush_queue() {
  while (queued_bytes() > 0) {
    const auto taken = pty_.write(std::string_view{queue_}.substr(queue_sent_));
    if (taken && *taken == 0) return;
    if (!taken) break;  // nobody will read it any more
    queue_sent_ += *taken;
    // Dropping the sent front only when it is the larger half keeps a long queue linear.
    if (queue_sent_ * 2 > queue_.size()) {
      queue_.erase(0, queue_sent_);
      queue_sent_ = 0;
    }
  }
  queue_.clear();
  queue_sent_ = 0;
}

void Pump::stop() { stopped_ = true; }

/// A program that ignores SIGHUP (nohup) lives on.
void Pump::hang_up() {
  read_ahead_.reset();
  pty_.hang_up();
  pollfd ended{child_.exit_fd(), POLLIN, 0};
  const SteadyTime deadline = now() + kHangUpPatience;
  while (now() < deadline) {
    if (::poll(&ended, 1, milliseconds_until(deadline)) > 0) {
      [[maybe_unused]] const auto status = child_.reap();
      return;
    }
  }
  reap_later(std::move(child_));
}

}  // namespace tabacus::pty
