// What every connection of every tab shares. Owned by the engine, which outlives them all.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "analytics/capture/caller_finder.hpp"
#include "analytics/capture/certificate_authority.hpp"
#include "analytics/capture/corporate_proxy.hpp"
#include "analytics/capture/live_credentials.hpp"
#include "analytics/capture/peer_identity.hpp"
#include "analytics/capture/tab_environment.hpp"
#include "analytics/metering/tap.hpp"
#include "analytics/model/tunnel.hpp"
#include "analytics/net/dialer.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

/// What the health page tells; empty and false: all is well.
struct OwnHealth {
  std::string database_trouble;
  bool is_meter_behind = false;
};

class BudgetGate;

struct CaptureServices {
  net::Executor executor;
  net::Dialer& dialer;
  Tap& tap;
  const Clock& clock;
  PeerIdentity peers;                           // net thread
  ExchangeId last_exchange = 0;                 // net thread
  std::atomic<std::int64_t> tap_gaps{0};        // written by net, read by any thread
  std::atomic<SteadyTime> last_gap{};           // likewise
  std::function<OwnHealth()> health{};          // net thread; must not block; empty: always well
  std::shared_ptr<const net::TlsServer> tls{};  // constant; null: ports speak plain HTTP only
  TunnelSink* tunnels = nullptr;                // told of what was carried as a proxy; null: nobody is
  CallerFinder* callers = nullptr;              // null: nobody looks for callers
  BudgetGate* budgets = nullptr;                // null: nothing is held to a budget
  RootCalls root_calls = RootCalls::Refused;
};

/// One tab as its connections know it; constant once the port is open.
struct CaptureTab {
  TabId tab;
  TabSessionId session;
  std::string token;
  Routes routes;
  std::shared_ptr<const std::atomic<bool>> paused = {};  ///< the tap is not told of exchanges that begin while true
  bool takes_bare_paths = false;  ///< the token and slot may be left out where the path tells the slot
  std::shared_ptr<CertificateAuthority> authority = {};  ///< decrypts what is carried to its hosts; null: nothing
  bool is_forward_proxy = false;                         ///< programs may also name the port as their HTTP proxy
  bool asks_for_usage = false;                           ///< of streams whose clients do not: see usage_asking.hpp
  CorporateProxy proxy = {};                             ///< the way to upstreams outside
  std::shared_ptr<LiveCredentials> credentials = {};     ///< told of what upstreams took; null: nobody is

  [[nodiscard]] bool is_paused() const { return paused && paused->load(std::memory_order_relaxed); }
};

}  // namespace tabacus::analytics
