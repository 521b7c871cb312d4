#include "analytics/store/erase.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "analytics/store/rollups.hpp"
#include "analytics/store/sum_tables.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kCallsPerBatch = 2000;
constexpr std::string_view kDoomed = "call_id IN (SELECT call_id FROM temp.doomed)";

/// Remembers which rows were touched: their first and last call may be others now.
std::string touch_sql() {
  return fmt::format(
      "INSERT OR IGNORE INTO temp.touched_q SELECT q, tz_q, project_id, provider_id, model_id, billing FROM call_sums "
      "WHERE {0};"
      "INSERT OR IGNORE INTO temp.touched_day SELECT local_day, project_id, provider_id, model_id, billing FROM "
      "call_sums "
      "WHERE {0};"
      "INSERT OR IGNORE INTO temp.touched_totals SELECT 0, tab_id, 0 FROM call_sums WHERE {0} "
      "UNION SELECT 1, session_id, 0 FROM call_sums WHERE {0} UNION SELECT 2, session_id, agent_id FROM call_sums "
      "WHERE "
      "{0} UNION SELECT 3, project_id, branch_id FROM call_sums WHERE {0};",
      kDoomed);
}

constexpr const char* kPrepare = R"(
PRAGMA secure_delete = ON;
CREATE TEMP TABLE doomed(call_id INTEGER PRIMARY KEY);
CREATE TEMP TABLE touched_q(q, tz_q, project_id, provider_id, model_id, billing,
  PRIMARY KEY(q, tz_q, project_id, provider_id, model_id, billing)) WITHOUT ROWID;
CREATE TEMP TABLE touched_day(local_day, project_id, provider_id, model_id, billing,
  PRIMARY KEY(local_day, project_id, provider_id, model_id, billing)) WITHOUT ROWID;
CREATE TEMP TABLE touched_totals(scope, id, part, PRIMARY KEY(scope, id, part)) WITHOUT ROWID;
)";

/// The first and last of what is left; of rows without calls that are left (retention took them) both stay.
std::string tighten_sql(std::string_view table, std::string_view touched, std::string_view keys,
                        std::string_view left) {
  std::string sql;
  for (const auto& [column, aggregate] : {std::pair{"first_us", "min"}, std::pair{"last_us", "max"}})
    sql += fmt::format("{0}{1} = ifnull((SELECT {2}(c.call_id) >> 3 FROM {3}), {1})", sql.empty() ? "" : ", ", column,
                       aggregate, left);
  return fmt::format("UPDATE {0} AS t SET {1} WHERE ({2}) IN (SELECT * FROM temp.{3});", table, sql, keys, touched);
}

std::string tighten_all() {
  // A range of call_id, so that a row looks at its own time only.
  constexpr std::string_view kSame =
      "c.project_id = t.project_id AND c.provider_id = t.provider_id AND c.model_id = t.model_id AND c.billing = "
      "t.billing";
  std::string sql = tighten_sql(
      "rollup_q", "touched_q", kSumTables[0].keys,
      fmt::format("call_sums c WHERE c.call_id >= t.q * 7200000000 AND c.call_id < (t.q + 1) * 7200000000 AND "
                  "c.tz_q = t.tz_q AND {}",
                  kSame));
  sql +=
      tighten_sql("rollup_day", "touched_day", kSumTables[1].keys,
                  fmt::format("call_sums c WHERE c.call_id >= (t.local_day * 96 - 56) * 7200000000 AND "
                              "c.call_id < (t.local_day * 96 + 144) * 7200000000 AND c.local_day = t.local_day AND {}",
                              kSame));
  const std::array<std::string_view, 4> left{
      "calls c WHERE c.tab_id = t.id", "calls c WHERE c.session_id = t.id",
      "calls c WHERE c.session_id = t.id AND ifnull(c.agent_id, 0) = t.part",
      "calls c WHERE ifnull(c.project_id, 0) = t.id AND ifnull(c.branch_id, 0) = t.part"};
  for (std::size_t scope = 0; scope < left.size(); ++scope)
    sql += tighten_sql("totals", fmt::format("touched_totals WHERE scope = {}", scope), "scope, id, part", left[scope]);
  return sql;
}

