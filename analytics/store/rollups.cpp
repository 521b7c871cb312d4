#include "analytics/store/rollups.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kQuarterUs = 900'000'000;
constexpr std::size_t kMaxPlaces = 4096;

enum Count : std::size_t {
  Calls,
  Errors,
  WithoutUsage,
  Unpriced,
  Retries,
  Compactions,
  RequestBytes,
  ResponseBytes,
  BusyUs
};
enum Amount : std::size_t {
  InputUncached,
  CacheRead,
  CacheWrite5m,
  CacheWrite1h,
  OutputTotal,
  OutputReasoning,
  Cost,
  ListCost,
  Subscription,
  Saved,
  Missed,
  Waste,
  AmountCount
};
static_assert(BusyUs + 1 == kCountColumns.size() && AmountCount == kAmountColumns.size());

using Sums = std::array<std::int64_t, kSumColumns>;

void add_amount(Sums& sums, Amount amount, const std::optional<std::int64_t>& value, std::int64_t sign = 1) {
  if (!value) return;
  const std::size_t at = kCountColumns.size() + 2 * amount;
  sums[at] += sign * *value;
  sums[at + 1] += sign;
}

template <typename Kind>
std::optional<std::int64_t> count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? std::optional{quantity->count()} : std::nullopt;
}

std::optional<std::int64_t> microseconds(const std::optional<Nanoseconds>& duration) {
  if (!duration) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::microseconds>(*duration).count();
}

void add_money(Sums& sums, bool has_usage, bool by_subscription, const Money& money, std::int64_t sign) {
  add_amount(sums, Cost, money.billed, sign);
  add_amount(sums, ListCost, money.list, sign);
  if (by_subscription) add_amount(sums, Subscription, money.list, sign);
  add_amount(sums, Saved, money.saved, sign);
  if (has_usage && !money.billed && !money.list) sums[Unpriced] += sign;
}

bool by_subscription(const SumKeys& keys) { return keys.billing == static_cast<std::int64_t>(Billing::Subscription); }

// As the view call_sums.
Sums sums_of(const SumKeys& keys, const CallRecord& call, std::optional<std::int64_t> billed) {
  Sums sums{};
  const bool has_usage = call.facts.usage_state != UsageState::Missing;
  sums[Calls] = 1;
  sums[Errors] = call.outcome == Outcome::Error ? 1 : 0;
  sums[WithoutUsage] = !has_usage && call.outcome != Outcome::Refused && call.status.value_or(0) < 400 ? 1 : 0;
  sums[Retries] = call.why.attempt > 0 ? 1 : 0;
  sums[Compactions] = call.why.compacted ? 1 : 0;
  sums[RequestBytes] = call.request_bytes;
  sums[ResponseBytes] = call.response_bytes;
  sums[BusyUs] = microseconds(call.times.total).value_or(0);
  const Usage& used = call.facts.usage;
  add_amount(sums, InputUncached, count_of(used.input_uncached));
  add_amount(sums, CacheRead, count_of(used.cache_read));
  add_amount(sums, CacheWrite5m, count_of(used.cache_write_5m));
  add_amount(sums, CacheWrite1h, count_of(used.cache_write_1h));
  add_amount(sums, OutputTotal, count_of(used.output_total));
  add_amount(sums, OutputReasoning, count_of(used.output_reasoning));
  add_amount(sums, Missed, count_of(call.why.missed_cost));
  add_amount(sums, Waste, count_of(call.why.waste));
  add_money(sums, has_usage, by_subscription(keys), {billed, count_of(call.list_cost), count_of(call.saved)}, 1);
  return sums;
}

void add_all(Sums& to, const Sums& from) { std::ranges::transform(to, from, to.begin(), std::plus<>{}); }

std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

std::string put_rollup(std::string_view table, std::string_view time, std::size_t times) {
  return fmt::format(
      "INSERT INTO {}({}, project_id, provider_id, model_id, billing, {}, first_us, last_us, hist_total, hist_ttft) "
      "VALUES({}) "
      "ON CONFLICT DO UPDATE SET {}, first_us = min(first_us, excluded.first_us), last_us = max(last_us, "
      "excluded.last_us), "
      "hist_total = histogram_add(hist_total, excluded.hist_total), "
      "hist_ttft = histogram_add(hist_ttft, excluded.hist_ttft)",
      table, time, sum_column_list(), marks(4 + times + kSumColumns + 4), sum_column_updates());
}

std::string put_total() {
  return fmt::format(
      "INSERT INTO totals(scope, id, part, {}, first_us, last_us) VALUES({}) ON CONFLICT DO UPDATE SET {}, "
      "first_us = min(first_us, excluded.first_us), last_us = max(last_us, excluded.last_us)",
      sum_column_list(), marks(3 + kSumColumns + 2), sum_column_updates());
}

std::optional<Blob> blob_of(const std::string& bytes) {
  return bytes.empty() ? std::nullopt : std::optional{Blob{bytes.data(), bytes.size()}};
}

template <std::size_t KeyColumns, typename... Rest>
Result<void> run(Statement& put, const std::array<std::int64_t, KeyColumns>& key, const Sums& sums,
                 const Rest&... rest) {
  std::apply([&](const auto&... values) { put.bind(values..., rest...); }, std::tuple_cat(key, sums));
  return put.run();
}

