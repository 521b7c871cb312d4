#include "analytics/store/bundle.hpp"

#include "analytics/store/bundle_tables.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/store/sum_tables.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kBusyTimeout{10};
constexpr int kFirstSchemaOfBundles = 14;  // it names its database, so that each call comes in once

/// A new file whose only writer we are: what a crash leaves of it is thrown away.
Result<Database> make_database(const fs::path& file, int schema = newest_schema()) {
  if (auto made = write_private_file(file, ""); !made) return fail(made.error());
  auto database = Database::open(file, Database::Mode::ReadWrite, kBusyTimeout);
  if (!database) return database;
  if (auto set = database->execute("PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
      !set)
    return fail(set.error());
  if (auto migrated = migrate(*database, schema); !migrated) return fail(migrated.error());
  return database;
}

Result<void> attach(Database& database, const fs::path& file, std::string_view as) {
  auto statement = database.prepare(fmt::format("ATTACH ? AS {}", as));
  if (!statement) return fail(statement.error());
  return statement->bind(std::string_view{file.native()}).run();
}

/// All but those that are computed.
Result<std::string> column_list(Database& database, std::string_view table) {
  auto statement = database.prepare(fmt::format(
      "SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info('{}') ORDER BY cid)", table));
  if (!statement) return fail(statement.error());
  const auto row = statement->step();
  if (!row) return fail(row.error());
  return std::string{statement->bytes(0)};
}

Result<void> copy_rows(Database& database, std::string_view table, std::string_view condition) {
  const auto columns = column_list(database, table);
  if (!columns) return fail(columns.error());
  return database.execute(fmt::format("INSERT OR IGNORE INTO main.{0}({1}) SELECT {1} FROM source.{0} WHERE {2}", table,
                                      *columns, condition));
}

/// Of the chosen calls only: a bundle tells of nothing else.
constexpr std::pair<std::string_view, std::string_view> kNames[] = {
    {"tabs", "tab_id IN (SELECT tab_id FROM main.calls)"},
    {"sessions", "session_id IN (SELECT session_id FROM main.calls)"},
    {"agents",
     "agent_id IN (WITH RECURSIVE wanted(id) AS (SELECT agent_id FROM main.calls WHERE agent_id IS NOT NULL UNION "
     "SELECT a.parent_id FROM source.agents a JOIN wanted ON a.agent_id = wanted.id WHERE a.parent_id IS NOT NULL) "
     "SELECT id FROM wanted)"},
    {"project", "id IN (SELECT project_id FROM main.calls)"},
    {"provider", "id IN (SELECT provider_id FROM main.calls)"},
    {"model", "id IN (SELECT model_id FROM main.calls UNION SELECT model_req_id FROM main.calls)"},
    {"host", "id IN (SELECT host_id FROM main.calls)"},
    {"endpoint", "id IN (SELECT endpoint_id FROM main.calls)"},
    {"method", "id IN (SELECT method_id FROM main.calls)"},
    {"api", "id IN (SELECT kind FROM main.calls)"},
    {"error", "id IN (SELECT error_id FROM main.calls)"},
    {"agent_kind", "id IN (SELECT agent_kind_id FROM main.sessions)"},
    {"branch", "id IN (SELECT branch_id FROM main.calls)"},
    {"client", "id IN (SELECT client_id FROM main.calls)"},
    {"process", "id IN (SELECT proc_id FROM main.calls)"},
    {"service_tier", "id IN (SELECT service_tier FROM main.usage)"},
    {"geo", "id IN (SELECT geo FROM main.usage)"},
    {"usage_identity", "id IN (SELECT identity FROM main.usage)"},
    {"doubt", "id IN (SELECT doubt_id FROM main.usage)"},
    {"engine", "id IN (SELECT engine_id FROM main.usage)"},
    {"prices", "price_id IN (SELECT price_id FROM main.calls UNION SELECT price_id FROM main.cost_alt)"},
    {"price_versions",
     "price_version_id IN (SELECT price_version_id FROM main.calls UNION SELECT price_version_id FROM main.prices "
     "UNION "
     "SELECT price_version_id FROM main.cost_alt)"},
    {"import_source", "id IN (SELECT source_id FROM main.imported)"},
    {"imports", "import_id IN (SELECT import_id FROM main.imported)"},
    {"spans",
     "kind = 0 AND EXISTS (SELECT 1 FROM main.calls c WHERE c.call_id >= start_us * 8 AND (end_us IS NULL OR "
     "c.call_id < end_us * 8) AND (source.spans.tab_id IS NULL OR source.spans.tab_id = c.tab_id))"},
};

Result<std::string> text(Database& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  std::string all;
  for (;;) {
    const auto row = statement->step();
    if (!row) return fail(row.error());
    if (!*row) return all;
    (all += statement->bytes(0)) += '\n';
  }
}

constexpr std::string_view kSchemaText =
    "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY 1";

/// Nothing in it may be what its name does not say: no trigger, no view in a table's place, no column of another kind.
Result<void> check_tables(Database& bundle, int schema, const fs::path& scratch) {
  auto fresh = make_database(scratch, schema);
  if (!fresh) return fail(fresh.error());
  const auto bodies = bundled_bodies_schema(bundle);
  if (!bodies) return fail(bodies.error());
  if (*bodies > 0)
    if (auto made = make_bundled_bodies(*fresh, *bodies); !made) return made;
  const auto expected = text(*fresh, kSchemaText);
  if (!expected) return fail(expected.error());
  const auto found = text(bundle, kSchemaText);
  if (!found) return fail(found.error());
  if (*expected != *found)
    return fail(ErrorCode::InvalidInput, fmt::format("its tables are not those of schema {}", schema));
  const auto sound = text(bundle, "PRAGMA quick_check(1)");
  if (!sound) return fail(ErrorCode::InvalidInput, sound.error().message);
  if (*sound != "ok\n") return fail(ErrorCode::InvalidInput, fmt::format("it is damaged: {}", trim(*sound)));
  return {};
}

bool is_of_bodies(std::string_view table) { return table == "blobs" || table == "lists" || table == "bodies"; }

/// SQLite keeps any value in any column; tabacus does not.
Result<void> check_values(Database& bundle) {
  auto columns = bundle.prepare(
      "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND "
      "m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, c.cid");
  if (!columns) return fail(columns.error());
  std::vector<std::string> checks{fmt::format(
      "SELECT 'calls', 'call_id' WHERE EXISTS (SELECT 1 FROM calls WHERE call_id NOT BETWEEN 0 AND {})", kLastCallId)};
  for (;;) {
    const auto row = columns->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    const std::string table{columns->bytes(0)};
    const std::string column{columns->bytes(1)};
    const std::string kind = to_lower_ascii(columns->bytes(2));
    checks.push_back(fmt::format(
        "SELECT '{0}', '{1}' WHERE EXISTS (SELECT 1 FROM \"{0}\" WHERE typeof(\"{1}\") NOT IN ('{2}', 'null') OR "
        "length(\"{1}\") > {3})",
        table, column, kind, is_of_bodies(table) ? kMostBodyBytes : kMostValueBytes));
  }
  for (const std::string& check : checks) {
    auto statement = bundle.prepare(check);
    if (!statement) return fail(statement.error());
    const auto row = statement->step();
    if (!row) return fail(ErrorCode::InvalidInput, row.error().message);
    if (*row)
      return fail(ErrorCode::InvalidInput,
                  fmt::format("a value of {}.{} is not what tabacus writes", statement->bytes(0), statement->bytes(1)));
  }
  return {};
}

}  // namespace

