#include "analytics/providers/bedrock_usage.hpp"

#include "analytics/providers/redact.hpp"

namespace tabacus::analytics {
namespace {

/// Writes by lifetime: [{"ttl":"1h","inputTokens":n}]. What is not listed lives for five minutes.
std::int64_t written_for_an_hour(JsonField details) {
  std::int64_t sum = 0;
  details.for_each([&](JsonField detail) {
    if (detail["ttl"].text() == "1h") sum += detail["inputTokens"].count().value_or(0);
  });
  return sum;
}

/// Which sum the stated total is: all four are disjoint, or the total leaves the cache out.
std::string_view identity_of(std::optional<std::int64_t> total, std::int64_t plain, std::int64_t from_cache) {
  if (!total) return "";
  if (*total == plain + from_cache && from_cache > 0) return "input+cache+output";
  return *total == plain ? "input+output" : "none";
}

}  // namespace

bool read_converse_usage(JsonField usage, Usage& out) {
  const auto input = usage["inputTokens"].count();
  const auto output = usage["outputTokens"].count();
  if (const auto doubt = doubt_of_counts(usage); !doubt.empty()) out.doubt = doubt;
  if (!input && !output) return false;
  const auto read = usage["cacheReadInputTokens"].count();
  const auto written = usage["cacheWriteInputTokens"].count();
  const std::int64_t hour = written_for_an_hour(usage["cacheDetails"]);
  out.input_uncached = as_tokens(input);
  out.cache_read = as_tokens(read);
  out.cache_write_5m = written && *written >= hour ? std::optional{Tokens{*written - hour}} : std::nullopt;
  out.cache_write_1h = hour > 0 ? std::optional{Tokens{hour}} : std::nullopt;
  out.output_total = as_tokens(output);
  out.identity = identity_of(usage["totalTokens"].count(), input.value_or(0) + output.value_or(0),
                             read.value_or(0) + written.value_or(0));
  if (out.doubt.empty() && out.identity == "none") out.doubt = "contradictory_total";
  if (std::string raw = usage.codes_only(kMaxRawUsageBytes); !raw.empty()) out.raw = std::move(raw);
  return true;
}

std::string bedrock_error_type(std::string_view header, JsonField body) {
  std::string name{header.empty() ? body["__type"].text() : header};
  name = name.substr(0, name.find(':'));
  if (const auto hash = name.rfind('#'); hash != std::string::npos) name.erase(0, hash + 1);
  name = safe_word(name);
  return name.empty() ? "error" : name;
}

}  // namespace tabacus::analytics
