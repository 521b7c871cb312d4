// tabacus run: meters one command in the present terminal, whatever the configuration says.
#include <filesystem>
#include <ostream>

#include "analytics/api/engine.hpp"
#include "app/cli/export_file.hpp"
#include "app/cli/foreground_child.hpp"
#include "app/cli/meter_options.hpp"
#include "app/cli/metered_process.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/telemetry_setup.hpp"
#include "app/config/log_setup.hpp"
#include "app/control/engine_control.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kRun;

namespace {

using analytics::Engine;
using analytics::Environment;
using analytics::TabStats;

constexpr log::Category kLog{"run"};

/// "12 calls · 20,303 in (18,000 cached) · 505 out · $0.0123".
std::string summary_of(const TabStats* stats) {
  if (stats == nullptr) return "no calls";
  const std::int64_t input = stats->input_uncached.count() + stats->cache_read.count() + stats->cache_write.count();
  return fmt::format("{} calls · {} in ({} cached) · {} out · {}{}", format_count(stats->calls), format_count(input),
                     format_count(stats->cache_read.count()), format_count(stats->output.count()),
                     stats->cost_is_lower_bound ? "≥ " : "", format_usd(stats->cost.count()));
}

int exit_code_of(const Error& error) { return error.code == ErrorCode::NotFound ? kExitNotFound : kExitCannotRun; }

/// A command's meter: its tab, and what to set for it.
struct Metered {
  std::unique_ptr<Engine> engine;
  std::unique_ptr<analytics::Telemetry> telemetry;  // null: nobody outside is told
  std::unique_ptr<ControlServer> control;           // ends before the engine
  TabId tab;
  Environment environment;
};

Result<Metered> start_meter(CommandContext& context, analytics::EngineOptions options, std::string title) {
  const std::filesystem::path directory = options.directory;
  start_log(context.config.config, directory);
  auto engine = Engine::open(std::move(options));
  if (!engine) return fail(engine.error());
  Metered metered{std::move(*engine), nullptr, nullptr, TabId::mint(), {}};
  const TabSessionId session = TabSessionId::mint();
  std::error_code ignored;
  auto endpoint = metered.engine->open_tab({.tab = metered.tab,
                                            .session = session,
                                            .title = std::move(title),
                                            .working_directory = std::filesystem::current_path(ignored),
                                            .inherited = own_environment()});
  if (!endpoint) return fail(endpoint.error());
  metered.environment = std::move(endpoint->environment);
  metered.environment.emplace_back("TABACUS_TAB_ID", metered.tab.text());
  metered.environment.emplace_back("TABACUS_SESSION_ID", session.text());
  metered.telemetry = start_telemetry(context.config.config, directory);
  auto control = serve_control(*metered.engine, kRun.name);
  if (control)
    metered.control = std::move(*control);
  else
    log::warn(kLog, "{}", control.error().message);
  return metered;
}

/// The viewer's page of what the command called. Its tab is the command's alone.
Result<void> write_report(const std::filesystem::path& directory, const TabId& tab, const std::string& file) {
  const auto reader = analytics::Reader::open(directory);
  if (!reader) return fail(reader.error());
  analytics::CallFilter filter;
  filter.tab = tab.text();
  const auto count = export_to_file(calls_of(**reader, filter), "html", file);
  if (!count) return fail(count.error());
  return {};
}

void tell_of_report(CommandContext& context, const std::string& file, const Result<void>& written) {
  context.err << (written ? fmt::format("tabacus run: the report is {}\n", display_safe(file))
                          : fmt::format("tabacus run: no report: {}\n", display_safe(written.error().message)));
}

/// `metered` is null for a command that is not.
int run_child(CommandContext& context, ForegroundChild& child, const std::vector<std::string>& command,
              const Metered* metered) {
  const auto started = child.start(command, metered != nullptr ? metered->environment : Environment{});
  if (started && metered != nullptr) metered->engine->set_tab_process(metered->tab, child.pid());
  if (started) return child.wait();
  context.err << "tabacus run: " << display_safe(started.error().message) << '\n';
  return exit_code_of(started.error());
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::vector<std::string> command;
  std::string directory;
  std::string forward;
  std::vector<std::string> decrypt_hosts;
  std::string report;
  bool summary = false;
  ArgumentParser parser{kRun};
  parser.text("--directory", "DIR", directory, "where to keep calls.db, if not where it is configured")
      .flag("--summary", summary, "at the end, say on stderr what the calls used")
      .text("--report", "FILE.html", report, "at the end, write a page of the calls: list, search, timing, differences")
      .choice("--forward", {"off", "clients", "count", "decrypt"}, forward,
              "be the HTTP proxy as well: of clients that take no base URL, or of all; count what goes where, or also "
              "read calls to providers")
      .texts("--decrypt-host", "HOST", decrypt_hosts, "read calls to this host too; implies --forward decrypt")
      .rest("COMMAND ARGS...", {"--"}, command, "run with its API calls metered; its exit code is ours");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (command.empty())
    return fail(ErrorCode::InvalidInput, "needs a command: tabacus run [OPTIONS] [--] COMMAND ARGS...");
  if (!report.empty() && std::filesystem::exists(report))
    return fail(ErrorCode::InvalidInput, fmt::format("{} is there already; name another file for the report", report));

  ForegroundChild child;
  analytics::EngineOptions options = meter_options(context, directory);
  if (!forward.empty()) options.forward_proxy = forward_proxy_named(forward);
  if (!decrypt_hosts.empty()) options.forward_proxy = analytics::ForwardProxy::Decrypt;
  options.decrypt_hosts.insert(options.decrypt_hosts.end(), decrypt_hosts.begin(), decrypt_hosts.end());
  const std::filesystem::path kept_in = options.directory;
  auto metered = start_meter(context, std::move(options), std::filesystem::path{command.front()}.filename());
  if (!metered) {
    if (!context.config.config.analytics_fail_open) return fail(metered.error(), "meter the command");
    context.err << fmt::format("tabacus run: not metered{}: {}\n", report.empty() ? "" : ", so there is no report",
                               display_safe(metered.error().message));
    return run_child(context, child, command, nullptr);
  }
  const int code = run_child(context, child, command, &*metered);
  Engine& engine = *metered->engine;
  engine.close_tab(metered->tab);
  engine.close();
  if (summary) context.err << "tabacus run: " << summary_of(engine.stats(metered->tab).get()) << '\n';
  tell_of_trouble(context.err, kRun.name, engine.health());
  if (!report.empty()) tell_of_report(context, report, write_report(kept_in, metered->tab, report));
  return code;
}

}  // namespace

const Command kRun{.name = "run", .summary = "Meter the API calls of one command in this terminal", .run = run};

}  // namespace tabacus::app
