#include "analytics/store/why_rows.hpp"

#include <optional>

namespace tabacus::analytics {
namespace {

static_assert(static_cast<int>(MissCause::Unknown) == 9 && static_cast<int>(WasteKind::ColdRead) == 4,
              "these numbers are stored; v_why names them");

using OptionalId = std::optional<std::int64_t>;

// In the order of the table's columns, but for the tab, which only helps to find the first try: that was stored under
// the first free lane of its moment.
constexpr std::size_t kColumns = 22;
constexpr std::string_view kInsert =
    "INSERT OR FAIL INTO why(call_id, messages, tools, miss, miss_at, idle_us, missed, missed_nano, cached, "
    "expires_us, stake_nano, context_window, price_cliff, compacted, attempt, retry_of, waste_kind, waste_nano, "
    "system_key, longest_gap_us, stalls) "
    "SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, CASE WHEN c15 IS NOT NULL THEN "
    "(SELECT call_id FROM calls WHERE call_id BETWEEN c15 AND c15 + 63 AND tab_id = c21 ORDER BY call_id LIMIT 1) END, "
    "c16, c17, c18, c19, c20 FROM fed_why";

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
  auto fed = RowFeed::create(database, "fed_why", kColumns);
  if (!fed) return fail(fed.error());
  auto insert = database.prepare(kInsert);
  if (!insert) return fail(insert.error());
  return WhyRows{std::move(*fed), std::move(*insert)};
}

void WhyRows::note(const CallRecord& call, std::int64_t call_id, std::int64_t tab) {
  if (call.why != CallWhy{} || call.times.longest_gap) rows_.push_back({&call, call_id, tab});
}

void WhyRows::fill(const Row& row, FedRow& values) {
  const CallWhy& why = row.call->why;
  const CallTimes& times = row.call->times;
  const OptionalId first = epoch_us(why.retry_of);
  values.set(row.call_id, why.messages, why.tools, unless_zero(why.miss), why.miss_at, microseconds(why.idle),
             count_of(why.missed), count_of(why.missed_cost), count_of(why.cached), epoch_us(why.cache_expires_at),
             count_of(why.at_stake), count_of(why.context_window), count_of(why.price_cliff),
             unless_zero(why.compacted), unless_zero(why.attempt), first ? OptionalId{*first * 8} : std::nullopt,
             unless_zero(why.waste_kind), count_of(why.waste), unless_zero(why.system_key),
             microseconds(times.longest_gap), unless_zero(times.stalls), row.tab);
}

Result<void> WhyRows::write() {
  if (rows_.empty()) return {};
  auto written =
      fed_->run(insert_, rows_.size(), [this](std::size_t row, FedRow& values) { fill(rows_[row], values); });
  rows_.clear();
  return written;
}

}  // namespace tabacus::analytics
