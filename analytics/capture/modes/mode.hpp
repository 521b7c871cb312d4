// The ways of being in the path. A mode reads the head of a request and says what is to be done; the connection does
// it. Pure: no mode opens a socket.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/wire/authority.hpp"
#include "analytics/wire/http1_head.hpp"

namespace tabacus::analytics {

/// Where a request came in.
struct ModeContext {
  std::shared_ptr<const CaptureTab> tab;
  std::uint16_t port = 0;                     ///< the tab's
  const CaptureServices* services = nullptr;  ///< what the port's own pages tell of; null: there are none
  const Authority* decrypted = nullptr;       ///< inside a decrypted tunnel to there; null: not inside one
  bool inside_own_tunnel = false;             ///< the client took this very port for its proxy and for its target
};

/// Relay it there as an exchange.
struct ForwardPlan {
  std::shared_ptr<const Route> route;
  std::string target;                           ///< what the upstream is asked for
  std::string endpoint;                         ///< as a record names it: without query, token or key
  std::span<const std::string_view> dropped{};  ///< fields that end here
};

/// Answer it ourselves.
struct RefusalPlan {
  OwnAnswer answer;
  std::optional<ForwardPlan> meant{};  ///< to be recorded as a refused call of that route
};

/// Carry bytes to and fro, unread.
struct TunnelPlan {
  Authority to;
};

/// End the TLS of what comes through this CONNECT, and serve its requests for that host.
struct DecryptPlan {
  Authority to;
};

/// What comes through this CONNECT is meant for this port: serve it as if it had come without.
struct EnterPlan {};

using ModePlan = std::variant<ForwardPlan, RefusalPlan, TunnelPlan, DecryptPlan, EnterPlan>;

struct CaptureMode {
  std::string_view name;
  bool (*takes)(const RequestMessage& request, const ModeContext& where);
  ModePlan (*plan)(const RequestMessage& request, const ModeContext& where);
};

/// In the order in which they are asked; the last one takes everything.
[[nodiscard]] std::span<const CaptureMode> capture_modes();

/// What the first mode that takes the request makes of it.
[[nodiscard]] ModePlan plan_for(const RequestMessage& request, const ModeContext& where);

}  // namespace tabacus::analytics
