// What every connection of every tab shares. Owned by the engine, which outlives them all.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "analytics/capture/peer_identity.hpp"
#include "analytics/capture/tab_environment.hpp"
#include "analytics/metering/tap.hpp"
#include "analytics/net/dialer.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

struct CaptureServices {
  net::Executor executor;
  net::Dialer& dialer;
  Tap& tap;
  const Clock& clock;
  PeerIdentity peers;                     // net thread
  ExchangeId last_exchange = 0;           // net thread
  std::atomic<std::int64_t> tap_gaps{0};  // written by net, read by any thread
};

/// One tab as its connections know it; constant once the port is open.
struct CaptureTab {
  TabId tab;
  TabSessionId session;
  std::string token;
  Routes routes;
};

}  // namespace tabacus::analytics
