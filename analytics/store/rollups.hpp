// The sums that are kept beside the calls: by quarter of an hour, by day, and of each tab, session, agent and branch.
// What a transaction adds is gathered in memory and each row is written once. The SQL view call_sums says the same of
// stored calls; tests hold the two together. Inside the caller's transaction; the connection's thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/histogram.hpp"

namespace tabacus::analytics {

/// Columns of every table of sums: numbers that every call has, and amounts that some calls do not tell. Beside an
/// amount stands the number of calls that told it, as <name>_n.
inline constexpr std::array<std::string_view, 9> kCountColumns{
    "calls", "errors", "without_usage", "unpriced", "retries", "compactions", "req_bytes", "resp_bytes", "busy_us"};
inline constexpr std::array<std::string_view, 12> kAmountColumns{
    "in_uncached", "cache_read", "cache_w5",  "cache_w1h",  "out_total",   "out_reasoning",
    "cost_nano",   "equiv_nano", "subs_nano", "saved_nano", "missed_nano", "waste_nano"};
inline constexpr std::size_t kSumColumns = kCountColumns.size() + 2 * kAmountColumns.size();

/// Which rows a stored call counts in. Of what it does not have: 0.
struct SumKeys {
  std::int64_t call_id = 0;
  std::int64_t tz_q = 0;
  std::int64_t tab = 0, session = 0, agent = 0, project = 0, branch = 0, provider = 0, model = 0, billing = 0;
};

/// The part of a call's sums that a repricing changes. Nanodollars.
struct Money {
  std::optional<std::int64_t> billed, list, saved;
};

class Rollups {
 public:
  /// The connection must be migrated and outlive this. A default one may only be assigned to.
  [[nodiscard]] static Result<Rollups> prepare(Database& database);
  Rollups() = default;

  /// `billed` as stored: empty where a subscription pays.
  void add(const SumKeys& keys, const CallRecord& call, std::optional<std::int64_t> billed);
  /// `has_usage`: tokens are known.
  void replace(const SumKeys& keys, bool has_usage, const Money& before, const Money& after);
  /// Writes what was added. Before each commit.
  [[nodiscard]] Result<void> write();
  /// Of a transaction that was rolled back.
  void forget();

 private:
  using Sums = std::array<std::int64_t, kSumColumns>;
  struct Total {
    Sums sums{};
    std::int64_t first_us = INT64_MAX, last_us = 0;
    void add(const Sums& more, std::int64_t first, std::int64_t last);
  };
  struct Row : Total {
    Histogram total, first_token;
    void add_row(const Row& more);
  };
  /// Calls of one of these count in the same rows.
  using Group = std::array<std::int64_t, 10>;  // quarter, offset, tab, session, agent, project, branch, provider ...
  using DayKey = std::array<std::int64_t, 5>;  // day, project, provider, model, billing
  using QuarterKey = std::array<std::int64_t, 6>;  // quarter, offset, project, provider, model, billing
  using TotalKey = std::array<std::int64_t, 3>;    // scope, id, part
  using Place = std::array<std::int64_t, 3>;       // project, branch, session

  void add(const SumKeys& keys, const Sums& sums, const std::optional<std::int64_t>& total_us,
           const std::optional<std::int64_t>& ttft_us);

  void spread(const Group& group, const Row& row);

  Statement put_quarter_, put_day_, put_total_, put_place_;
  std::map<Group, Row> groups_;  // what was added; spread over the others when they are written
  std::map<QuarterKey, Row> quarters_;
  std::map<DayKey, Row> days_;
  std::map<TotalKey, Total> totals_;
  std::set<Place> places_;      // known to be stored, or about to be
  std::set<Place> new_places_;  // of this transaction
};

/// "calls, errors, ..., in_uncached, in_uncached_n, ...": the order in all statements.
[[nodiscard]] std::string sum_column_list();
/// "calls = calls + excluded.calls, ..."
[[nodiscard]] std::string sum_column_updates();

}  // namespace tabacus::analytics
