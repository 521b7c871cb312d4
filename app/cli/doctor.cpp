#include "app/cli/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "analytics/api/reader.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

using analytics::Reader;
using analytics::Value;

constexpr std::string_view kDatabaseName = "calls.db";

/// Ports of 127.0.0.1 that listen, from the kernel's table: connecting would count as a call of the tab.
std::set<std::int64_t> listening_ports() {
  std::set<std::int64_t> ports;
  const auto table = read_file("/proc/net/tcp");
  if (!table) return ports;
  for (const std::string_view line : split(*table, '\n')) {
    // "  0: 0100007F:1F90 00000000:0000 0A ...": address and port in hexadecimal, state 0A is LISTEN.
    const std::size_t address = line.find("0100007F:");
    if (address == std::string_view::npos || line.size() < address + 30 || line.substr(address + 28, 2) != "0A")
      continue;
    ports.insert(std::strtol(std::string{line.substr(address + 9, 4)}.c_str(), nullptr, 16));
  }
  return ports;
}

std::vector<std::filesystem::path> files_set_aside(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{directory, failed}) {
    const std::string name = entry.path().filename();
    if (name.starts_with("calls.db.corrupt-") && !name.ends_with("-wal") && !name.ends_with("-shm"))
      found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::optional<Value> ask(Reader& reader, std::string_view sql) {
  auto table = reader.sql(sql, 1);
  if (!table || table->rows.empty()) return std::nullopt;
  return table->rows.front().front();
}

std::optional<std::int64_t> ask_integer(Reader& reader, std::string_view sql) {
  const auto value = ask(reader, sql);
  const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  return number != nullptr ? std::optional{*number} : std::nullopt;
}

std::string ask_text(Reader& reader, std::string_view sql) {
  const auto value = ask(reader, sql);
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text != nullptr ? *text : "";
}

void examine_content(Reader& reader, DatabaseReport& report) {
  report.schema = ask_integer(reader, "PRAGMA user_version");
  report.calls = ask_integer(reader, "SELECT count(*) FROM calls");
  report.newest_call = ask_text(reader, "SELECT started_at FROM v_calls ORDER BY call_id DESC LIMIT 1");
  const auto checked = reader.sql("PRAGMA quick_check(1)", 1);
  report.state = DatabaseState::Sound;
  if (checked && !checked->rows.empty() && checked->rows.front().front() != Value{std::string{"ok"}}) {
    report.state = DatabaseState::Damaged;
    report.trouble = "its pages are damaged; the next start moves it aside and begins a new one";
  } else if (!checked && checked.error().code == ErrorCode::TimedOut) {
    report.trouble = {};  // too large to check in the time; nothing is known to be wrong
  } else if (!checked) {
    report.state = DatabaseState::Damaged;
    report.trouble = checked.error().message;
  }
}

std::vector<ListenerReport> open_listeners(Reader& reader) {
  std::vector<ListenerReport> found;
  const auto tabs =
      reader.sql("SELECT tab_id, ifnull(tab_title, ''), port FROM v_tab WHERE closed_at IS NULL AND port > 0", 1000);
  if (!tabs) return found;
  const std::set<std::int64_t> listening = listening_ports();
  for (const auto& row : tabs->rows) {
    const std::int64_t port = std::get<std::int64_t>(row[2]);
    if (listening.contains(port))
      found.push_back({.tab_id = std::get<std::string>(row[0]), .title = std::get<std::string>(row[1]), .port = port});
  }
  return found;
}

}  // namespace

bool Diagnosis::is_healthy() const {
  return config_problems.empty() && (database.state == DatabaseState::Sound || database.state == DatabaseState::Absent);
}

Diagnosis examine(const LoadedConfig& config, const std::filesystem::path& analytics_directory) {
  Diagnosis diagnosis;
  diagnosis.analytics_enabled = config.config.analytics_enabled;
  diagnosis.config_file = config.file;
  diagnosis.config_found = config.found;
  diagnosis.config_problems = config.problems;
  DatabaseReport& database = diagnosis.database;
  database.file = analytics_directory / kDatabaseName;
  database.set_aside = files_set_aside(analytics_directory);
  std::error_code missing;
  const auto size = std::filesystem::file_size(database.file, missing);
  if (!missing) database.bytes = static_cast<std::int64_t>(size);
  const auto reader = Reader::open(analytics_directory);
  if (reader) {
    examine_content(**reader, database);
    diagnosis.listeners = open_listeners(**reader);
  } else if (reader.error().code != ErrorCode::NotFound) {
    database.state = DatabaseState::Unreadable;
    database.trouble = reader.error().message;
  }
  return diagnosis;
}

}  // namespace tabacus::app
