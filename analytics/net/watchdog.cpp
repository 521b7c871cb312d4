#include "analytics/net/watchdog.hpp"

#include <utility>

#include "analytics/net/asio.hpp"

namespace tabacus::analytics::net {

/// Shared with the timer's handler, which may be queued already when the watchdog goes.
struct Watchdog::State {
  asio::steady_timer timer;
  std::function<void()> on_late;
  bool late = false;
};

Watchdog::Watchdog(const Executor& executor, std::chrono::milliseconds time, std::function<void()> on_late)
    : state_{new State{asio::steady_timer{executor, time}, std::move(on_late)}} {
  state_->timer.async_wait([state = state_](const ErrorValue& ec) {
    if (ec || !state->on_late) return;
    state->late = true;
    std::exchange(state->on_late, {})();
  });
}

Watchdog::~Watchdog() {
  state_->on_late = {};
  state_->timer.cancel();
}

bool Watchdog::is_late() const { return state_->late; }

}  // namespace tabacus::analytics::net
