#include "analytics/store/bundle_tables.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "analytics/store/sum_tables.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kCallsPerBatch = 2000;
constexpr int kLanes = 64;

constexpr std::array<std::string_view, 14> kDictionaries{
    "provider",     "host", "endpoint", "api",    "error",          "agent_kind", "branch",
    "service_tier", "geo",  "doubt",    "engine", "usage_identity", "method",     "import_source"};

/// temp.of_<table>(old, new). 0 is nothing in every table; what a dangling number means nobody knows.
std::string map_sql(std::string_view table, std::string_view id, std::string_view same) {
  return fmt::format(
      "CREATE TEMP TABLE of_{0}(old INTEGER PRIMARY KEY, new INTEGER NOT NULL);"
      "INSERT INTO temp.of_{0} SELECT o.{1}, n.{1} FROM bundle.{0} o JOIN main.{0} n ON {2};"
      "INSERT OR IGNORE INTO temp.of_{0} VALUES(0, 0);",
      table, id, same);
}

std::string mapped(std::string_view table, std::string_view column) {
  return fmt::format("(SELECT new FROM temp.of_{} WHERE old = {})", table, column);
}

std::string dictionaries_sql() {
  std::string sql;
  for (const std::string_view table : kDictionaries) {
    sql += fmt::format("INSERT OR IGNORE INTO main.{0}(name) SELECT name FROM bundle.{0} ORDER BY id;", table) +
           map_sql(table, "id", "n.name = o.name");
  }
  // Behind its providers.
  sql += fmt::format(
      "INSERT OR IGNORE INTO main.model(provider_id, name) SELECT ifnull({0}, 0), o.name FROM bundle.model o ORDER BY "
      "o.id;{1}",
      mapped("provider", "o.provider_id"),
      map_sql("model", "id",
              fmt::format("n.name = o.name AND n.provider_id = ifnull({}, 0)", mapped("provider", "o.provider_id"))));
  sql += "INSERT OR IGNORE INTO main.project(root, name) SELECT root, name FROM bundle.project ORDER BY id;" +
         map_sql("project", "id", "n.root = o.root");
  sql += "INSERT OR IGNORE INTO main.client(name, version) SELECT name, version FROM bundle.client ORDER BY id;" +
         map_sql("client", "id", "n.name = o.name AND n.version = o.version");
  sql +=
      "INSERT OR IGNORE INTO main.process(name, chain, is_outside) SELECT name, chain, is_outside FROM bundle.process "
      "ORDER BY id;" +
      map_sql("process", "id", "n.name = o.name AND n.chain = o.chain AND n.is_outside = o.is_outside");
  return sql;
}

std::string prices_sql() {
  return "INSERT OR IGNORE INTO main.price_versions(as_of, source, sha256, imported_us) SELECT as_of, source, sha256, "
         "imported_us FROM bundle.price_versions WHERE sha256 IS NOT NULL ORDER BY price_version_id;" +
         map_sql("price_versions", "price_version_id", "n.sha256 = o.sha256") +
         fmt::format(
             "INSERT OR IGNORE INTO main.prices(price_version_id, provider, model, rates) SELECT {0}, provider, "
             "model, rates FROM bundle.prices o WHERE {0} IS NOT NULL ORDER BY price_id;",
             mapped("price_versions", "o.price_version_id")) +
         map_sql("prices", "price_id",
                 fmt::format("n.provider = o.provider AND n.model = o.model AND n.price_version_id = {}",
                             mapped("price_versions", "o.price_version_id")));
}

/// A tab that is not known here was one elsewhere: 2. It has ended.
std::string people_sql() {
  return "INSERT OR IGNORE INTO main.tabs(uuid, kind, title, created_us, closed_us, profile) SELECT uuid, 2, title, "
         "created_us, ifnull(closed_us, created_us), profile FROM bundle.tabs WHERE length(uuid) = 16 ORDER BY "
         "tab_id;" +
         map_sql("tabs", "tab_id", "n.uuid = o.uuid") +
         fmt::format(
             "INSERT INTO main.sessions(source, wire_id, agent_kind_id, project_id, title, first_us, last_us) SELECT "
             "source, wire_id, {}, {}, title, first_us, last_us FROM bundle.sessions WHERE true ORDER BY session_id ON "
             "CONFLICT(source, wire_id) DO UPDATE SET first_us = min(first_us, excluded.first_us), last_us = "
             "max(last_us, excluded.last_us);",
             mapped("agent_kind", "agent_kind_id"), mapped("project", "project_id")) +
         map_sql("sessions", "session_id", "n.source = o.source AND n.wire_id = o.wire_id") +
         fmt::format(
             "INSERT OR IGNORE INTO main.agents(session_id, wire_id, label) SELECT {0}, wire_id, label FROM "
             "bundle.agents o WHERE {0} IS NOT NULL ORDER BY agent_id;",
             mapped("sessions", "o.session_id")) +
         map_sql("agents", "agent_id",
                 fmt::format("n.wire_id = o.wire_id AND n.session_id = {}", mapped("sessions", "o.session_id"))) +
         fmt::format(
             "UPDATE main.agents SET parent_id = (SELECT {} FROM bundle.agents o JOIN temp.of_agents m ON m.old "
             "= o.agent_id WHERE m.new = main.agents.agent_id) WHERE parent_id IS NULL AND agent_id IN (SELECT "
             "new FROM temp.of_agents);",
             mapped("agents", "o.parent_id"));
}

