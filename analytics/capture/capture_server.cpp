#include "analytics/capture/capture_server.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"capture"};

/// Beyond the grace, for connections that have been broken off to unwind.
constexpr std::chrono::milliseconds kUnwinding{500};

/// How long after a gap the meter counts as behind.
constexpr std::chrono::seconds kRecently{10};

net::Awaitable<void> close_listener(std::shared_ptr<TabListener> listener, std::chrono::milliseconds grace,
                                    std::shared_ptr<std::promise<void>> closed) {
  co_await listener->close(grace);
  closed->set_value();
}

bool is_ready(const std::future<void>& future) {
  return future.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

}  // namespace

CaptureServer::CaptureServer(Tap& tap, const Clock& clock, net::DialOptions dial, std::function<OwnHealth()> health,
                             TunnelSink* tunnels, std::shared_ptr<const net::TlsServer> tls)
    : dialer_{thread_.executor(), std::move(dial)},
      services_{thread_.executor(), dialer_, tap, clock, {}, 0, 0},
      callers_{[this, &tap, &clock] {
        // Weighs nothing: refused only while the engine closes.
        (void)tap.offer({0, clock.steady(), CallersFound{}});
        judge_again();
      }} {
  services_.health = std::move(health);
  services_.callers = &callers_;
  services_.tunnels = tunnels;
  services_.tls = std::move(tls);
  dialer_.prepare_tls();
}

CaptureServer::~CaptureServer() { close(std::chrono::milliseconds{0}); }

bool CaptureServer::is_meter_behind() const {
  const SteadyTime last = services_.last_gap.load(std::memory_order_relaxed);
  return last != SteadyTime{} && services_.clock.steady() - last < kRecently;
}

void CaptureServer::hold_to(BudgetLedger& ledger, std::function<void()> ask_for_sums) {
  const auto mark = [this](std::uint64_t number) {
    // Weighs nothing: refused only while the engine closes.
    (void)services_.tap.offer({0, services_.clock.steady(), MeterMark{number}});
  };
  budgets_ = std::make_unique<BudgetGate>(thread_.executor(), ledger, &callers_,
                                          BudgetGate::Questions{std::move(ask_for_sums), mark});
  services_.budgets = budgets_.get();
}

void CaptureServer::judge_again() {
  if (budgets_ != nullptr && budgets_->is_waited_for()) thread_.post([this] { budgets_->look_again(); });
}

Result<std::uint16_t> CaptureServer::open_tab(CaptureTab tab, std::uint16_t fixed_port) {
  const TabId id = tab.tab;
  const std::lock_guard lock{mutex_};
  if (closed_) return fail(ErrorCode::Closed, fmt::format("open tab {}: the engine is closed", id.text()));
  if (listeners_.contains(id)) return fail(ErrorCode::Conflict, fmt::format("tab {} is open already", id.text()));
  const auto listener =
      fixed_port == 0 ? open_fresh_port(tab) : TabListener::open(services_, std::move(tab), fixed_port);
  if (!listener) return fail(listener.error());
  listeners_[id] = *listener;
  thread_.post([started = *listener] { started->start(); });
  return (*listener)->port();
}

/// A program that outlived its tab must not find another tab on its port.
Result<std::shared_ptr<TabListener>> CaptureServer::open_fresh_port(const CaptureTab& tab) {
  constexpr std::size_t kAttempts = 64;
  std::vector<std::shared_ptr<TabListener>> used;  // held until a fresh one is found, or the system gives them again
  while (used.size() < kAttempts) {
    auto listener = TabListener::open(services_, tab);
    if (!listener || used_ports_.insert((*listener)->port()).second) return listener;
    used.push_back(std::move(*listener));
  }
  return fail(ErrorCode::Exhausted, fmt::format("open a port for tab {}: all that are free were used", tab.tab.text()));
}

std::future<void> CaptureServer::begin_close(std::shared_ptr<TabListener> listener, std::chrono::milliseconds grace) {
  auto closed = std::make_shared<std::promise<void>>();
  std::future<void> done = closed->get_future();
  thread_.post([this, listener = std::move(listener), closed = std::move(closed), grace]() mutable {
    net::spawn(thread_.executor(), close_listener(std::move(listener), grace, std::move(closed)));
  });
  return done;
}

void CaptureServer::close_tab(TabId tab, std::function<void()> ended) {
  callers_.close_tab(tab, [this, tab, ended = std::move(ended)] {
    close_port(tab);
    if (ended) ended();
  });
}

void CaptureServer::close_port(TabId tab) {
  const std::lock_guard lock{mutex_};
  auto found = listeners_.extract(tab);
  if (found.empty()) return;
  std::erase_if(closing_, is_ready);
  closing_.push_back(begin_close(std::move(found.mapped()), std::chrono::milliseconds{0}));
}

void CaptureServer::close(std::chrono::milliseconds grace) {
  std::vector<std::future<void>> closing;
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(closed_, true)) return;
    closing.swap(closing_);
    for (auto& [tab, listener] : listeners_) closing.push_back(begin_close(std::move(listener), grace));
    listeners_.clear();
  }
  const auto deadline = std::chrono::steady_clock::now() + grace + kUnwinding;
  for (const auto& done : closing)
    if (done.wait_until(deadline) != std::future_status::ready)
      log::warn(kLog, "a tab's connections did not end in time; they are dropped");
  thread_.stop();
  callers_.stop();
}

}  // namespace tabacus::analytics
