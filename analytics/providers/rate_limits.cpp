// Sources: docs.anthropic.com/en/api/rate-limits, platform.openai.com/docs/guides/rate-limits,
// console.groq.com/docs/rate-limits, cloud.google.com/apis/design/errors (2026-08); the unified and codex fields as
// observed on the wire (2026-11).
#include "analytics/providers/rate_limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "analytics/providers/redact.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kAll = 1'000'000;  // ppm
constexpr double kMaxSeconds = 400.0 * 24 * 3600;
constexpr std::int64_t kMaxCount = 1'000'000'000'000;
constexpr std::size_t kMaxName = 64;

struct Unit {
  std::string_view name;
  double seconds;
};
constexpr std::array kUnits{Unit{"ns", 1e-9}, Unit{"us", 1e-6}, Unit{"ms", 1e-3}, Unit{"s", 1},
                            Unit{"m", 60},    Unit{"h", 3600},  Unit{"d", 86400}};

/// A decimal number at the beginning; takes it off.
std::optional<double> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + end, number, std::chars_format::fixed);
  if (end == 0 || error != std::errc{} || rest != text.data() + end) return std::nullopt;
  text.remove_prefix(end);
  return number;
}

std::optional<double> number_in(std::string_view text) {
  const auto number = take_number(text);
  return text.empty() ? number : std::nullopt;
}

std::optional<Nanoseconds> duration_of(double in_seconds) {
  if (!(in_seconds >= 0 && in_seconds <= kMaxSeconds)) return std::nullopt;
  return Nanoseconds{std::llround(in_seconds * 1e9)};
}

std::optional<std::int64_t> count_in(std::string_view text) {
  const auto count = parse_int(trim(text));
  return count && *count >= 0 && *count <= kMaxCount ? count : std::nullopt;
}

std::optional<std::int64_t> ppm_of(std::optional<double> share) {
  if (!share || !(*share >= 0 && *share <= 100)) return std::nullopt;  // over 1: an overage
  return std::llround(*share * static_cast<double>(kAll));
}

/// Seconds or milliseconds since 1970, told apart by their size.
std::optional<SystemTime> epoch_of(double number) {
  constexpr double kFirst = 1e9;  // 2001
  constexpr double kLast = 1e10;  // 2286
  if (number >= kFirst * 1000 && number < kLast * 1000) number /= 1000;
  if (!(number >= kFirst && number < kLast)) return std::nullopt;
  return from_epoch_us(std::llround(number * 1e6));
}

/// A time, or how long until then, in any of the forms that providers use.
void set_reset(RateLimit& limit, std::string_view text) {
  text = trim(text);
  if (const auto time = parse_rfc3339(text)) {
    limit.resets_at = time;
  } else if (const auto number = number_in(text); number && epoch_of(*number)) {
    limit.resets_at = epoch_of(*number);
  } else {
    limit.resets_in = parse_limit_duration(text);
  }
}

/// "7d_oi" gives seven days.
std::optional<Nanoseconds> length_in_name(std::string_view window) {
  const std::string_view first = window.substr(0, window.find('_'));
  const bool has_unit = first.find_first_not_of("0123456789.") != std::string_view::npos;
  return has_unit ? parse_limit_duration(first) : std::nullopt;
}

/// The windows of one answer by name, in the order of their coming.
class Windows {
 public:
  explicit Windows(std::vector<RateLimit>& limits) : limits_{limits} {}

  /// Null where the name is none, or there are too many.
  RateLimit* window(std::string_view name) {
    if (name.empty() || name.size() > kMaxName) return nullptr;
    std::string key = safe_code(name);
    std::ranges::replace(key, '-', '_');
    if (key.empty()) return nullptr;
    const auto known = std::ranges::find(limits_, key, &RateLimit::window);
    if (known != limits_.end()) return &*known;
    if (limits_.size() == kMaxLimits) return nullptr;
    limits_.emplace_back().window = std::move(key);
    return &limits_.back();
  }

 private:
  std::vector<RateLimit>& limits_;
};

/// What stands before the last dash of a name, and behind it.
std::pair<std::string_view, std::string_view> cut_at_last_dash(std::string_view name) {
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos) return {{}, name};
  return {name.substr(0, dash), name.substr(dash + 1)};
}

