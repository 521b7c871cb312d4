// Lets coroutines of one thread wait for each other, and for time.
#pragma once

#include <chrono>
#include <memory>

#include "analytics/net/awaitable.hpp"

namespace tabacus::analytics::net {

/// Holds no state: a waiter looks at its condition, waits, and looks again. Net thread.
class Event {
 public:
  explicit Event(const Executor& executor);
  ~Event();

  /// Wakes all who wait at this moment.
  void notify();
  [[nodiscard]] Awaitable<void> wait();
  /// For events with one waiter. False when the time passed first.
  [[nodiscard]] Awaitable<bool> wait_for(std::chrono::milliseconds time);

 private:
  struct Timer;
  std::unique_ptr<Timer> timer_;
};

/// Lets whoever is ready go first: for what can wait until the work of this turn is done. Net thread.
[[nodiscard]] Awaitable<void> yield_to_others(Executor executor);

}  // namespace tabacus::analytics::net
