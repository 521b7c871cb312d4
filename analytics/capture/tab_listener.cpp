#include "analytics/capture/tab_listener.hpp"

#include <unistd.h>

#include <vector>

#include "analytics/net/tls_or_plain.hpp"
#include "base/log.hpp"
#include "base/port_owner.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"capture"};
// Out of descriptors: connections wait in the kernel's queue until some of ours have ended.
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kSweep{1000};

}  // namespace

TabListener::TabListener(CaptureServices& services, CaptureTab tab, std::unique_ptr<net::Listener> listener)
    : services_{services},
      tab_{std::make_shared<const CaptureTab>(std::move(tab))},
      listener_{std::move(listener)},
      pool_{services.dialer, services.clock, tab_->proxy},
      changed_{services.executor},
      pause_{services.executor},
      tick_{services.executor} {}

Result<std::shared_ptr<TabListener>> TabListener::open(CaptureServices& services, CaptureTab tab, std::uint16_t port) {
  auto listener = net::Listener::bind(services.executor, port);
  if (!listener && port != 0 && listener.error().code == ErrorCode::Conflict)
    return fail(ErrorCode::Conflict,
                fmt::format("listen on 127.0.0.1:{}: it is taken by {}", port, describe(owner_of_port(port))));
  if (!listener) return fail(listener.error(), fmt::format("open a port for tab {}", tab.tab.text()));
  return std::shared_ptr<TabListener>{new TabListener{services, std::move(tab), std::move(*listener)}};
}

void TabListener::start() {
  const auto self = shared_from_this();
  net::spawn(services_.executor, accept_all(self));
  net::spawn(services_.executor, sweep(self));
}

net::Awaitable<void> TabListener::accept_all(std::shared_ptr<TabListener> self) {
  bool was_exhausted = false;  // told once, not ten times a second
  while (!closed_) {
    auto client = co_await listener_->accept();
    if (closed_) break;
    const bool exhausted = !client && client.error().code == ErrorCode::Exhausted;
    if (exhausted && !was_exhausted) log::warn(kLog, "{}; accepting pauses", client.error().message);
    was_exhausted = exhausted;
    if (!client) {
      co_await pause_.wait_for(kAcceptPause);
      continue;
    }
    const auto peer = services_.peers.peer_of((*client)->native_handle());
    if (!may_call(peer, ::getuid(), services_.root_calls)) continue;
    auto secured = net::make_tls_or_plain(services_.executor, std::move(*client), services_.tls);
    auto connection = std::make_shared<Connection>(services_, tab_, std::move(secured), port(), pool_, look_up(peer));
    net::spawn(services_.executor, serve(self, std::move(connection)));
  }
}

std::shared_ptr<const CallerAnswer> TabListener::look_up(const Result<PeerSocket>& peer) const {
  return peer && services_.callers != nullptr ? services_.callers->look_up(tab_->tab, peer->inode) : nullptr;
}

net::Awaitable<void> TabListener::serve(std::shared_ptr<TabListener> /*keeps this alive*/,
                                        std::shared_ptr<Connection> connection) {
  if (connections_.empty()) tick_.notify();
  connections_.insert(connection);
  // Also when it throws: close() waits for every connection.
  const ScopeExit gone{[&] {
    connections_.erase(connection);
    changed_.notify();
  }};
  co_await connection->run();
}

/// Looks at all connections once a second, instead of a timer for each; sleeps while there are none.
net::Awaitable<void> TabListener::sweep(std::shared_ptr<TabListener> /*keeps this alive*/) {
  while (!closed_) {
    if (connections_.empty() && pool_.empty())
      co_await tick_.wait();
    else
      co_await tick_.wait_for(kSweep);
    const SteadyTime now = services_.clock.steady();
    const std::vector<std::shared_ptr<Connection>> connections{connections_.begin(), connections_.end()};
    for (const auto& connection : connections) connection->check_deadline(now);
    pool_.sweep();
  }
}

net::Awaitable<void> TabListener::close(std::chrono::milliseconds grace) {
  const auto self = shared_from_this();
  closed_ = true;
  listener_->close();
  pause_.notify();
  tick_.notify();
  const std::vector<std::shared_ptr<Connection>> connections{connections_.begin(), connections_.end()};
  for (const auto& connection : connections) connection->finish();
  const SteadyTime deadline = services_.clock.steady() + grace;
  while (!connections_.empty() && services_.clock.steady() < deadline)
    co_await changed_.wait_for(
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - services_.clock.steady()));
  const std::vector<std::shared_ptr<Connection>> left{connections_.begin(), connections_.end()};
  for (const auto& connection : left) connection->abort();
  while (!connections_.empty()) co_await changed_.wait();
  pool_.clear();
}

}  // namespace tabacus::analytics