void set_count(RateLimit* limit, std::string_view field, std::string_view value) {
  if (limit == nullptr) return;
  if (field == "limit") limit->cap = count_in(value);
  if (field == "remaining") limit->remaining = count_in(value);
  if (field == "reset") set_reset(*limit, value);
}

// anthropic-ratelimit-input-tokens-remaining
void take_anthropic(Windows& windows, std::string_view name, std::string_view value) {
  const auto [window, field] = cut_at_last_dash(name);
  if (field == "limit" || field == "remaining" || field == "reset") set_count(windows.window(window), field, value);
}

// anthropic-ratelimit-unified-status, anthropic-ratelimit-unified-5h-utilization
void take_unified(Windows& windows, std::string_view name, std::string_view value) {
  const auto [prefix, field] = cut_at_last_dash(name);
  if (field != "status" && field != "reset" && field != "utilization") return;
  if (prefix == "overage" || prefix == "fallback") return;
  RateLimit* const limit = windows.window(prefix.empty() ? "unified" : prefix);
  if (limit == nullptr) return;
  limit->is_share = true;
  limit->length = length_in_name(prefix);
  if (field == "status") limit->status = safe_code(value);
  if (field == "reset") set_reset(*limit, value);
  if (field == "utilization") limit->used_ppm = ppm_of(number_in(trim(value)));
}

// x-ratelimit-remaining-tokens, x-ratelimit-remaining
void take_common(Windows& windows, std::string_view name, std::string_view value) {
  const std::string_view field = name.substr(0, name.find('-'));
  const std::string_view window = name.substr(std::min(field.size() + 1, name.size()));
  if (field == "limit" || field == "remaining" || field == "reset")
    set_count(windows.window(window.empty() ? "requests" : window), field, value);
}

// x-codex-primary-used-percent
void take_codex(Windows& windows, std::string_view name, std::string_view value) {
  const std::string_view window = name.substr(0, name.find('-'));
  if (window != "primary" && window != "secondary") return;
  RateLimit* const limit = windows.window(window);
  const std::string_view field = name.substr(std::min(window.size() + 1, name.size()));
  const auto number = number_in(trim(value));
  if (limit == nullptr || !number) return;
  limit->is_share = true;
  if (field == "used-percent") limit->used_ppm = ppm_of(*number / 100);
  if (field == "window-minutes") limit->length = duration_of(*number * 60);
  if (field == "reset-at") limit->resets_at = epoch_of(*number);
  if (field == "reset-after-seconds") limit->resets_in = duration_of(*number);
}

/// A number of units, or a date (RFC 9110 section 10.2.3).
void take_retry(Windows& windows, std::string_view value, double unit) {
  const auto number = number_in(trim(value));
  const auto wait = number ? duration_of(*number * unit) : std::nullopt;
  const auto until = parse_http_date(trim(value));
  if (!wait && !until) return;
  RateLimit* const limit = windows.window("retry_after");
  if (limit == nullptr) return;
  limit->resets_in = wait;
  limit->resets_at = until;
}

using TakeField = void (*)(Windows&, std::string_view name, std::string_view value);
struct Family {
  std::string_view prefix;
  TakeField take;
};
constexpr std::array kFamilies{
    Family{"anthropic-ratelimit-unified-", take_unified},
    Family{"anthropic-ratelimit-", take_anthropic},
    Family{"x-ratelimit-", take_common},
    Family{"x-codex-", take_codex},
};

void settle(RateLimit& limit) {
  if (!limit.used_ppm && limit.cap && limit.remaining && *limit.cap > 0)
    limit.used_ppm = std::max<std::int64_t>(0, *limit.cap - *limit.remaining) * kAll / *limit.cap;
  if (limit.resets_at) limit.resets_in.reset();
}

/// A window that tells nothing but its name is none.
bool is_empty(const RateLimit& limit) {
  return !limit.cap && !limit.remaining && !limit.used_ppm && limit.status.empty() && !limit.resets_at &&
         !limit.resets_in;
}

