// A stream that is asked for its usage on the client's behalf: its request gets one member more, its answer loses the
// one event that the client did not ask for. Nothing else of either changes but the framing. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/capture/exchange_request.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/http1_head.hpp"
#include "analytics/wire/sse_sieve.hpp"

namespace tabacus::analytics {

/// A longer request is sent on as it is.
inline constexpr std::size_t kMaxAskingRequestBytes = 2 * 1024 * 1024;

/// How to ask, where the request's head lets it be: a JSON body without a content coding, of bounded length, that the
/// client sends unbidden. Null where it does not.
[[nodiscard]] const UsageAsking* usage_asking_of(const ExchangeRequest& request);

struct AskingRequest {
  std::string head;
  std::string body;
};

/// The request with the question. Its answer is to come without a content coding, so that it can be read here. Empty:
/// it is to be sent as it is.
[[nodiscard]] std::optional<AskingRequest> ask_for_usage(const ExchangeRequest& request, std::string_view body,
                                                         const UsageAsking& asking);

/// An answer's body on its way to the client, without what only the question brought.
class UsageHiding {
 public:
  /// Empty for an answer that is no readable stream: it passes as it is.
  [[nodiscard]] static std::optional<UsageHiding> of(const ResponseMessage& answer, const UsageAsking& asking);

  /// Bytes for the client in place of those payload pieces, framed as the head says. `done`: the body ends with them.
  [[nodiscard]] std::string pass(std::span<const std::string_view> payload, bool done);

 private:
  UsageHiding(SseSieve sieve, bool is_chunked) : sieve_{std::move(sieve)}, is_chunked_{is_chunked} {}

  SseSieve sieve_;
  bool is_chunked_;
};

}  // namespace tabacus::analytics
