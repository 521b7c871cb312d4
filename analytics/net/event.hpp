// Lets coroutines of one thread wait for each other, and for time.
#pragma once

#include <chrono>
#include <memory>

#include "analytics/net/awaitable.hpp"

namespace tabacus::analytics::net {

/// Holds no state: a waiter looks at its condition, waits, and looks again. Costs nothing until someone waits: most
/// exchanges end without. Net thread.
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
  Timer& timer();

  const Executor executor_;
  std::unique_ptr<Timer> timer_;  // null until the first wait
};

/// As Event, for one waiter that waits for no time and may go on within the notifier's call: that spares both a turn
/// of the event loop. A waiter still there when the loop is destroyed is destroyed with it. Net thread.
class Handover {
 public:
  explicit Handover(const Executor& executor);
  ~Handover();
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  /// The waiter runs before this returns, up to where it waits again; it may do all but destroy the notifier.
  void hand_over();
  /// The waiter runs in a later turn.
  void notify();
  [[nodiscard]] Awaitable<void> wait();

 private:
  class Waiter;
  std::unique_ptr<Waiter> waiter_;
};

/// Lets whoever is ready go first: for what can wait until the work of this turn is done. Net thread.
[[nodiscard]] Awaitable<void> yield_to_others(Executor executor);

}  // namespace tabacus::analytics::net
