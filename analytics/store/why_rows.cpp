#include "analytics/store/why_rows.hpp"

#include <optional>

namespace tabacus::analytics {
namespace {

static_assert(static_cast<int>(MissCause::Unknown) == 9 && static_cast<int>(WasteKind::ColdRead) == 4,
              "these numbers are stored; v_why names them");

using OptionalId = std::optional<std::int64_t>;

// The first try was stored under the first free lane of its moment.
constexpr std::string_view kInsert =
    "INSERT INTO why(call_id, messages, tools, miss, miss_at, idle_us, missed, missed_nano, cached, expires_us, "
    "stake_nano, context_window, price_cliff, compacted, attempt, retry_of, waste_kind, waste_nano, system_key, "
    "longest_gap_us, stalls) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
    "CASE WHEN ?16 IS NOT NULL THEN "
    "(SELECT call_id FROM calls WHERE call_id BETWEEN ?16 AND ?16 + 63 AND tab_id = ?17 ORDER BY call_id LIMIT 1) END, "
    "?18, ?19, ?20, ?21, ?22)";

template <typename Kind>
OptionalId count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? OptionalId{quantity->count()} : std::nullopt;
}

/// What is nothing is not stored as 0.
template <typename Number>
OptionalId unless_zero(Number number) {
  const auto value = static_cast<std::int64_t>(number);
  return value != 0 ? OptionalId{value} : std::nullopt;
}

OptionalId epoch_us(const std::optional<SystemTime>& time) {
  return time ? OptionalId{to_epoch_us(*time)} : std::nullopt;
}

OptionalId microseconds(const std::optional<Nanoseconds>& duration) {
  if (!duration) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::microseconds>(*duration).count();
}

}  // namespace

Result<WhyRows> WhyRows::prepare(Database& database) {
  auto insert = database.prepare(kInsert);
  if (!insert) return fail(insert.error());
  return WhyRows{std::move(*insert)};
}

Result<void> WhyRows::insert(const CallRecord& call, std::int64_t call_id, std::int64_t tab) {
  const CallWhy& why = call.why;
  const CallTimes& times = call.times;
  if (why == CallWhy{} && !times.longest_gap) return {};
  const OptionalId first = epoch_us(why.retry_of);
  return insert_
      .bind(call_id, why.messages, why.tools, unless_zero(why.miss), why.miss_at, microseconds(why.idle),
            count_of(why.missed), count_of(why.missed_cost), count_of(why.cached), epoch_us(why.cache_expires_at),
            count_of(why.at_stake), count_of(why.context_window), count_of(why.price_cliff), unless_zero(why.compacted),
            unless_zero(why.attempt), first ? OptionalId{*first * 8} : std::nullopt, tab, unless_zero(why.waste_kind),
            count_of(why.waste), unless_zero(why.system_key), microseconds(times.longest_gap),
            unless_zero(times.stalls))
      .run();
}

}  // namespace tabacus::analytics