void take_codex_window(Windows& windows, std::string_view name, JsonField window) {
  if (!window.is_object()) return;
  RateLimit* const limit = windows.window(name);
  if (limit == nullptr) return;
  *limit = {.window = limit->window, .is_share = true};
  if (const auto percent = window["used_percent"].number()) limit->used_ppm = ppm_of(*percent / 100);
  if (const auto length = window["window_minutes"].number()) limit->length = duration_of(*length * 60);
  for (const char* name_of_wait : {"reset_after_seconds", "resets_in_seconds"})
    if (const auto wait = window[name_of_wait].number()) limit->resets_in = duration_of(*wait);
  for (const char* name_of_time : {"reset_at", "resets_at"})
    if (const auto time = window[name_of_time].number()) limit->resets_at = epoch_of(*time);
  settle(*limit);
}

void take_google_detail(Windows& windows, JsonField detail) {
  if (const auto wait = parse_limit_duration(detail["retryDelay"].text()))
    if (RateLimit* const limit = windows.window("retry_after")) limit->resets_in = wait;
  detail["violations"].for_each([&](JsonField violation) {
    const std::string quota = violation["quotaId"] ? violation["quotaId"].name() : violation["quotaMetric"].name();
    RateLimit* const limit = windows.window(quota);
    if (limit == nullptr) return;
    limit->status = "exceeded";
    limit->cap = count_in(violation["quotaValue"].text());
    if (limit->cap) limit->remaining = 0;
    limit->used_ppm = kAll;
  });
}

}  // namespace

std::optional<Nanoseconds> parse_limit_duration(std::string_view text) {
  double sum = 0;
  bool has_unit = false;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const std::string_view name = text.substr(0, text.find_first_of("0123456789."));
    if (name.empty() && !has_unit) return duration_of(*number);
    const auto unit = std::ranges::find(kUnits, name, &Unit::name);
    if (unit == kUnits.end()) return std::nullopt;
    sum += *number * unit->seconds;
    has_unit = true;
    text.remove_prefix(name.size());
  }
  return duration_of(sum);
}

std::vector<RateLimit> read_limit_headers(const Headers& headers) {
  std::vector<RateLimit> limits;
  Windows windows{limits};
  for (const auto& [field, value] : headers) {
    const std::string name = to_lower_ascii(field);
    if (name == "retry-after") take_retry(windows, value, 1);
    if (name == "retry-after-ms") take_retry(windows, value, 1e-3);
    const auto family =
        std::ranges::find_if(kFamilies, [&](const Family& row) { return name.starts_with(row.prefix); });
    if (family != kFamilies.end()) family->take(windows, std::string_view{name}.substr(family->prefix.size()), value);
  }
  for (RateLimit& limit : limits) settle(limit);
  std::erase_if(limits, is_empty);
  return limits;
}

void read_codex_limits(JsonField event, std::vector<RateLimit>& limits) {
  Windows windows{limits};
  const JsonField told = event["rate_limits"];
  for (const char* name : {"primary", "secondary"}) take_codex_window(windows, name, told[name]);
  if (told["limit_reached"].boolean().value_or(false))
    if (RateLimit* const limit = windows.window("primary")) limit->status = "rejected";
  std::erase_if(limits, is_empty);
}

void read_realtime_limits(JsonField told, std::vector<RateLimit>& limits) {
  Windows windows{limits};
  told.for_each([&](JsonField one) {
    RateLimit* const limit = windows.window(one["name"].name());
    if (limit == nullptr) return;
    *limit = {.window = limit->window};
    limit->cap = one["limit"].count();
    limit->remaining = one["remaining"].count();
    if (const auto wait = one["reset_seconds"].number()) limit->resets_in = duration_of(*wait);
    settle(*limit);
  });
  std::erase_if(limits, is_empty);
}

void read_limits_of_error(JsonField error, std::vector<RateLimit>& limits) {
  Windows windows{limits};
  error["details"].for_each([&](JsonField detail) { take_google_detail(windows, detail); });
  if (error["type"].text() == "usage_limit_reached") {
    RateLimit* const limit = windows.window("usage_limit");
    if (limit == nullptr) return;
    limit->status = "rejected";
    limit->is_share = true;
    limit->used_ppm = kAll;
    if (const auto wait = error["resets_in_seconds"].number()) limit->resets_in = duration_of(*wait);
    if (const auto time = error["resets_at"].number()) limit->resets_at = epoch_of(*time);
    settle(*limit);
  }
  std::erase_if(limits, is_empty);
}

}  // namespace tabacus::analytics
