// A thread that reads a pseudo terminal while its owner works on what was read before. The kernel holds some 12 KiB of
// a terminal and hands over 4 at a time, each time waking its worker and the program that prints: whoever reads and
// works in turns waits for them, and they for it.
//
// It reads from begin() until there is nothing for kDry or little each time: a program that prints at leisure is read
// by the owner alone. Everything is for the owner's thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "pty/pty.hpp"

namespace tabacus::pty {

class ReadAhead {
 public:
  static constexpr std::size_t kReadBytes = 8 * 1024;
  static constexpr std::size_t kReads = 16;        ///< that are ahead at most
  static constexpr std::size_t kSmallRead = 1024;  ///< who prints less at a time is no flood
  static constexpr std::chrono::milliseconds kDry{2};

  /// `pty` stays where it is until this one is gone. The thread bears the owner's name.
  [[nodiscard]] static Result<std::unique_ptr<ReadAhead>> create(Pty& pty);
  ~ReadAhead();

  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// From now on the terminal is read by the thread alone, as long as is_active().
  void begin();
  /// Until this is false, what is read is taken from here, and nobody else reads the terminal.
  [[nodiscard]] bool is_active() const { return is_reading_.load() || has_bytes(); }
  [[nodiscard]] bool has_bytes() const { return taken_.load(std::memory_order_relaxed) != given_.load(); }

  /// What one read brought, the oldest first. Waits kPatience for it; empty: there is nothing, or the thread has ended
  /// its work. Good until drop().
  [[nodiscard]] std::string_view wait_for_bytes();
  /// Done with what wait_for_bytes returned.
  void drop();
  /// Whether more than that waits.
  [[nodiscard]] bool has_more() const { return given_.load() - taken_.load(std::memory_order_relaxed) > 1; }

  /// Readable once there are bytes, or the thread ended its work, after may_sleep() said true.
  [[nodiscard]] int fd() const { return news_.get(); }
  [[nodiscard]] bool may_sleep();
  /// To be called when fd() was readable.
  void take_news();

  /// The thread ends its work at once; what it read stays to be taken.
  void end();

 private:
  static constexpr int kMostSmallReads = 8;
  /// In which the owner gives way to other threads without going to sleep: being woken by another processor, for every
  /// few KiB, takes longer than parsing them.
  static constexpr std::chrono::microseconds kPatience{200};

  struct Piece {
    std::array<char, kReadBytes> bytes;
    std::size_t size = 0;
  };

  ReadAhead(Pty& pty, UniqueFd news);
  void run();
  void read_until_dry();
  [[nodiscard]] bool wait_for_room();
  [[nodiscard]] bool wait_for_output() const;
  void tell_owner();

  Pty& pty_;
  const UniqueFd news_;
  std::array<Piece, kReads> pieces_;
  std::atomic<std::uint64_t> given_{0};  // pieces that were read, ever; only the thread counts them
  std::atomic<std::uint64_t> taken_{0};  // pieces that were dropped, ever; only the owner counts them
  std::atomic<bool> is_reading_{false};
  std::atomic<bool> is_recalled_{false};    // the owner wants the terminal back
  std::atomic<bool> is_full_{false};        // the thread sleeps until there is room
  std::atomic<bool> is_owner_away_{false};  // it sleeps until fd() is readable
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

}  // namespace tabacus::pty