/// What the days of all projects, and of each model, add up to: rows of rollup_day went whole.
std::string totals_of_days_sql() {
  std::string sums;
  for (const std::string_view count : kCountColumns) sums += fmt::format("sum({}), ", count);
  for (const std::string_view amount : kAmountColumns) sums += fmt::format("sum({0}), sum({0}_n), ", amount);
  return fmt::format(
      "DELETE FROM totals WHERE scope IN (4, 5); INSERT INTO totals(scope, id, part, {0}, first_us, last_us) "
      "SELECT 4, local_day, 0, {1}min(first_us), max(last_us) FROM rollup_day GROUP BY local_day UNION ALL "
      "SELECT 5, model_id, provider_id, {1}min(first_us), max(last_us) FROM rollup_day GROUP BY model_id, provider_id;",
      sum_column_list(), sums);
}

// Rows of sums without a call, and names that no sum refers to. A tab may yet be told to be closed by who opened it.
constexpr const char* kSweep = R"(
DELETE FROM rollup_q WHERE calls <= 0;
DELETE FROM rollup_day WHERE calls <= 0;
DELETE FROM totals WHERE calls <= 0;
DELETE FROM sessions WHERE session_id NOT IN (SELECT id FROM totals WHERE scope = 1);
DELETE FROM agents WHERE session_id NOT IN (SELECT session_id FROM sessions);
DELETE FROM place_sessions WHERE session_id NOT IN (SELECT session_id FROM sessions)
  OR (project_id, branch_id) NOT IN (SELECT id, part FROM totals WHERE scope = 3);
DELETE FROM project WHERE id NOT IN (SELECT id FROM totals WHERE scope = 3)
  AND id NOT IN (SELECT project_id FROM sessions WHERE project_id IS NOT NULL);
DELETE FROM branch WHERE id NOT IN (SELECT part FROM totals WHERE scope = 3);
DELETE FROM commands WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.tab_id = commands.tab_id
  AND c.call_id >= commands.began_us * 8 AND c.call_id < commands.ended_us * 8);
DELETE FROM tabs WHERE closed_us IS NOT NULL AND tab_id NOT IN (SELECT id FROM totals WHERE scope = 0)
  AND tab_id NOT IN (SELECT tab_id FROM tunnels);
)";

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}
std::string session_is(std::string_view id) { return fmt::format("wire_id = {}", quoted(id)); }
std::string project_is(std::string_view name) { return fmt::format("root = {0} OR name = {0}", quoted(name)); }

/// A condition over calls.
std::string condition_of(const Erasure& erasure) {
  if (erasure.session)
    return fmt::format("session_id IN (SELECT session_id FROM sessions WHERE {})", session_is(*erasure.session));
  if (erasure.project)
    return fmt::format("project_id IN (SELECT id FROM project WHERE {})", project_is(*erasure.project));
  if (erasure.before_us) return fmt::format("call_id < {}", *erasure.before_us * 8);
  return "1";
}

/// Rows that are only of what is erased: they go whole, with what they knew of calls that retention took. Before the
/// names go.
std::string whole_rows_sql(const Erasure& erasure) {
  if (erasure.session)
    return fmt::format("DELETE FROM totals WHERE scope IN (1, 2) AND id IN (SELECT session_id FROM sessions WHERE {});",
                       session_is(*erasure.session));
  if (erasure.project) {
    const std::string projects = fmt::format("(SELECT id FROM project WHERE {})", project_is(*erasure.project));
    return fmt::format(
        "DELETE FROM totals WHERE scope = 3 AND id IN {0}; DELETE FROM rollup_day WHERE project_id IN {0}; "
        "DELETE FROM rollup_q WHERE project_id IN {0}; UPDATE sessions SET project_id = NULL WHERE project_id IN {0};",
        projects);
  }
  if (!erasure.before_us) return {};
  const std::int64_t us = *erasure.before_us;
  return fmt::format(
      "DELETE FROM totals WHERE last_us < {0}; DELETE FROM rollup_day WHERE last_us < {0}; "
      "DELETE FROM rollup_q WHERE last_us < {0}; DELETE FROM tunnels WHERE tunnel_id < {1}; "
      "DELETE FROM limits WHERE at_us < {0};",
      us, us * 8);
}

