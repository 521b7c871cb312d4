#include "app/cli/doctor.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "analytics/api/prices.hpp"
#include "analytics/api/reader.hpp"
#include "app/cli/agent_settings.hpp"
#include "app/cli/environment_checks.hpp"
#include "app/cli/machine_checks.hpp"
#include "app/control/client.hpp"
#include "base/port_owner.hpp"

namespace tabacus::app {
namespace {

using analytics::Reader;
using analytics::Value;

constexpr std::string_view kDatabaseName = "calls.db";

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
  const auto listening = listening_ports().value_or(std::set<std::uint16_t>{});
  for (const auto& row : tabs->rows) {
    const std::int64_t port = std::get<std::int64_t>(row[2]);
    if (port <= 65'535 && listening.contains(static_cast<std::uint16_t>(port)))
      found.push_back({.tab_id = std::get<std::string>(row[0]), .title = std::get<std::string>(row[1]), .port = port});
  }
  return found;
}

Findings check_prices(SystemTime now) {
  const auto prices = analytics::summarize_prices(analytics::default_price_files());
  Findings findings = check_price_age(prices.as_of, now);
  for (const std::string& warning : prices.warnings)
    findings.push_back(
        {Severity::Advice, "prices", warning, "mend or remove that file; 'tabacus prices' shows what holds"});
  return findings;
}

void add(Findings& findings, Findings more) { std::ranges::move(more, std::back_inserter(findings)); }

/// What runs, as far as it answers; what does not is a finding.
std::vector<InstanceStatus> running_instances(Findings& findings) {
  std::vector<InstanceStatus> instances;
  const auto replies = ask_all({ControlOp::Status, {}});
  if (!replies) return instances;  // check_runtime_directory says why
  for (const InstanceReply& reply : *replies) {
    auto status = reply.line ? parse_status_reply(*reply.line) : Result<InstanceStatus>{fail(reply.line.error())};
    if (status)
      instances.push_back(std::move(*status));
    else
      findings.push_back(
          {Severity::Trouble, "control",
           fmt::format("{} does not answer: {}", reply.socket.filename().native(), status.error().message),
           "if it hangs, end that process; its number is in the name"});
  }
  return instances;
}

void look_around(Diagnosis& diagnosis, const std::filesystem::path& analytics_directory,
                 const Surroundings& surroundings) {
  Findings& findings = diagnosis.findings;
  const std::vector<InstanceStatus> instances = running_instances(findings);
  diagnosis.instances = instances.size();
  diagnosis.caller_check = caller_check();
  add(findings, check_callers(diagnosis.caller_check));
  add(findings, check_runtime_directory());
  add(findings, check_permissions(analytics_directory));
  if (!instances.empty()) add(findings, check_certificates(analytics_directory, surroundings.now));
  add(findings, check_endpoint_ports(analytics_directory));
  add(findings, check_instances(instances, instances.empty() ? std::vector<AgentProcess>{} : agent_processes(),
                                listening_ports()));
  add(findings, check_environment(surroundings.environment));
  add(findings, check_multiplexer(surroundings.environment, instances));
  if (!surroundings.home.empty())
    add(findings, check_agent_settings(surroundings.home, surroundings.working_directory));
}

}  // namespace

bool Diagnosis::is_healthy() const {
  const bool is_troubled = std::ranges::find(findings, Severity::Trouble, &Finding::severity) != findings.end();
  return !is_troubled && config_problems.empty() &&
         (database.state == DatabaseState::Sound || database.state == DatabaseState::Absent);
}

Diagnosis examine(const LoadedConfig& config, const std::filesystem::path& analytics_directory,
                  const Surroundings& surroundings) {
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
    if (const auto states = analytics::followers(**reader)) add(diagnosis.findings, check_followers(*states));
  } else if (reader.error().code != ErrorCode::NotFound) {
    database.state = DatabaseState::Unreadable;
    database.trouble = reader.error().message;
  }
  add(diagnosis.findings, check_prices(surroundings.now));
  look_around(diagnosis, analytics_directory, surroundings);
  return diagnosis;
}

}  // namespace tabacus::app
