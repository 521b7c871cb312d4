// Ends a step that takes too long.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "analytics/net/awaitable.hpp"

namespace tabacus::analytics::net {

/// Calls `on_late` once when the time is up, unless it was destroyed before. Net thread.
class Watchdog {
 public:
  Watchdog(const Executor& executor, std::chrono::milliseconds time, std::function<void()> on_late);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  [[nodiscard]] bool is_late() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tabacus::analytics::net
