#include "analytics/kept_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kQuarterUs = 900'000'000;
constexpr std::int64_t kQuartersPerDay = 96;
// The UTC offsets of the world, in quarters of an hour: a local day begins so much before UTC's, or after it.
constexpr std::int64_t kEasternmost = 14 * 4;
constexpr std::int64_t kWesternmost = 12 * 4;

// From which schema on there are totals of days, and of models.
constexpr int kSchemaWithDays = 17;
constexpr int kSchemaWithModels = 20;

constexpr std::array<std::string_view, 5> kCounts{"calls", "errors", "without_usage", "unpriced", "busy_us"};
constexpr std::array<std::string_view, 9> kAmounts{"in_uncached", "cache_read", "cache_w5",   "cache_w1h", "out_total",
                                                   "cost_nano",   "subs_nano",  "equiv_nano", "saved_nano"};

// An amount that no call told is not known.
constexpr std::string_view kAnswer =
    "min(first_us) * 8 AS first_call, max(last_us) * 8 AS last_call, sum(calls) AS calls, sum(errors) AS errors, "
    "sum(without_usage) AS without_usage, sum(unpriced) AS unpriced, sum(busy_us) AS busy_us, "
    "CASE WHEN sum(in_uncached_n) > 0 THEN sum(in_uncached) END AS input_tokens, "
    "CASE WHEN sum(cache_read_n) > 0 THEN sum(cache_read) END AS cache_read_tokens, "
    "CASE WHEN sum(cache_w5_n + cache_w1h_n) > 0 THEN sum(cache_w5 + cache_w1h) END AS cache_write_tokens, "
    "CASE WHEN sum(out_total_n) > 0 THEN sum(out_total) END AS output_tokens, "
    "CASE WHEN sum(cost_nano_n) > 0 THEN sum(cost_nano) END AS cost_nano, "
    "CASE WHEN sum(subs_nano_n) > 0 THEN sum(subs_nano) END AS subscription_nano, "
    "CASE WHEN sum(equiv_nano_n) > 0 THEN sum(equiv_nano) END AS equivalent_nano, "
    "CASE WHEN sum(saved_nano_n) > 0 THEN sum(saved_nano) END AS saved_nano";

/// The key of a group over totals of models.
std::string_view key_of_models(TotalsBy by) { return by == TotalsBy::Model ? "nullif(id, 0)" : "part"; }

/// The key of a group over rollups and call_sums alike.
std::optional<std::string_view> key_of(TotalsBy by) {
  switch (by) {
    case TotalsBy::Model:
      return "nullif(model_id, 0)";
    case TotalsBy::Provider:
      return "provider_id";
    case TotalsBy::Day:
      return "local_day";
    default:
      return std::nullopt;
  }
}

/// One source of sums.
struct Part {
  std::string_view table;
  std::string_view key;
  std::string where;
};

std::string part_sql(const Part& part) {
  const bool is_calls = part.table == "call_sums";
  std::string sql = fmt::format("SELECT {} AS key, min({}) AS first_us, max({}) AS last_us", part.key,
                                is_calls ? "at_us" : "first_us", is_calls ? "at_us" : "last_us");
  for (const std::string_view count : kCounts) sql += fmt::format(", sum({0}) AS {0}", count);
  for (const std::string_view amount : kAmounts)
    sql += is_calls ? fmt::format(", ifnull(sum({0}), 0) AS {0}, count({0}) AS {0}_n", amount)
                    : fmt::format(", sum({0}) AS {0}, sum({0}_n) AS {0}_n", amount);
  return sql + fmt::format(" FROM {} WHERE {} GROUP BY 1", part.table, part.where);
}

std::string between(std::string_view column, std::int64_t first, std::int64_t end) {
  return fmt::format("{0} >= {1} AND {0} < {2}", column, first, end);
}

std::int64_t ceiling_of(std::int64_t number, std::int64_t unit) { return (number + unit - 1) / unit; }

