// One thread's loop around a pseudo terminal: what the program prints, what is to be written to it, wake-ups from
// other threads, its end. Sleeps in poll when there is nothing to do.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "pty/child.hpp"
#include "pty/pty.hpp"
#include "pty/read_ahead.hpp"

namespace tabacus::pty {

/// Called on the thread that runs the pump.
class PumpHandler {
 public:
  virtual ~PumpHandler() = default;
  /// At most Pump::kReadBytes at a time.
  virtual void on_output(std::string_view bytes) = 0;
  /// After wake(), once for any number of calls.
  virtual void on_wake() = 0;
  /// The time asked for by set_alarm came.
  virtual void on_alarm() = 0;
  /// The process ended and everything it printed was given to on_output. Last call.
  virtual void on_exit(const ExitStatus& status) = 0;
};

class Pump {
 public:
  static constexpr std::size_t kReadBytes = 64 * 1024;
  /// What may wait for a program that does not read: a large paste, not more.
  static constexpr std::size_t kMaxQueuedBytes = 64 * 1024 * 1024;

  [[nodiscard]] static Result<Pump> create(Pty pty, Child child);

  /// Returns when the process has ended, or after stop().
  void run(PumpHandler& handler);

  /// Any thread.
  void wake() const;

  // The rest only on the thread that runs the pump, from the handler.

  /// Queues what the kernel does not take at once. Exhausted: more than kMaxQueuedBytes would wait; nothing is queued.
  Result<void> write(std::string_view bytes);
  [[nodiscard]] std::size_t queued_bytes() const { return queue_.size() - queue_sent_; }
  Result<void> resize(const WindowSize& size) { return pty_.resize(size); }
  [[nodiscard]] pid_t foreground_group() const { return pty_.foreground_group(); }
  /// Whether more was read than on_output was given so far. What holds for the terminal now (its foreground group) may
  /// then be younger than the bytes at hand.
  [[nodiscard]] bool has_read_more() const { return read_ahead_ && read_ahead_->has_more(); }
  void set_alarm(std::optional<SteadyTime> at) { alarm_ = at; }
  /// Until then nothing more is read, so that a program that prints without end waits; its end is heard all the same.
  void rest(SteadyTime until) { rests_until_ = until; }
  /// Hangs the program up and makes run() return within kHangUpPatience, whether it ended or not.
  void stop();

 private:
  static constexpr std::chrono::milliseconds kHangUpPatience{500};

  Pump(Pty pty, Child child, UniqueFd wake);
  [[nodiscard]] int poll_timeout_ms() const;
  void fire_alarm(PumpHandler& handler);
  void read_output(PumpHandler& handler);
  void take_read_ahead(PumpHandler& handler);
  void begin_reading_ahead();
  void drain_output(PumpHandler& handler);
  void flush_queue();
  void hang_up();

  Pty pty_;
  Child child_;
  UniqueFd wake_;
  std::vector<char> buffer_;
  std::unique_ptr<ReadAhead> read_ahead_;  // none before the first flood; refers to pty_, which moves no more then
  std::string queue_;
  std::size_t queue_sent_ = 0;
  std::optional<SteadyTime> alarm_;
  std::optional<SteadyTime> rests_until_;
  bool output_open_ = true;
  bool stopped_ = false;
};

}  // namespace tabacus::pty
