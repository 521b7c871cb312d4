// What the wire saw, as the capture side tells the meter. Message framing is already undone: bodies come as payload
// bytes (still content-coded), ends are explicit. Values; made on the net thread, read on the meter thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "analytics/model/budget_ticket.hpp"
#include "analytics/model/caller.hpp"
#include "analytics/model/http_head.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

using ExchangeId = std::uint64_t;  ///< one request and its answer; unique within the process

enum class Direction : std::uint8_t { ToUpstream, ToClient };

/// First event of every exchange.
struct ExchangeOpened {
  TabId tab;
  TabSessionId tab_session;
  std::string slot;           ///< "anthropic", "openai", "gemini"
  std::string upstream_host;  ///< host of the upstream's URL, without port
  bool upstream_is_loopback = false;
  SystemTime wall;
  RequestHead request;  ///< as it goes upstream: its target may hold a gateway's key
  std::string
      endpoint;  ///< path below the tab's slot, without query: holds neither the tab's token nor a gateway's key
  std::shared_ptr<const CallerAnswer> caller = {};  ///< null: nobody looks for him
  bool wants_websocket = false;                     ///< the request asks for one by the rules (RFC 6455)
  bool paused = false;                              ///< only of a WebSocket, which outlives pauses
  BudgetTicket budget_ticket = 0;
  bool asked_for_usage = false;  ///< by us, in the client's request; its head is as the client sent it
};

struct ResponseStarted {
  ResponseHead head;
};

/// A request longer than this, decoded, is relayed like any other but not read: its model and session stay unknown.
/// What is longer already as it comes is not even copied.
inline constexpr std::size_t kMaxReadRequestBytes = 8 * 1024 * 1024;

/// Payload bytes in order. `gap_before` says that the tap had to refuse bytes just before these.
struct BodyBytes {
  Direction direction;
  std::string bytes;
  bool gap_before = false;
  std::uint64_t lost_bytes = 0;  ///< in that gap
  bool of_socket = false;        ///< of a WebSocket: after most gaps nothing can be read any more
  bool paused = false;           ///< of a WebSocket: its tab is paused; calls that begin now are told to nobody
};

struct BodyEnded {
  Direction direction;
  bool gap_before = false;  ///< as in BodyBytes: the last bytes are missing
  std::uint64_t lost_bytes = 0;
};

enum class ExchangeEnd : std::uint8_t {
  Complete,
  ClientGone,   ///< the client closed before the answer was whole
  UpstreamCut,  ///< the upstream closed before the answer was whole
  NoUpstream,   ///< resolve, connect or TLS failed; the client got a 502 of ours
  Refused,      ///< answered by tabacus itself: bad head, foreign Host or Origin
  OverBudget,   ///< likewise: a budget was spent
};

/// Last event of every exchange.
struct ExchangeClosed {
  ExchangeEnd end = ExchangeEnd::Complete;
  std::string error;  ///< short, for people; empty when complete
  std::optional<Nanoseconds> connect;
  std::optional<Nanoseconds> tls;
  std::optional<Nanoseconds> overhead;
};

/// No news of an exchange but a question of ours: the meter tells its board of the calls under way.
struct RunningAsked {
  std::uint64_t question = 0;
};
/// No news of an exchange: whoever learns that the meter came to it knows that it has digested what came before.
struct MeterMark {
  std::uint64_t number = 0;
};
/// No news of an exchange: answers about callers were given.
struct CallersFound {};

struct TapEvent {
  ExchangeId exchange = 0;  ///< 0: of none
  SteadyTime at;
  std::variant<ExchangeOpened, ResponseStarted, BodyBytes, BodyEnded, ExchangeClosed, RunningAsked, MeterMark,
               CallersFound>
      what;
};

}  // namespace tabacus::analytics