/// A recording of another beginning that has the same name here comes in beside it.
std::string recordings_sql() {
  return fmt::format(
      "INSERT OR IGNORE INTO main.spans(kind, name, tab_id, start_us, end_us, note) SELECT 0, CASE WHEN EXISTS (SELECT "
      "1 FROM main.spans s WHERE s.kind = 0 AND s.name = o.name AND s.start_us <> o.start_us) THEN o.name || ' (' || "
      "(SELECT substr(uuid, 1, 8) FROM bundle.database_identity) || ')' ELSE o.name END, {}, o.start_us, "
      "ifnull(o.end_us, (SELECT (max(call_id) >> 3) + 1 FROM bundle.calls)), o.note FROM bundle.spans o WHERE o.kind = "
      "0;",
      mapped("tabs", "o.tab_id"));
}

/// Which calls are new. source 0: metered here, and erased since.
constexpr std::string_view kIncoming = R"(
INSERT OR IGNORE INTO main.import_source(name) SELECT uuid FROM bundle.database_identity
  WHERE uuid <> (SELECT uuid FROM main.database_identity);
CREATE TEMP TABLE incoming(old INTEGER PRIMARY KEY, new INTEGER UNIQUE, source INTEGER NOT NULL, original INTEGER NOT NULL);
INSERT INTO temp.incoming(old, source, original)
SELECT c.call_id,
  ifnull((SELECT s.id FROM main.import_source s WHERE s.name = ifnull(
    (SELECT f.name FROM bundle.import_source f WHERE f.id = i.source_id),
    (SELECT uuid FROM bundle.database_identity))
    AND s.name <> (SELECT uuid FROM main.database_identity)), 0),
  ifnull(i.original_id, c.call_id)
FROM bundle.calls c LEFT JOIN bundle.imported i ON i.call_id = c.call_id;
DELETE FROM temp.incoming WHERE source = 0 AND original IN (SELECT call_id FROM main.calls);
DELETE FROM temp.incoming WHERE source <> 0
  AND EXISTS (SELECT 1 FROM main.imported d WHERE d.source_id = source AND d.original_id = original);
UPDATE OR IGNORE temp.incoming SET new = original WHERE source = 0;
UPDATE OR IGNORE temp.incoming SET new = old WHERE new IS NULL AND old NOT IN (SELECT call_id FROM main.calls);
)";

/// Of those whose number is taken here: the next free one, as the writer finds it.
std::string next_lane_sql(int lane) {
  return fmt::format(
      "UPDATE OR IGNORE temp.incoming SET new = old + {0} WHERE new IS NULL AND old + {0} NOT IN (SELECT call_id FROM "
      "main.calls);",
      lane);
}

/// A column of a table whose numbers are others here.
struct Mapped {
  std::string_view column;
  std::string_view table;
};
constexpr Mapped kOfCalls[] = {
    {"tab_id", "tabs"},          {"session_id", "sessions"}, {"agent_id", "agents"},
    {"project_id", "project"},   {"branch_id", "branch"},    {"proc_id", "process"},
    {"provider_id", "provider"}, {"host_id", "host"},        {"endpoint_id", "endpoint"},
    {"model_req_id", "model"},   {"model_id", "model"},      {"kind", "api"},
    {"error_id", "error"},       {"client_id", "client"},    {"price_version_id", "price_versions"},
    {"price_id", "prices"},      {"method_id", "method"}};
constexpr Mapped kOfUsage[] = {{"identity", "usage_identity"},
                               {"service_tier", "service_tier"},
                               {"geo", "geo"},
                               {"doubt_id", "doubt"},
                               {"engine_id", "engine"}};
constexpr Mapped kOfOldPrices[] = {{"price_version_id", "price_versions"}, {"price_id", "prices"}};

Result<std::string> copy_sql(Database& database, std::string_view table, std::span<const Mapped> mapped_columns) {
  auto columns =
      database.prepare(fmt::format("SELECT name, \"notnull\" FROM pragma_table_info('{}') ORDER BY cid", table));
  if (!columns) return fail(columns.error());
  std::string names;
  std::string values;
  for (;;) {
    const auto row = columns->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    const std::string name{columns->bytes(0)};
    std::string value = "c." + name;
    if (name == "call_id") value = "b.new";
    if (table == "why" && name == "retry_of") value = "(SELECT new FROM temp.incoming WHERE old = c.retry_of)";
    for (const Mapped& each : mapped_columns)
      if (each.column == name) value = mapped(each.table, value);
    if (columns->integer(1) != 0 && name != "call_id") value = fmt::format("ifnull({}, 0)", value);
    names += (names.empty() ? "" : ", ") + name;
    values += (values.empty() ? "" : ", ") + value;
  }
  return fmt::format(
      "INSERT OR IGNORE INTO main.{0}({1}) SELECT {2} FROM temp.batch b JOIN bundle.{0} c ON c.call_id = "
      "b.old ORDER BY b.new;",
      table, names, values);
}

