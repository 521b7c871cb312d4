// One finished API call, and what a decoder could tell of it. Values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/model/budget_ticket.hpp"
#include "analytics/model/call_body.hpp"
#include "analytics/model/caller.hpp"
#include "analytics/model/price_stamp.hpp"
#include "analytics/model/rate_limit.hpp"
#include "analytics/model/usage.hpp"
#include "analytics/model/why.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

enum class Outcome : std::uint8_t {
  Ok,
  Error,      ///< an error status, an error event in a stream, or no upstream
  Aborted,    ///< the client went away, or called it off
  Truncated,  ///< the upstream ended before its message did
  Refused,    ///< tabacus did not forward it
  Lossy,      ///< bytes were relayed but the copy has a gap that usage fell into
  Undecoded,  ///< relayed whole; the body is of no form we read
};

enum class StopReason : std::uint8_t { Unknown, Stop, Length, ToolUse, Refusal, ContentFilter, Error, Pause };
enum class Transport : std::uint8_t { Http, Sse, WebSocket };
enum class Billing : std::uint8_t { Api, Subscription, Local };

/// The best knowledge of a decoder so far. What it does not know stays empty.
struct CallFacts {
  std::string api;  ///< "messages", "chat", "responses", "generate_content", "embeddings", "count_tokens"
  std::string model_requested;
  std::string model_served;
  std::string response_id;
  std::string stop_raw;
  StopReason stop = StopReason::Unknown;
  std::string error_type;  ///< the provider's own word: "overloaded_error"
  Usage usage;
  UsageState usage_state = UsageState::Missing;
  std::optional<std::int64_t> tool_calls;
  std::int64_t content_deltas = 0;      ///< pieces of text, thinking or tool input; no ping, comment or message_start
  std::int64_t content_bytes = 0;       ///< of those, as UTF-8
  bool finished = false;                ///< the message's own end was seen
  bool cancelled = false;               ///< that end says that the client called it off
  bool malformed = false;               ///< some part of the answer was not what this API sends
  std::string wire_session;             ///< session id found in the request's body
  std::vector<RateLimit> limits;        ///< told in events or in an error's body
  std::vector<std::string> containers;  ///< machines that the answer ran code in, by their ids; each once
  std::string engine;  ///< software that runs models, where its answers give it away: "ollama", "llama.cpp"
  std::optional<Nanoseconds> prompt_time;      ///< as such software timed its reading of the prompt
  std::optional<Nanoseconds> generation_time;  ///< and its writing of the answer

  /// One more piece of content, of so many bytes as far as its size is known.
  void add_content(std::size_t bytes) {
    ++content_deltas;
    content_bytes += static_cast<std::int64_t>(bytes);
  }

  friend bool operator==(const CallFacts&, const CallFacts&) = default;
};

/// Who made the call, read from heads and body.
struct CallIdentity {
  std::string wire_session;  ///< the client's session id; empty when it sends none
  std::string agent;         ///< sub-agent id
  std::string parent_agent;
  std::string client;  ///< "claude-code", "codex", "gemini-cli"; empty when unknown
  std::string client_version;
  // Of the caller's own trace: hexadecimal ids as traceparent has them; empty when it sends none.
  std::string trace_id = {};
  std::string parent_span_id = {};

  friend bool operator==(const CallIdentity&, const CallIdentity&) = default;
};

/// An answer that says nothing for so long has stalled.
inline constexpr Nanoseconds kStall = std::chrono::seconds{10};

/// Durations are from the request's first byte unless said otherwise; monotonic.
struct CallTimes {
  SystemTime started_at{};
  std::optional<Nanoseconds> connect;      ///< spent connecting upstream; empty on a reused connection
  std::optional<Nanoseconds> tls;          ///< spent in the upstream's TLS handshake
  std::optional<Nanoseconds> first_byte;   ///< first byte of the answer's body
  std::optional<Nanoseconds> first_token;  ///< first content delta
  std::optional<Nanoseconds> last_token;
  std::optional<Nanoseconds> longest_gap;  ///< between two content deltas, or the last one and a premature end
  std::int64_t stalls = 0;                 ///< gaps of kStall and more
  Nanoseconds total{};
  std::optional<Nanoseconds> overhead;  ///< ours: from reading the head to having written it upstream
};

struct CallRecord {
  TabId tab;
  TabSessionId tab_session;
  CallIdentity identity;
  std::string provider;  ///< id of the provider whose dialect was decoded; empty when unknown
  std::string upstream_host;
  std::string endpoint;  ///< path without query
  std::string method;    ///< of HTTP, as the client wrote it; empty when unknown
  CallFacts facts;
  Transport transport = Transport::Http;
  Billing billing = Billing::Api;
  Outcome outcome = Outcome::Ok;
  std::optional<int> status;
  std::string error_type;
  CallTimes times;
  std::int64_t request_bytes = 0;   ///< body bytes as relayed
  std::int64_t response_bytes = 0;  ///< body bytes as relayed
  std::string request_id;           ///< from the answer's headers
  /// Guesses of ours from sizes, where the provider did not tell (`facts.usage_state` says); never summed or charged.
  std::optional<Tokens> estimated_input, estimated_output;
  bool asked_for_usage = false;     ///< its client did not ask for its usage: we did
  bool through_gateway = false;     ///< the host is nobody's that is listed: the slot, or the path, said how to read it
  std::optional<Nanodollars> cost;  ///< the provider's own figure where it told one, else `list_cost`
  std::optional<Nanodollars> list_cost;  ///< what the price list says, whoever pays
  Nanodollars fees;                      ///< the part of list_cost that is for uses, not tokens
  std::optional<Nanodollars> saved;      ///< list_cost had every prompt token been uncached, less list_cost
  PriceBasis price_basis = PriceBasis::None;
  Unpriced unpriced = Unpriced::No;  ///< why there is no list_cost though tokens are known
  std::shared_ptr<const PriceVersion> price_version;
  std::shared_ptr<const PriceStamp> price;  ///< the row behind list_cost; null where none was found
  std::string project;                      ///< root of the repository the call was made for; empty when unknown
  std::string branch;                       ///< what was checked out there; empty when unknown
  std::optional<Caller> caller;
  CallWhy why;
  std::vector<RateLimit> limits;   ///< told by head, events and error; of those the news once the meter has seen them
  SystemTime limits_at{};          ///< when they were told
  std::uint64_t account = 0;       ///< keyed hash of what names the account; 0: nothing does
  std::shared_ptr<CallBody> body;  ///< what was sent and answered; null unless bodies are kept
  BudgetTicket budget_ticket = 0;  ///< under which it was let pass
};

}  // namespace tabacus::analytics
