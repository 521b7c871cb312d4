// tabacus doctor: prints the diagnosis.
#include <cstdlib>
#include <ostream>

#include "app/cli/doctor.hpp"
#include "app/cli/metered_process.hpp"
#include "app/cli/query_options.hpp"
#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kDoctor;

namespace {

std::string_view name_of(DatabaseState state) {
  switch (state) {
    case DatabaseState::Absent:
      return "absent";
    case DatabaseState::Sound:
      return "sound";
    case DatabaseState::Damaged:
      return "damaged";
    case DatabaseState::Unreadable:
      return "unreadable";
  }
  return "?";
}

std::string database_text(const DatabaseReport& database) {
  if (database.state == DatabaseState::Absent) return "nothing stored yet";
  std::string text = fmt::format("{}, {} bytes", name_of(database.state), format_count(database.bytes));
  if (database.schema) text += fmt::format(", schema {}", *database.schema);
  if (database.calls) text += fmt::format(", {} calls", format_count(*database.calls));
  if (!database.newest_call.empty()) text += fmt::format(", the newest at {}", database.newest_call);
  return text;
}

class Lines {
 public:
  explicit Lines(std::ostream& out) : out_{out} {}
  void operator()(std::string_view topic, const std::string& text) {
    out_ << fmt::format("{:<14} {}\n", topic, display_safe(text));
  }

 private:
  std::ostream& out_;
};

void print_text(std::ostream& out, const Diagnosis& found) {
  Lines line{out};
  line("analytics", found.analytics_enabled ? "on" : "off ('tabacus run' meters one command all the same)");
  line("configuration", fmt::format("{}{}", found.config_file.native(),
                                    found.config_found ? "" : " (not there; everything has its default)"));
  for (const std::string& problem : found.config_problems) line("", "wrong: " + problem);
  line("database", found.database.file.native());
  line("", database_text(found.database));
  if (!found.database.trouble.empty()) line("", "wrong: " + found.database.trouble);
  for (const auto& file : found.database.set_aside) line("", "damaged copy kept: " + file.native());
  for (const ListenerReport& tab : found.listeners)
    line("listener", fmt::format("127.0.0.1:{} for tab {} ({})", tab.port, tab.tab_id, tab.title));
  if (found.listeners.empty()) line("listener", "none");
  line("running",
       fmt::format("{} (see 'tabacus status'); callers' users are told by {}", found.instances, found.caller_check));
  for (const Finding& finding : found.findings) {
    line(finding.topic, (finding.severity == Severity::Trouble ? "wrong: " : "note: ") + finding.what);
    line("", "fix: " + finding.fix);
  }
  out << (found.is_healthy() ? "Nothing is wrong.\n" : "Something is wrong; see above.\n");
}

template <typename Items, typename TextOf>
std::string json_list(const Items& items, TextOf text_of) {
  std::string list = "[";
  for (const auto& item : items) {
    if (&item != &items.front()) list += ',';
    list += text_of(item);
  }
  return list + ']';
}

std::string json_number(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : "null";
}

std::string json_finding(const Finding& finding) {
  return fmt::format(R"({{"severity":"{}","topic":{},"what":{},"fix":{}}})",
                     finding.severity == Severity::Trouble ? "trouble" : "advice", json_quoted(finding.topic),
                     json_quoted(finding.what), json_quoted(finding.fix));
}

void print_json(std::ostream& out, const Diagnosis& found) {
  const DatabaseReport& database = found.database;
  const std::string listeners = json_list(found.listeners, [](const ListenerReport& tab) {
    return fmt::format(R"({{"tab_id":{},"tab_title":{},"port":{}}})", json_quoted(tab.tab_id), json_quoted(tab.title),
                       tab.port);
  });
  out << fmt::format(R"({{"healthy":{},"analytics_enabled":{},"config":{{"file":{},"found":{},"problems":{}}},)",
                     found.is_healthy(), found.analytics_enabled, json_quoted(found.config_file.native()),
                     found.config_found, json_list(found.config_problems, json_quoted))
      << fmt::format(R"("database":{{"file":{},"state":"{}","trouble":{},"bytes":{},"schema":{},"calls":{},)",
                     json_quoted(database.file.native()), name_of(database.state),
                     database.trouble.empty() ? "null" : json_quoted(database.trouble), database.bytes,
                     json_number(database.schema), json_number(database.calls))
      << fmt::format(R"("newest_call":{},"set_aside":{}}},"listeners":{},)",
                     database.newest_call.empty() ? "null" : json_quoted(database.newest_call),
                     json_list(database.set_aside, [](const auto& file) { return json_quoted(file.native()); }),
                     listeners)
      << fmt::format(R"("instances":{},"caller_check":{},"findings":{}}})", found.instances,
                     json_quoted(found.caller_check), json_list(found.findings, json_finding))
      << '\n';
}

Surroundings surroundings(const CommandContext& context) {
  const char* home = std::getenv("HOME");
  std::error_code ignored;
  return {own_environment(), home != nullptr ? home : "", std::filesystem::current_path(ignored), context.clock.wall()};
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string directory;
  bool json = false;
  ArgumentParser parser{kDoctor};
  parser.text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .flag("--json", json, "one JSON object");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const Diagnosis found = examine(context.config, analytics_directory(context, directory), surroundings(context));
  json ? print_json(context.out, found) : print_text(context.out, found);
  return found.is_healthy() ? kExitOk : kExitFailure;
}

}  // namespace

const Command kDoctor{
    .name = "doctor", .summary = "Say what is on, where it lies and what is wrong (exit code 1)", .run = run};

}  // namespace tabacus::app
