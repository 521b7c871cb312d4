// What answers tell of a provider's limits: in their heads, in events of a stream, in the bodies of errors. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analytics/model/http_head.hpp"
#include "analytics/model/rate_limit.hpp"
#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {

/// An answer that tells of more is read no further.
inline constexpr std::size_t kMaxLimits = 16;

/// Of every provider: anthropic-ratelimit-*, anthropic-ratelimit-unified-*, x-ratelimit-*, x-codex-*, retry-after.
[[nodiscard]] std::vector<RateLimit> read_limit_headers(const Headers& headers);

/// The event "codex.rate_limits" of the ChatGPT backend. Replaces in `limits` those of the same windows.
void read_codex_limits(JsonField event, std::vector<RateLimit>& limits);
/// Of OpenAI's Realtime: [{"name": "requests", "limit": 1000, "remaining": 999, "reset_seconds": 60}].
void read_realtime_limits(JsonField told, std::vector<RateLimit>& limits);
/// The error object of a refusal: "usage_limit_reached" of ChatGPT, RetryInfo and QuotaFailure of Google.
void read_limits_of_error(JsonField error, std::vector<RateLimit>& limits);

/// "6m0s", "2m59.56s", "120ms", "1h", "37s", "1d2h" or plain seconds "7.5"; empty on anything else and beyond 400 days.
[[nodiscard]] std::optional<Nanoseconds> parse_limit_duration(std::string_view text);

}  // namespace tabacus::analytics