template <typename Rows>
Result<void> put_rows(Statement& put, const Rows& rows) {
  for (const auto& [key, row] : rows) {
    const std::string total = row.total.encode();
    const std::string first_token = row.first_token.encode();
    if (auto ran = run(put, key, row.sums, row.first_us, row.last_us, blob_of(total), blob_of(first_token)); !ran)
      return ran;
  }
  return {};
}

}  // namespace

std::string sum_column_list() {
  std::string list;
  for (const std::string_view count : kCountColumns) list += fmt::format("{}{}", list.empty() ? "" : ", ", count);
  for (const std::string_view amount : kAmountColumns) list += fmt::format(", {0}, {0}_n", amount);
  return list;
}

std::string sum_column_updates() {
  std::string list;
  for (const std::string_view count : kCountColumns)
    list += fmt::format("{0}{1} = {1} + excluded.{1}", list.empty() ? "" : ", ", count);
  for (const std::string_view amount : kAmountColumns)
    list += fmt::format(", {0} = {0} + excluded.{0}, {0}_n = {0}_n + excluded.{0}_n", amount);
  return list;
}

Result<Rollups> Rollups::prepare(Database& database) {
  Rollups rollups;
  for (const auto& [statement, sql] :
       {std::pair{&rollups.put_quarter_, put_rollup("rollup_q", "q, tz_q", 2)},
        std::pair{&rollups.put_day_, put_rollup("rollup_day", "local_day", 1)},
        std::pair{&rollups.put_total_, put_total()},
        std::pair{&rollups.put_place_, std::string{"INSERT OR IGNORE INTO place_sessions VALUES(?, ?, ?)"}}}) {
    auto prepared = database.prepare(sql);
    if (!prepared) return fail(prepared.error());
    *statement = std::move(*prepared);
  }
  return rollups;
}

void Rollups::add(const SumKeys& keys, const CallRecord& call, std::optional<std::int64_t> billed) {
  add(keys, sums_of(keys, call, billed), microseconds(call.times.total), microseconds(call.times.first_token));
  const Place place{keys.project, keys.branch, keys.session};
  if (!places_.contains(place)) new_places_.insert(place);
}

void Rollups::replace(const SumKeys& keys, bool has_usage, const Money& before, const Money& after) {
  Sums difference{};
  add_money(difference, has_usage, by_subscription(keys), before, -1);
  add_money(difference, has_usage, by_subscription(keys), after, 1);
  add(keys, difference, std::nullopt, std::nullopt);
}

void Rollups::add(const SumKeys& keys, const Sums& sums, const std::optional<std::int64_t>& total_us,
                  const std::optional<std::int64_t>& ttft_us) {
  const std::int64_t at_us = keys.call_id >> 3;
  Row& row = groups_[{at_us / kQuarterUs, keys.tz_q, keys.tab, keys.session, keys.agent, keys.project, keys.branch,
                      keys.provider, keys.model, keys.billing}];
  row.add(sums, at_us, at_us);
  if (total_us) row.total.add(*total_us);
  if (ttft_us) row.first_token.add(*ttft_us);
}

/// A quarter of an hour lies within one day wherever the call was made: offsets are whole quarters.
void Rollups::spread(const Group& group, const Row& row) {
  const auto& [quarter, tz_q, tab, session, agent, project, branch, provider, model, billing] = group;
  const std::int64_t local_day = (quarter + tz_q) / 96;
  quarters_[{quarter, tz_q, project, provider, model, billing}].add_row(row);
  days_[{local_day, project, provider, model, billing}].add_row(row);
  for (const TotalKey& key : {TotalKey{0, tab, 0}, TotalKey{1, session, 0}, TotalKey{2, session, agent},
                              TotalKey{3, project, branch}, TotalKey{4, local_day, 0}, TotalKey{5, model, provider}})
    totals_[key].add(row.sums, row.first_us, row.last_us);
}

void Rollups::Total::add(const Sums& more, std::int64_t first, std::int64_t last) {
  add_all(sums, more);
  first_us = std::min(first_us, first);
  last_us = std::max(last_us, last);
}

void Rollups::Row::add_row(const Row& more) {
  add(more.sums, more.first_us, more.last_us);
  total.add(more.total);
  first_token.add(more.first_token);
}

Result<void> Rollups::write() {
  for (const auto& [group, row] : groups_) spread(group, row);
  if (auto ran = put_rows(put_quarter_, quarters_); !ran) return ran;
  if (auto ran = put_rows(put_day_, days_); !ran) return ran;
  for (const auto& [key, total] : totals_)
    if (auto ran = run(put_total_, key, total.sums, total.first_us, total.last_us); !ran) return ran;
  for (const Place& place : new_places_)
    if (auto ran = put_place_.bind(place[0], place[1], place[2]).run(); !ran) return ran;
  if (places_.size() > kMaxPlaces) places_.clear();
  places_.merge(new_places_);
  groups_.clear();
  quarters_.clear();
  days_.clear();
  totals_.clear();
  new_places_.clear();
  return {};
}

void Rollups::forget() {
  groups_.clear();
  quarters_.clear();
  days_.clear();
  totals_.clear();
  places_.clear();
  new_places_.clear();
}

}  // namespace tabacus::analytics
