// tabacus run: meters one command in the present terminal, whatever the configuration says.
#include <unistd.h>

#include <filesystem>
#include <ostream>

#include "analytics/api/engine.hpp"
#include "app/cli/foreground_child.hpp"
#include "app/cli/query_options.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kRun;

namespace {

using analytics::Engine;
using analytics::Environment;
using analytics::TabStats;

Environment own_environment() {
  Environment own;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) own.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return own;
}

/// "12 calls · 20,303 in (18,000 cached) · 505 out · $0.0123".
std::string summary_of(const TabStats* stats) {
  if (stats == nullptr) return "no calls";
  const std::int64_t input = stats->input_uncached.count() + stats->cache_read.count() + stats->cache_write.count();
  return fmt::format("{} calls · {} in ({} cached) · {} out · {}{}", format_count(stats->calls), format_count(input),
                     format_count(stats->cache_read.count()), format_count(stats->output.count()),
                     stats->cost_is_lower_bound ? "≥ " : "", format_usd(stats->cost.count()));
}

void tell_of_trouble(std::ostream& err, const analytics::EngineHealth& health) {
  for (const std::string& warning : health.warnings) err << "tabacus run: " << display_safe(warning) << '\n';
  if (health.calls_dropped > 0) err << "tabacus run: " << health.calls_dropped << " calls could not be stored\n";
}

int exit_code_of(const Error& error) { return error.code == ErrorCode::NotFound ? kExitNotFound : kExitCannotRun; }

Result<int> run(CommandContext& context, Arguments arguments) {
  std::vector<std::string> command;
  std::string directory;
  bool summary = false;
  ArgumentParser parser{kRun};
  parser.text("--directory", "DIR", directory, "where to keep calls.db, if not where it is configured")
      .flag("--summary", summary, "at the end, say on stderr what the calls used")
      .rest("COMMAND ARGS...", {"--"}, command, "run with its API calls metered; its exit code is ours");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (command.empty())
    return fail(ErrorCode::InvalidInput, "needs a command: tabacus run [OPTIONS] [--] COMMAND ARGS...");

  ForegroundChild child;
  auto engine = Engine::open({.directory = analytics_directory(context, directory), .on_stats_changed = {}});
  if (!engine) return fail(engine.error(), "meter the command");
  const TabId tab = TabId::mint();
  const TabSessionId session = TabSessionId::mint();
  std::error_code ignored;
  auto endpoint = (*engine)->open_tab({.tab = tab,
                                       .session = session,
                                       .title = std::filesystem::path{command.front()}.filename(),
                                       .working_directory = std::filesystem::current_path(ignored),
                                       .inherited = own_environment()});
  if (!endpoint) return fail(endpoint.error(), "meter the command");
  endpoint->environment.emplace_back("TABACUS_TAB_ID", tab.text());
  endpoint->environment.emplace_back("TABACUS_SESSION_ID", session.text());

  const auto started = child.start(command, endpoint->environment);
  const int code = started ? child.wait() : exit_code_of(started.error());
  if (!started) context.err << "tabacus run: " << display_safe(started.error().message) << '\n';
  (*engine)->close_tab(tab);
  (*engine)->close();
  if (summary) context.err << "tabacus run: " << summary_of((*engine)->stats(tab).get()) << '\n';
  tell_of_trouble(context.err, (*engine)->health());
  return code;
}

}  // namespace

const Command kRun{.name = "run", .summary = "Meter the API calls of one command in this terminal", .run = run};

}  // namespace tabacus::app
