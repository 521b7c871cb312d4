#include "analytics/providers/rate_limits.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/time_text.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// "5h allowed 42.0% 58/100 in 60s at 2026-..." with only what is known.
std::string text_of(const RateLimit& limit) {
  std::string text = limit.window;
  if (!limit.status.empty()) text += " " + limit.status;
  if (limit.used_ppm) text += fmt::format(" {}ppm", *limit.used_ppm);
  if (limit.remaining) text += fmt::format(" {} left", *limit.remaining);
  if (limit.cap) text += fmt::format(" of {}", *limit.cap);
  if (limit.is_share) text += " share";
  if (limit.length) text += fmt::format(" window {}s", *limit.length / seconds{1});
  if (limit.resets_in) text += fmt::format(" in {}ms", *limit.resets_in / milliseconds{1});
  if (limit.resets_at) text += " at " + format_rfc3339(*limit.resets_at);
  return text;
}

std::string text_of(const std::vector<RateLimit>& limits) {
  std::string text;
  for (const RateLimit& limit : limits) text += text_of(limit) + "\n";
  return text;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

Headers headers_of(const Fields& fields) {
  Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  return headers;
}

struct Head {
  const char* provider;
  Fields fields;
  const char* expected;
};

TEST(RateLimits, AreReadFromTheHeadsOfEveryProvider) {
  const Head kHeads[] = {
      {"anthropic",
       {{"anthropic-ratelimit-requests-limit", "50"},
        {"anthropic-ratelimit-requests-remaining", "49"},
        {"anthropic-ratelimit-requests-reset", "2026-11-21T08:00:01Z"},
        {"anthropic-ratelimit-input-tokens-limit", "40000"},
        {"anthropic-ratelimit-input-tokens-remaining", "10000"},
        {"anthropic-ratelimit-input-tokens-reset", "2026-11-21T08:00:30Z"}},
       "requests 20000ppm 49 left of 50 at 2026-11-21T08:00:01.000Z\n"
       "input_tokens 750000ppm 10000 left of 40000 at 2026-11-21T08:00:30.000Z\n"},
      {"anthropic, a subscription",
       {{"anthropic-ratelimit-unified-status", "allowed_warning"},
        {"anthropic-ratelimit-unified-reset", "1795262400"},
        {"anthropic-ratelimit-unified-representative-claim", "five_hour"},
        {"anthropic-ratelimit-unified-fallback-percentage", "0.5"},
        {"anthropic-ratelimit-unified-overage-status", "rejected"},
        {"anthropic-ratelimit-unified-overage-disabled-reason", "org_level_disabled"},
        {"Anthropic-Ratelimit-Unified-5h-Status", "allowed"},
        {"anthropic-ratelimit-unified-5h-utilization", "0.42"},
        {"anthropic-ratelimit-unified-5h-reset", "1795262400"},
        {"anthropic-ratelimit-unified-7d_oi-utilization", "1.05"}},
       "unified allowed_warning share at 2026-11-21T12:00:00.000Z\n"
       "5h allowed 420000ppm share window 18000s at 2026-11-21T12:00:00.000Z\n"
       "7d_oi 1050000ppm share window 604800s\n"},
      {"openai",
       {{"x-ratelimit-limit-requests", "5000"},
        {"x-ratelimit-remaining-requests", "4999"},
        {"x-ratelimit-reset-requests", "12ms"},
        {"x-ratelimit-limit-tokens", "160000"},
        {"x-ratelimit-remaining-tokens", "0"},
        {"x-ratelimit-reset-tokens", "6m0s"}},
       "requests 200ppm 4999 left of 5000 in 12ms\ntokens 1000000ppm 0 left of 160000 in 360000ms\n"},
      {"groq",
       {{"x-ratelimit-limit-requests", "14400"},
        {"x-ratelimit-remaining-requests", "14370"},
        {"x-ratelimit-reset-requests", "2m59.56s"}},
       "requests 2083ppm 14370 left of 14400 in 179560ms\n"},
      {"azure",
       {{"x-ratelimit-remaining-tokens", "900"}, {"retry-after-ms", "1500"}},
       "tokens 900 left\nretry_after in 1500ms\n"},
      {"a date", {{"retry-after", "Sat, 21 Nov 2026 12:00:00 GMT"}}, "retry_after at 2026-11-21T12:00:00.000Z\n"},
      {"openrouter",
       {{"X-RateLimit-Limit", "20"}, {"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1795262400000"}},
       "requests 1000000ppm 0 left of 20 at 2026-11-21T12:00:00.000Z\n"},
      {"xai",
       {{"x-ratelimit-limit-requests", "60"}, {"x-ratelimit-remaining-requests", "59"}},
       "requests 16666ppm 59 left of 60\n"},
      {"chatgpt",
       {{"x-codex-active-limit", "codex"},
        {"x-codex-primary-used-percent", "42.5"},
        {"x-codex-primary-window-minutes", "300"},
        {"x-codex-primary-reset-after-seconds", "7200"},
        {"x-codex-secondary-used-percent", "10"},
        {"x-codex-secondary-window-minutes", "10080"},
        {"x-codex-secondary-reset-at", "1795262400"}},
       "primary 425000ppm share window 18000s in 7200000ms\n"
       "secondary 100000ppm share window 604800s at 2026-11-21T12:00:00.000Z\n"},
      {"none", {{"content-type", "text/plain"}, {"retry-after", "in a while"}}, ""},
  };
  for (const Head& head : kHeads)
    EXPECT_EQ(text_of(read_limit_headers(headers_of(head.fields))), head.expected) << head.provider;
}

TEST(RateLimits, NonsenseIsNoLimit) {
  const Fields kNonsense = {
      {"x-ratelimit-limit-requests", "-5"},
      {"x-ratelimit-remaining-requests", "99999999999999999999"},
      {"x-ratelimit-reset-requests", "soon"},
      {"x-ratelimit-limit-a b", "7"},
      {"retry-after", "1e300"},
      {"anthropic-ratelimit-unified-5h-utilization", "nan"},
      {"x-codex-primary-used-percent", "many"},
      {"x-codex-tertiary-used-percent", "5"},
      {"x-ratelimit-reset-tokens", "500d"},
      {"anthropic-ratelimit-", "5"},
  };
  EXPECT_EQ(text_of(read_limit_headers(headers_of(kNonsense))), "");
}

TEST(RateLimits, AnAnswerTellsOfABoundedNumber) {
  Headers headers;
  for (int i = 0; i < 1'000; ++i) headers.add(fmt::format("x-ratelimit-limit-w{}", i), "5");
  EXPECT_EQ(read_limit_headers(headers).size(), kMaxLimits);
}

struct Duration {
  const char* text;
  std::optional<Nanoseconds> expected;
};

TEST(RateLimits, DurationsComeInManyForms) {
  const Duration kDurations[] = {
      {"6m0s", minutes{6}},
      {"1s", seconds{1}},
      {"120ms", milliseconds{120}},
      {"2m59.56s", milliseconds{179'560}},
      {"1h30m", minutes{90}},
      {"1d2h", minutes{26 * 60}},
      {"7.5", milliseconds{7'500}},
      {"0", seconds{0}},
      {"37s", seconds{37}},
      {"", std::nullopt},
      {"s", std::nullopt},
      {"5x", std::nullopt},
      {"6m0", std::nullopt},
      {"-1s", std::nullopt},
      {"1..2s", std::nullopt},
      {"401d", std::nullopt},
      {"99999999999999999999999999s", std::nullopt},
  };
  for (const Duration& duration : kDurations)
    EXPECT_EQ(parse_limit_duration(duration.text), duration.expected) << duration.text;
}

std::string limits_in(std::string_view json, void (*read)(JsonField, std::vector<RateLimit>&)) {
  JsonReader reader;
  std::vector<RateLimit> limits;
  read(reader.read(json), limits);
  return text_of(limits);
}

TEST(RateLimits, AreReadFromTheEventOfTheChatGptBackend) {
  EXPECT_EQ(
      limits_in(R"({"type":"codex.rate_limits","plan_type":"plus","rate_limits":{"allowed":true,"limit_reached":false,
      "primary":{"used_percent":42,"window_minutes":300,"reset_after_seconds":60,"reset_at":1795262400},
      "secondary":{"used_percent":7.5,"window_minutes":10080,"reset_after_seconds":3600}}})",
                read_codex_limits),
      "primary 420000ppm share window 18000s at 2026-11-21T12:00:00.000Z\n"
      "secondary 75000ppm share window 604800s in 3600000ms\n");
  EXPECT_EQ(limits_in(R"({"rate_limits":{"primary":null,"secondary":[]}})", read_codex_limits), "");
  EXPECT_EQ(limits_in(R"({"rate_limits":{"limit_reached":true,"primary":{"used_percent":100}}})", read_codex_limits),
            "primary rejected 1000000ppm share\n");
}

TEST(RateLimits, ALaterEventReplacesAnEarlier) {
  JsonReader reader;
  std::vector<RateLimit> limits;
  read_codex_limits(reader.read(R"({"rate_limits":{"primary":{"used_percent":1,"reset_at":1795262400}}})"), limits);
  read_codex_limits(reader.read(R"({"rate_limits":{"primary":{"used_percent":2}}})"), limits);
  EXPECT_EQ(text_of(limits), "primary 20000ppm share\n");
}

TEST(RateLimits, AreReadFromErrors) {
  EXPECT_EQ(
      limits_in(R"({"type":"usage_limit_reached","plan_type":"pro","resets_in_seconds":90})", read_limits_of_error),
      "usage_limit rejected 1000000ppm share in 90000ms\n");
  EXPECT_EQ(limits_in(R"({"code":429,"status":"RESOURCE_EXHAUSTED","details":[
      {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generativelanguage.googleapis.com/x",
       "quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier","quotaValue":"15"}]},
      {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"37s"}]})",
                      read_limits_of_error),
            "GenerateRequestsPerMinutePerProjectPerModel_FreeTier exceeded 1000000ppm 0 left of 15\nretry_after in "
            "37000ms\n");
  EXPECT_EQ(limits_in(R"({"details":[{"violations":[{}]},{"retryDelay":5},7,null]})", read_limits_of_error), "");
}

}  // namespace
}  // namespace tabacus::analytics
