// One API family: which calls are its, and how its answers tell what they used. Decoders are sans-IO and
// single-threaded; they never throw and leave empty what they do not know.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/model/http_head.hpp"
#include "analytics/wire/aws_event_stream.hpp"
#include "analytics/wire/sse_parser.hpp"

namespace tabacus::analytics {

/// What is known of a call before its body.
struct CallTarget {
  std::string_view slot;  ///< segment of the base URL: "anthropic"
  std::string_view host;  ///< upstream host
  std::string_view method;
  std::string_view path;        ///< without query
  std::string_view query = {};  ///< without question mark; may hold a key
};

class SocketDecoder;  // socket_decoder.hpp

class Decoder {
 public:
  virtual ~Decoder() = default;
  /// The whole request body, decoded; called at most once, before any answer is fed.
  virtual void on_request_body(std::string_view json) = 0;
  /// The head of the answer, where that tells more than which form the body has.
  virtual void on_response_head(const ResponseHead&) {}
  /// One event of a streamed answer, or one line of an answer in lines.
  virtual void on_event(const SseEvent& event) = 0;
  /// One message of an AWS event stream. False: this API does not answer in such.
  [[nodiscard]] virtual bool on_frame(const AwsMessage&) { return false; }
  /// The whole body of an answer that is not a stream, decoded; of an error answer too.
  virtual void on_response_body(int status, std::string_view json) = 0;
  /// A JSON answer of this call is an array sent element by element: each element comes as an event.
  [[nodiscard]] virtual bool answers_in_json_array() const { return false; }
  /// Best knowledge so far; may be asked at any time.
  [[nodiscard]] virtual const CallFacts& facts() const = 0;
};

/// How a stream is made to tell its usage where its client did not ask for that.
struct UsageAsking {
  bool (*may_ask)(const CallTarget&);                          ///< its host takes the question, and needs it
  std::optional<std::string> (*asked)(std::string_view json);  ///< the request with the question; empty: leave it alone
  bool (*is_answer)(std::string_view data);                    ///< an event that a stream has only for the question
};

/// One call of a batch, as it is told of when the batch's results are fetched.
struct BatchResult {
  std::string custom_id;  ///< as the client named it; once in a batch
  CallFacts facts;
};

/// How the results of batches are fetched: one result on a line.
struct BatchResults {
  std::string (*batch_of)(const CallTarget&);                 ///< the batch's id; empty: this fetches none
  std::optional<BatchResult> (*read)(std::string_view line);  ///< empty for one that used nothing, or is no result
};

struct Provider {
  std::string_view id;                                   ///< stored in the database; never renamed
  std::string_view slot;                                 ///< path segment below the tab's prefix: /TOKEN/<slot>/...
  std::span<const std::string_view> request_id_headers;  ///< of answers, most telling first
  /// The path to ask the upstream for. `base_path` is that of the upstream's URL ("/v1", "/gateway/anthropic", "");
  /// `path_below_slot` is what the client appended to /TOKEN/<slot>, without query ("/v1/messages", "/messages").
  /// Clients disagree on which of the two holds the version: the answer holds it once, where the provider wants it.
  std::string (*upstream_path)(std::string_view base_path, std::string_view path_below_slot);
  bool (*claims)(const CallTarget&);  ///< an LLM call of this family, not merely a path on its host
  std::unique_ptr<Decoder> (*make_decoder)(const CallTarget&);
  std::string (*error_body)(int status, std::string_view type, std::string_view message);  ///< in its own form
  std::string_view over_quota = "insufficient_quota";  ///< its word for an account that has spent what it may
  /// Decodes the WebSocket that an upgrade of this path opens; its result is null for a path that is no socket of this
  /// family. Null for a family without sockets.
  std::unique_ptr<SocketDecoder> (*make_socket_decoder)(const CallTarget&) = nullptr;
  /// Whether a client's message on such a socket asks for a call; `json` may be its beginning only. Empty: that does
  /// not tell yet. Null for a family without sockets.
  std::optional<bool> (*asks_for_turn)(std::string_view json) = nullptr;
  /// An error as a message on such a socket, `body` being as of error_body; null: as it is.
  std::string (*socket_error)(int status, std::string_view body) = nullptr;
  const UsageAsking* usage_asking = nullptr;    ///< null: its streams always tell
  const BatchResults* batch_results = nullptr;  ///< null: none are fetched so
};

/// All families. Valid for the life of the program.
[[nodiscard]] std::span<const Provider* const> providers();
/// The family of a slot of the base URL; null when there is none.
[[nodiscard]] const Provider* provider_of_slot(std::string_view slot);
/// The family that mostly answers on a host (see model/vendor.hpp); null where nobody listed does.
[[nodiscard]] const Provider* provider_of_host(std::string_view host);
/// The family of a slot, or without one of the upstream's host, whether it claims the call or not; null when there is
/// none.
[[nodiscard]] const Provider* family_of(const CallTarget& target);
/// The family that claims a call: that of its slot or host; else the one whose path it is, since gateways and vendors
/// answer in several. Null when none does, or the slot is nobody's.
[[nodiscard]] const Provider* claim(const CallTarget& target);

}  // namespace tabacus::analytics