Result<BundleWriter> BundleWriter::create(const fs::path& file, const fs::path& calls_file,
                                          const fs::path& bodies_file) {
  // Brings it to our schema.
  if (auto source = open_calls_file(calls_file, kBusyTimeout); !source) return fail(source.error());
  auto database = make_database(file);
  if (!database) return fail(database.error());
  if (auto attached = attach(*database, calls_file, "source"); !attached) return fail(attached.error());
  if (auto made = database->execute("CREATE TEMP TABLE chosen(call_id INTEGER PRIMARY KEY)"); !made)
    return fail(made.error());
  BundleWriter writer{std::make_unique<Database>(std::move(*database))};
  if (!bodies_file.empty()) {
    auto bodies = BundledBodies::begin(*writer.database_, bodies_file);
    if (!bodies) return fail(bodies.error(), "take requests and answers along");
    writer.bodies_ = std::move(*bodies);
  }
  return writer;
}

Result<void> BundleWriter::add(std::span<const std::int64_t> call_ids) {
  auto transaction = Transaction::begin(*database_);
  if (!transaction) return fail(transaction.error());
  if (auto emptied = database_->execute("DELETE FROM temp.chosen"); !emptied) return emptied;
  auto choose = database_->prepare("INSERT INTO temp.chosen VALUES(?)");
  if (!choose) return fail(choose.error());
  for (const std::int64_t call_id : call_ids)
    if (auto chosen = choose->bind(call_id).run(); !chosen) return chosen;
  for (const std::string_view table : {"calls", "usage", "why", "cost_alt", "notes", "imported"})
    if (auto copied = copy_rows(*database_, table, "call_id IN (SELECT call_id FROM temp.chosen)"); !copied)
      return fail(copied.error(), fmt::format("copy {}", table));
  if (bodies_)
    if (auto added = bodies_->add(call_ids); !added) return fail(added.error(), "copy requests and answers");
  return transaction->commit();
}

