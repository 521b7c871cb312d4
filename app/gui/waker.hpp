// Wakes the main thread out of SDL's wait by one event, however often it is called before that is handled.
#pragma once

#include <atomic>
#include <cstdint>

namespace tabacus::app {

class Waker {
 public:
  /// Main thread, once: SDL is up, and `event` was registered with it. Whoever woke before is heard now.
  void attach(std::uint32_t event);

  /// Any thread.
  void wake();
  [[nodiscard]] std::uint32_t event() const { return event_; }
  /// Main thread, before it looks at what it was woken for.
  void handled() { is_pending_ = false; }
  /// Main thread, with SDL's queue emptied: whether a wake-up since found it full; then no event of it follows.
  [[nodiscard]] bool take_missed() { return is_missed_.exchange(false); }

 private:
  void push(std::uint32_t event_number);

  std::atomic<std::uint32_t> event_{0};  // 0: SDL is not up yet
  std::atomic<bool> is_pending_{false};
  std::atomic<bool> is_missed_{false};
};

}  // namespace tabacus::app
