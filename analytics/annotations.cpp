#include "analytics/api/annotations.hpp"

#include "analytics/store/calls_file.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/tab_prefix.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{10};

Result<Database> open_existing(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  return open_calls_file(file, kBusyTimeout);
}

/// One statement of which the changed rows are counted.
template <typename... Values>
Result<std::int64_t> change(Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  if (auto ran = statement->bind(values...).run(); !ran) return fail(ran.error());
  return database.changes();
}

template <typename... Values>
Result<std::optional<std::int64_t>> number(Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  return statement->bind(values...).run_for_integer();
}

Result<std::optional<std::int64_t>> tab_number(Database& database, const std::optional<std::string>& tab) {
  if (!tab) return std::optional<std::int64_t>{};
  const auto hex = uuid_prefix_hex(*tab);
  if (!hex) return fail(hex.error());
  const auto count = number(database, "SELECT count(*) FROM tabs WHERE hex(uuid) LIKE ? || '%'", *hex);
  if (!count) return fail(count.error());
  if (count->value_or(0) == 0) return fail(ErrorCode::NotFound, fmt::format("no tab's id begins with {}", *tab));
  if (count->value_or(0) > 1)
    return fail(ErrorCode::InvalidInput, fmt::format("{} tabs' ids begin with {}", **count, *tab));
  return number(database, "SELECT tab_id FROM tabs WHERE hex(uuid) LIKE ? || '%'", *hex);
}

Result<std::string> only_running(Database& database) {
  auto running = database.prepare("SELECT name FROM spans WHERE kind = 0 AND end_us IS NULL LIMIT 2");
  if (!running) return fail(running.error());
  auto row = running->step();
  if (!row) return fail(row.error());
  if (!*row) return fail(ErrorCode::NotFound, "no recording runs");
  std::string name{running->bytes(0)};
  row = running->step();
  if (!row) return fail(row.error());
  if (*row) return fail(ErrorCode::Conflict, "several recordings run; say which");
  return name;
}

}  // namespace

Result<void> set_note(const std::filesystem::path& directory, std::int64_t call_id, std::string_view text,
                      SystemTime now) {
  if (text.size() > kMostNoteBytes)
    return fail(ErrorCode::InvalidInput, fmt::format("a note has at most {} bytes", kMostNoteBytes));
  auto database = open_existing(directory);
  if (!database) return fail(database.error());
  const auto changed =
      text.empty() ? change(*database, "DELETE FROM notes WHERE call_id = ?", call_id)
                   : change(*database,
                            "INSERT INTO notes(call_id, text, updated_us) SELECT call_id, ?2, ?3 FROM calls WHERE "
                            "call_id = ?1 ON CONFLICT(call_id) DO UPDATE SET text = excluded.text, updated_us = "
                            "excluded.updated_us",
                            call_id, text, to_epoch_us(now));
  if (!changed) return fail(changed.error(), fmt::format("note on call {}", call_id));
  if (*changed > 0) return {};
  return fail(ErrorCode::NotFound, text.empty() ? fmt::format("call {} has no note", call_id)
                                                : fmt::format("no call {} is stored", call_id));
}

Result<void> start_recording(const std::filesystem::path& directory, std::string_view name,
                             const std::optional<std::string>& tab, SystemTime now) {
  if (name.empty() || name.size() > kMostRecordingNameBytes)
    return fail(ErrorCode::InvalidInput,
                fmt::format("a recording needs a name of at most {} bytes", kMostRecordingNameBytes));
  auto database = open_existing(directory);
  if (!database) return fail(database.error());
  const auto tab_id = tab_number(*database, tab);
  if (!tab_id) return fail(tab_id.error());
  const auto changed = change(*database,
                              "INSERT INTO spans(kind, name, tab_id, start_us) VALUES(0, ?, ?, ?) ON CONFLICT DO "
                              "NOTHING",
                              name, *tab_id, to_epoch_us(now));
  if (!changed) return fail(changed.error(), fmt::format("start the recording '{}'", name));
  if (*changed == 0) return fail(ErrorCode::Conflict, fmt::format("there is a recording '{}' already", name));
  return {};
}

Result<std::string> stop_recording(const std::filesystem::path& directory, std::string_view name, SystemTime now) {
  auto database = open_existing(directory);
  if (!database) return fail(database.error());
  auto which = name.empty() ? only_running(*database) : Result<std::string>{std::string{name}};
  if (!which) return which;
  const auto changed =
      change(*database, "UPDATE spans SET end_us = max(?2, start_us) WHERE kind = 0 AND name = ?1 AND end_us IS NULL",
             *which, to_epoch_us(now));
  if (!changed) return fail(changed.error(), fmt::format("stop the recording '{}'", *which));
  if (*changed == 0) return fail(ErrorCode::NotFound, fmt::format("no recording '{}' runs", *which));
  return which;
}

Result<void> remove_recording(const std::filesystem::path& directory, std::string_view name) {
  auto database = open_existing(directory);
  if (!database) return fail(database.error());
  const auto changed = change(*database, "DELETE FROM spans WHERE kind = 0 AND name = ?", name);
  if (!changed) return fail(changed.error(), fmt::format("remove the recording '{}'", name));
  if (*changed == 0) return fail(ErrorCode::NotFound, fmt::format("there is no recording '{}'", name));
  return {};
}

}  // namespace tabacus::analytics
