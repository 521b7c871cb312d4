#include "analytics/net/event.hpp"

#include <boost/intrusive/list.hpp>
#include <cassert>
#include <optional>
#include <utility>

#include "analytics/net/asio.hpp"

namespace tabacus::analytics::net {

struct Event::Timer {
  asio::steady_timer timer;
};

Event::Event(const Executor& executor) : executor_{executor} {}

Event::~Event() = default;

Event::Timer& Event::timer() {
  if (!timer_) timer_.reset(new Timer{asio::steady_timer{executor_, asio::steady_timer::time_point::max()}});
  return *timer_;
}

void Event::notify() {
  if (timer_) timer_->timer.cancel();
}

Awaitable<void> Event::wait() {
  asio::steady_timer& until_notified = timer().timer;
  // Setting the expiry wakes whoever waits already, so two waiters would wake each other for ever.
  constexpr auto kNever = asio::steady_timer::time_point::max();
  if (until_notified.expiry() != kNever) until_notified.expires_at(kNever);
  co_await until_notified.async_wait(kAsValues);
}

Awaitable<bool> Event::wait_for(std::chrono::milliseconds time) {
  timer().timer.expires_after(time);
  const auto [ec] = co_await timer_->timer.async_wait(kAsValues);
  co_return ec == asio::error::operation_aborted;
}

/// Linked while it waits.
class Handover::Waiter
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  using Resume = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;

  explicit Waiter(const Executor& executor);

  void wait(Resume&& resume);
  /// What goes on when it is called; empty: nobody waits.
  [[nodiscard]] std::optional<Resume> take();

  const Executor executor;

 private:
  class All;
  All& all_;
  std::optional<Resume> resume_;
};

/// Ends with the loop. The frame of a waiter may own the very object that it waits for: nobody else would destroy it.
class Handover::Waiter::All final : public asio::execution_context::service {
 public:
  using key_type = All;
  static inline asio::execution_context::id id;

  explicit All(asio::execution_context& context) : service{context} {}

  void add(Waiter& waiter) { waiting_.push_back(waiter); }

 private:
  void shutdown() override {
    // What goes with a waiter may wait itself.
    while (!waiting_.empty()) (void)waiting_.front().take();
  }

  boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> waiting_;
};

Handover::Waiter::Waiter(const Executor& given)
    : executor{given}, all_{asio::use_service<All>(asio::query(given, asio::execution::context))} {}

void Handover::Waiter::wait(Resume&& resume) {
  assert(!resume_);
  resume_.emplace(std::move(resume));
  all_.add(*this);
}

std::optional<Handover::Waiter::Resume> Handover::Waiter::take() {
  if (!resume_) return std::nullopt;
  unlink();
  std::optional<Resume> taken{std::move(*resume_)};
  resume_.reset();
  return taken;
}

Handover::Handover(const Executor& executor) : waiter_{std::make_unique<Waiter>(executor)} {}

Handover::~Handover() = default;

void Handover::hand_over() {
  if (auto resume = waiter_->take()) (*resume)();
}

void Handover::notify() {
  if (auto resume = waiter_->take()) asio::post(waiter_->executor, std::move(*resume));
}

Awaitable<void> Handover::wait() {
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
      [waiter = waiter_.get()](Waiter::Resume&& resume) { waiter->wait(std::move(resume)); }, asio::use_awaitable);
}

Awaitable<void> yield_to_others(Executor executor) { co_await asio::post(executor, asio::use_awaitable); }

}  // namespace tabacus::analytics::net
