#include "analytics/store/retention.hpp"

#include <algorithm>
#include <string_view>

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kRowsPerBatch = 2000;
constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kQuarterUs = 900'000'000;
constexpr int kPagesPerBatch = 200;

/// Microseconds since 1970 before which it is too old; 0: nothing is.
std::int64_t cutoff(std::int64_t days, SystemTime now) {
  return days <= 0 ? 0 : std::max<std::int64_t>(0, to_epoch_us(now) - days * kDayUs);
}

/// The id behind the last of the oldest rows of `table` that are below `end`; empty: there are none.
Result<std::optional<std::int64_t>> batch_end(Database& database, std::string_view table, std::string_view id,
                                              std::int64_t end) {
  return database.integer(
      fmt::format("SELECT max({0}) + 1 FROM (SELECT {0} FROM {1} WHERE {0} < {2} ORDER BY {0} LIMIT {3})", id, table,
                  end, kRowsPerBatch));
}

Result<bool> run(Database& database, const std::string& sql) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  if (auto ran = database.execute(sql); !ran) return fail(ran.error(), "prune");
  if (auto committed = transaction->commit(); !committed) return fail(committed.error(), "prune");
  return true;
}

Result<bool> prune_calls(Database& database, std::int64_t before_us) {
  const auto end = batch_end(database, "calls", "call_id", before_us * 8);
  if (!end) return fail(end.error());
  if (!*end) return false;
  std::string sql;
  for (const std::string_view table : {"calls", "usage", "why", "cost_alt", "traces"})
    sql += fmt::format("DELETE FROM {} WHERE call_id < {};", table, **end);
  return run(database, sql);
}

Result<bool> prune_rows(Database& database, std::string_view table, std::string_view id, std::int64_t end_id) {
  const auto end = batch_end(database, table, id, end_id);
  if (!end) return fail(end.error());
  if (!*end) return false;
  return run(database, fmt::format("DELETE FROM {} WHERE {} < {}", table, id, **end));
}

/// From where the last batch ended: which rows have lost it already is not asked of each again.
Result<bool> prune_raw_usage(Database& database, std::int64_t before_us) {
  const auto begin = database.integer("SELECT at FROM marks WHERE name = 'raw_usage'");
  if (!begin) return fail(begin.error());
  const std::int64_t first = begin->value_or(0);
  const auto end = database.integer(fmt::format(
      "SELECT max(call_id) + 1 FROM (SELECT call_id FROM usage WHERE call_id >= {} AND call_id < {} ORDER BY "
      "call_id LIMIT {})",
      first, before_us * 8, kRowsPerBatch));
  if (!end) return fail(end.error());
  if (!*end) return false;
  return run(database,
             fmt::format("UPDATE usage SET raw = NULL WHERE call_id >= {0} AND call_id < {1} AND raw IS NOT NULL;"
                         "INSERT INTO marks VALUES('raw_usage', {1}) ON CONFLICT DO UPDATE SET at = excluded.at;",
                         first, **end));
}

/// Of a table whose rows lie in the order in which they were told.
Result<bool> prune_told(Database& database, std::string_view table, std::string_view id, std::string_view at,
                        std::int64_t before_us) {
  const auto newest =
      database.integer(fmt::format("SELECT max({0}) FROM (SELECT {0}, {1} FROM {2} ORDER BY {0} LIMIT {3}) "
                                   "WHERE {1} < {4}",
                                   id, at, table, kRowsPerBatch, before_us));
  if (!newest) return fail(newest.error());
  if (!*newest) return false;
  return run(database, fmt::format("DELETE FROM {} WHERE {} <= {} AND {} < {}", table, id, **newest, at, before_us));
}

Result<bool> give_space_back(Database& database) {
  const auto free_pages = database.integer("PRAGMA freelist_count");
  if (!free_pages) return fail(free_pages.error());
  // A few are kept: they are wanted again within the hour.
  if (free_pages->value_or(0) <= kPagesPerBatch) return false;
  if (auto ran = database.execute(fmt::format("PRAGMA incremental_vacuum({})", kPagesPerBatch)); !ran)
    return fail(ran.error(), "give space back");
  return true;
}

}  // namespace

Result<bool> prune_some(Database& database, const Retention& retention, SystemTime now) {
  const std::int64_t calls = cutoff(retention.calls, now);
  const auto steps = {
      std::pair{calls, +[](Database& db, std::int64_t at) { return prune_calls(db, at); }},
      // Whole quarters only: one that is kept says what all its calls say.
      std::pair{calls, +[](Database& db, std::int64_t at) { return prune_rows(db, "rollup_q", "q", at / kQuarterUs); }},
      std::pair{cutoff(retention.raw_usage, now),
                +[](Database& db, std::int64_t at) { return prune_raw_usage(db, at); }},
      std::pair{cutoff(retention.tunnels, now),
                +[](Database& db, std::int64_t at) { return prune_rows(db, "tunnels", "tunnel_id", at * 8); }},
      std::pair{cutoff(retention.limits, now),
                +[](Database& db, std::int64_t at) { return prune_told(db, "limits", "limit_id", "at_us", at); }},
      std::pair{calls, +[](Database& db, std::int64_t at) {
                  return prune_told(db, "commands", "command_id", "ended_us", at);
                }}};
  for (const auto& [before_us, step] : steps) {
    if (before_us == 0) continue;
    auto did = step(database, before_us);
    if (!did || *did) return did;
  }
  return give_space_back(database);
}

}  // namespace tabacus::analytics
