// The port of one tab: accepts, checks who calls, serves.
#pragma once

#include <chrono>
#include <memory>
#include <set>

#include "analytics/capture/connection.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/capture/upstream_pool.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/listener.hpp"

namespace tabacus::analytics {

class TabListener : public std::enable_shared_from_this<TabListener> {
 public:
  /// Bound and listening on 127.0.0.1 when this returns; any thread. start() is next. Exhausted: no port; Conflict: the
  /// one asked for is taken, and by whom where that can be told.
  [[nodiscard]] static Result<std::shared_ptr<TabListener>> open(CaptureServices& services, CaptureTab tab,
                                                                 std::uint16_t port = 0);

  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
  [[nodiscard]] const CaptureTab& tab() const { return *tab_; }

  /// Accepts until close(). Net thread, as all below.
  void start();
  /// No new connections; running exchanges may end within `grace`, then they are broken off. Returns when all are gone.
  [[nodiscard]] net::Awaitable<void> close(std::chrono::milliseconds grace);

 private:
  TabListener(CaptureServices& services, CaptureTab tab, std::unique_ptr<net::Listener> listener);

  net::Awaitable<void> accept_all(std::shared_ptr<TabListener> self);
  net::Awaitable<void> serve(std::shared_ptr<TabListener> self, std::shared_ptr<Connection> connection);
  net::Awaitable<void> sweep(std::shared_ptr<TabListener> self);
  [[nodiscard]] std::shared_ptr<const CallerAnswer> look_up(const Result<PeerSocket>& peer) const;

  CaptureServices& services_;
  const std::shared_ptr<const CaptureTab> tab_;
  const std::unique_ptr<net::Listener> listener_;
  UpstreamPool pool_;  // outlives the connections, which serve() keeps below this
  std::set<std::shared_ptr<Connection>> connections_;
  net::Event changed_;  // waited for by close()
  net::Event pause_;    // of the accept loop
  net::Event tick_;     // of the sweeper
  bool closed_ = false;
};

}  // namespace tabacus::analytics
