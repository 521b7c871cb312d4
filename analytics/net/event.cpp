#include "analytics/net/event.hpp"

#include "analytics/net/asio.hpp"

namespace tabacus::analytics::net {

struct Event::Timer {
  asio::steady_timer timer;
};

Event::Event(const Executor& executor)
    : timer_{new Timer{asio::steady_timer{executor, asio::steady_timer::time_point::max()}}} {}

Event::~Event() = default;

void Event::notify() { timer_->timer.cancel(); }

Awaitable<void> Event::wait() {
  // Setting the expiry wakes whoever waits already, so two waiters would wake each other for ever.
  constexpr auto kNever = asio::steady_timer::time_point::max();
  if (timer_->timer.expiry() != kNever) timer_->timer.expires_at(kNever);
  co_await timer_->timer.async_wait(kAsValues);
}

Awaitable<bool> Event::wait_for(std::chrono::milliseconds time) {
  timer_->timer.expires_after(time);
  const auto [ec] = co_await timer_->timer.async_wait(kAsValues);
  co_return ec == asio::error::operation_aborted;
}

Awaitable<void> yield_to_others(Executor executor) { co_await asio::post(executor, asio::use_awaitable); }

}  // namespace tabacus::analytics::net