Result<void> BundleWriter::finish() {
  auto transaction = Transaction::begin(*database_);
  if (!transaction) return fail(transaction.error());
  for (const auto& [table, condition] : kNames)
    if (auto copied = copy_rows(*database_, table, condition); !copied)
      return fail(copied.error(), fmt::format("copy {}", table));
  auto done = database_->execute(
      "UPDATE main.tabs SET shell_pid = NULL, port = NULL, window_id = NULL;"
      // A session may have worked elsewhere as well.
      "UPDATE main.sessions SET project_id = NULL WHERE project_id NOT IN (SELECT id FROM main.project);"
      "UPDATE main.database_identity SET uuid = (SELECT uuid FROM source.database_identity);" +
      change_sums_sql(Change::Add, "1") +
      "INSERT INTO place_sessions SELECT DISTINCT project_id, branch_id, session_id FROM call_sums");
  if (!done) return done;
  if (auto committed = transaction->commit(); !committed) return committed;
  return database_->execute("DETACH source; VACUUM");
}

Result<void> check_bundle(const fs::path& copy) {
  auto bundle = Database::open(copy, Database::Mode::ReadWrite, kBusyTimeout);
  if (!bundle) return fail(bundle.error());
  if (auto set = bundle->execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"); !set) return set;
  const auto schema = schema_of(*bundle);
  if (!schema && schema.error().code == ErrorCode::Unsupported && any_schema_of(*bundle))
    return fail(schema.error());  // a newer one
  if (!schema) return fail(ErrorCode::InvalidInput, schema.error().message);
  if (*schema == 0) return fail(ErrorCode::InvalidInput, "it is empty");
  if (*schema < kFirstSchemaOfBundles)
    return fail(ErrorCode::InvalidInput,
                fmt::format("it is a database of schema {}, from before there were bundles", *schema));
  if (auto checked = check_tables(*bundle, *schema, copy.native() + ".fresh"); !checked) return checked;
  if (auto migrated = migrate(*bundle); !migrated) return migrated;
  if (auto migrated = migrate_bundled_bodies(*bundle); !migrated) return migrated;
  return check_values(*bundle);
}

Result<TakenIn> take_in_bundle(Database& database, const fs::path& copy, std::string_view name, SystemTime now) {
  if (auto attached = attach(database, copy, "bundle"); !attached) return fail(attached.error());
  auto taken = take_in_attached(database, name, to_epoch_us(now));
  if (auto detached = database.execute("DETACH bundle"); !detached && taken) return fail(detached.error());
  return taken;
}

}  // namespace tabacus::analytics