Result<std::string> batch_sql(Database& database, std::int64_t import_id) {
  std::string sql = fmt::format(
      "DELETE FROM temp.batch; INSERT INTO temp.batch SELECT * FROM temp.incoming WHERE new IS NOT NULL ORDER BY old "
      "LIMIT {};",
      kCallsPerBatch);
  const std::pair<std::string_view, std::span<const Mapped>> tables[] = {
      {"calls", kOfCalls}, {"usage", kOfUsage}, {"why", {}}, {"cost_alt", kOfOldPrices}, {"notes", {}}};
  for (const auto& [table, mapped_columns] : tables) {
    const auto copy = copy_sql(database, table, mapped_columns);
    if (!copy) return copy;
    sql += *copy;
  }
  sql += fmt::format(
      "INSERT INTO main.imported(call_id, source_id, original_id, import_id) SELECT new, source, original, {0} FROM "
      "temp.batch WHERE source <> 0;"
      "UPDATE main.imports SET calls = calls + (SELECT count(*) FROM temp.batch) WHERE import_id = {0};",
      import_id);
  constexpr std::string_view kNew = "call_id IN (SELECT new FROM temp.batch)";
  sql += change_sums_sql(Change::Add, kNew);
  sql += fmt::format(
      "INSERT OR IGNORE INTO place_sessions SELECT project_id, branch_id, session_id FROM call_sums WHERE {};"
      "DELETE FROM temp.incoming WHERE old IN (SELECT old FROM temp.batch);",
      kNew);
  return sql;
}

Result<std::int64_t> number(Database& database, std::string_view sql) {
  const auto found = database.integer(sql);
  if (!found) return fail(found.error());
  return found->value_or(0);
}

Result<std::string> origin_of(Database& database) {
  auto statement = database.prepare("SELECT uuid FROM bundle.database_identity");
  if (!statement) return fail(statement.error());
  const auto row = statement->step();
  if (!row) return fail(row.error());
  if (!*row) return fail(ErrorCode::InvalidInput, "it does not say from which database it is");
  return std::string{statement->bytes(0)};
}

/// Names and the list of what is new, in one transaction.
Result<void> prepare_names(Database& database) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  std::string sql = dictionaries_sql() + prices_sql() + people_sql() + recordings_sql() + std::string{kIncoming};
  for (int lane = 1; lane < kLanes; ++lane) sql += next_lane_sql(lane);
  sql += "CREATE TEMP TABLE batch(old INTEGER PRIMARY KEY, new INTEGER, source INTEGER, original INTEGER);";
  if (auto ran = database.execute(sql); !ran) return fail(ran.error(), "take in names");
  return transaction->commit();
}

Result<std::int64_t> begin_import(Database& database, std::string_view origin, std::string_view name,
                                  std::int64_t now_us) {
  auto insert = database.prepare(
      "INSERT INTO main.imports(source_id, file, imported_us, calls) SELECT ifnull((SELECT id FROM main.import_source "
      "WHERE name = ?1), 0), ?2, ?3, 0 RETURNING import_id");
  if (!insert) return fail(insert.error());
  const auto id = insert->bind(origin, name, now_us).run_for_integer();
  if (!id) return fail(id.error());
  return id->value_or(0);
}

}  // namespace

Result<TakenIn> take_in_attached(Database& database, std::string_view name, std::int64_t now_us) {
  TakenIn taken;
  const auto origin = origin_of(database);
  if (!origin) return fail(origin.error());
  taken.origin = *origin;
  if (auto prepared = prepare_names(database); !prepared) return fail(prepared.error());
  const auto all = number(database, "SELECT count(*) FROM bundle.calls");
  const auto fresh = number(database, "SELECT count(*) FROM temp.incoming");
  if (!all || !fresh) return fail(all ? fresh.error() : all.error());
  taken.known = *all - *fresh;
  if (*fresh == 0) return taken;
  const auto import_id = begin_import(database, taken.origin, name, now_us);
  if (!import_id) return fail(import_id.error());
  const auto sql = batch_sql(database, *import_id);
  if (!sql) return fail(sql.error());
  for (;;) {
    auto transaction = Transaction::begin(database);
    if (!transaction) return fail(transaction.error());
    if (auto ran = database.execute(*sql); !ran) return fail(ran.error(), "take in calls");
    const auto count = number(database, "SELECT count(*) FROM temp.batch");
    if (!count) return fail(count.error());
    if (auto committed = transaction->commit(); !committed) return fail(committed.error());
    taken.calls += *count;
    if (*count == 0) return taken;
  }
}

}  // namespace tabacus::analytics