constexpr const char* kEraseAll = R"(
PRAGMA secure_delete = ON;
BEGIN IMMEDIATE;
DELETE FROM calls; DELETE FROM usage; DELETE FROM why; DELETE FROM cost_alt; DELETE FROM outbox; DELETE FROM limits;
DELETE FROM traces; DELETE FROM commands;
DELETE FROM tunnels; DELETE FROM rollup_q; DELETE FROM rollup_day; DELETE FROM totals; DELETE FROM place_sessions;
DELETE FROM sessions; DELETE FROM agents; DELETE FROM project; DELETE FROM branch; DELETE FROM process;
DELETE FROM host; DELETE FROM endpoint; DELETE FROM tabs WHERE closed_us IS NOT NULL; DELETE FROM marks;
DELETE FROM spans;
COMMIT;
)";

Result<bool> erase_batch(Database& database, const Erasure& erasure) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  auto doomed = database.execute(
      fmt::format("DELETE FROM temp.doomed; INSERT INTO temp.doomed SELECT call_id FROM calls WHERE {} LIMIT {};",
                  condition_of(erasure), kCallsPerBatch));
  if (!doomed) return fail(doomed.error());
  const auto left = database.integer("SELECT count(*) FROM temp.doomed");
  if (!left) return fail(left.error());
  std::string sql;
  if (left->value_or(0) > 0) {
    sql = touch_sql();
    sql += change_sums_sql(Change::Take, kDoomed);
    for (const std::string_view table : {"calls", "usage", "why", "cost_alt", "outbox", "traces"})
      sql += fmt::format("DELETE FROM {} WHERE {};", table, kDoomed);
  } else {
    sql = tighten_all() + whole_rows_sql(erasure) + kSweep + totals_of_days_sql();
  }
  if (auto ran = database.execute(sql); !ran) return fail(ran.error(), "erase");
  if (auto committed = transaction->commit(); !committed) return fail(committed.error(), "erase");
  return left->value_or(0) > 0;
}

/// Overwritten bytes leave the write-ahead log only when it begins anew; free pages leave the file.
Result<void> give_space_back(Database& database) {
  if (auto ran = database.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);"); !ran)
    return fail(ran.error(), "give space back");
  return {};
}

}  // namespace

Result<ErasedCalls> count_calls(Database& database, const Erasure& erasure) {
  auto statement = database.prepare(
      fmt::format("SELECT count(*), min(call_id) >> 3, max(call_id) >> 3 FROM calls WHERE {}", condition_of(erasure)));
  if (!statement) return fail(statement.error());
  const auto row = statement->step();
  if (!row) return fail(row.error());
  ErasedCalls found{.calls = statement->integer(0), .first_us = {}, .last_us = {}};
  if (found.calls > 0) {
    found.first_us = statement->integer(1);
    found.last_us = statement->integer(2);
  }
  return found;
}

Result<void> erase_calls(Database& database, const Erasure& erasure) {
  if (!erasure.session && !erasure.project && !erasure.before_us) {
    if (auto erased = database.execute(kEraseAll); !erased) {
      static_cast<void>(database.execute("ROLLBACK"));
      return fail(erased.error(), "erase");
    }
    return give_space_back(database);
  }
  if (auto prepared = database.execute(kPrepare); !prepared) return prepared;
  for (;;) {
    const auto more = erase_batch(database, erasure);
    if (!more) return fail(more.error());
    if (!*more) return give_space_back(database);
  }
}

}  // namespace tabacus::analytics