/// Days that lie inside wherever on earth the calls were made; the quarters of an hour of the days at either end; the
/// calls of the quarters at either end.
std::vector<Part> by_time(const SumsQuestion& ask, std::string_view key) {
  constexpr std::int64_t kFarFuture = std::int64_t{1} << 58;
  const std::int64_t since = std::max<std::int64_t>(0, ask.since_us.value_or(0));
  const std::int64_t until = std::clamp<std::int64_t>(ask.until_us.value_or(kFarFuture), since, kFarFuture);
  const std::int64_t first_q = ceiling_of(since, kQuarterUs);
  const std::int64_t end_q = std::max(first_q, until / kQuarterUs);
  // Before the first quarter that is kept only days are: the first one counts whole.
  const bool has_quarters = ask.oldest_q && first_q >= *ask.oldest_q;
  const std::int64_t first_day = since == 0      ? 0
                                 : !has_quarters ? std::max<std::int64_t>(0, first_q - kWesternmost) / kQuartersPerDay
                                                 : ceiling_of(first_q + kEasternmost, kQuartersPerDay);
  const std::int64_t end_day = std::max(first_day, (end_q - kWesternmost) / kQuartersPerDay);

  const std::string_view quarter_key = ask.by == TotalsBy::Day ? "(q + tz_q) / 96" : key;
  std::vector<Part> parts;
  if (end_day > first_day && ask.by == TotalsBy::Day && ask.schema >= kSchemaWithDays)
    parts.push_back({"totals", "id", "scope = 4 AND " + between("id", first_day, end_day)});
  else if (end_day > first_day)
    parts.push_back({"rollup_day", key, between("local_day", first_day, end_day)});
  if (has_quarters && since > 0)
    parts.push_back({"rollup_q", quarter_key,
                     between("q", first_q, std::min(end_q, first_day * kQuartersPerDay + kWesternmost)) +
                         fmt::format(" AND (q + tz_q) / 96 < {}", first_day)});
  parts.push_back({"rollup_q", quarter_key,
                   between("q", std::max(first_q, end_day * kQuartersPerDay - kEasternmost), end_q) +
                       fmt::format(" AND (q + tz_q) / 96 >= {}", end_day)});
  const std::int64_t head_end = std::min(until, first_q * kQuarterUs);
  if (has_quarters || since == 0) parts.push_back({"call_sums", key, between("call_id", since * 8, head_end * 8)});
  const std::int64_t tail = std::max(head_end, end_q * kQuarterUs);
  if (ask.until_us) parts.push_back({"call_sums", key, between("call_id", tail * 8, until * 8)});
  return parts;
}

std::vector<Part> parts_of(const SumsQuestion& ask) {
  const bool has_time = ask.since_us || ask.until_us;
  if (!has_time && ask.by == TotalsBy::Tab) return {{"totals", "id", "scope = 0"}};
  if (!has_time && ask.by == TotalsBy::Session) return {{"totals", "id", "scope = 1"}};
  const auto key = key_of(ask.by);
  if (!key) return {};
  if (!has_time && ask.by == TotalsBy::Day && ask.schema >= kSchemaWithDays) return {{"totals", "id", "scope = 4"}};
  if (!has_time && ask.by != TotalsBy::Day && ask.schema >= kSchemaWithModels)
    return {{"totals", key_of_models(ask.by), "scope = 5"}};
  if (!has_time) return {{"rollup_day", *key, "1"}};
  return by_time(ask, *key);
}

}  // namespace

std::optional<std::string> kept_sums_sql(const SumsQuestion& question) {
  std::vector<std::string> parts;
  for (const Part& part : parts_of(question)) parts.push_back(part_sql(part));
  if (parts.empty()) return std::nullopt;
  const std::string_view key = question.by == TotalsBy::Day ? "date(key * 86400, 'unixepoch')" : "key";
  return fmt::format("SELECT {} AS key, {} FROM ({}) GROUP BY 1", key, kAnswer, join(parts, " UNION ALL "));
}

}  // namespace tabacus::analytics
