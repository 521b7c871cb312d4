// tabacus endpoint: a port for programs outside of any tab (an IDE, a daemon, another terminal), recorded under a name,
// until it is told to stop.
#include <csignal>
#include <filesystem>
#include <ostream>

#include "app/cli/endpoint_memory.hpp"
#include "app/cli/meter_options.hpp"
#include "app/cli/metered_process.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/signals.hpp"
#include "app/cli/telemetry_setup.hpp"
#include "app/config/log_setup.hpp"
#include "app/control/engine_control.hpp"
#include "base/json_text.hpp"
#include "base/log.hpp"
#include "base/port_owner.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kEndpoint;

namespace {

using analytics::Engine;
using analytics::Environment;
using analytics::TabEndpoint;

constexpr log::Category kLog{"endpoint"};

struct Given {
  std::string name;
  std::string directory;
  std::int64_t port = 0;
  std::string upstream;
  std::string provider;
  std::string ssh;
  bool open = false;
  bool fresh = false;
  bool json = false;
};

std::string json_object(const Environment& environment) {
  std::string object = "{";
  for (const auto& [name, value] : environment)
    object += fmt::format("{}{}:{}", object.size() > 1 ? "," : "", json_quoted(name), json_quoted(value));
  return object + '}';
}

void print_json(std::ostream& out, const Given& given, TabId tab, const TabEndpoint& endpoint) {
  out << fmt::format(R"({{"name":{},"tab_id":"{}","port":{},"base_urls":{},"environment":{}}})",
                     json_quoted(given.name), tab.text(), endpoint.port,
                     json_object(leading_to(endpoint.environment, endpoint.port)), json_object(endpoint.environment))
      << '\n';
}

/// A port that was asked for must be had. The one from the last time is worth a word when it is not.
Result<TabEndpoint> open_endpoint(CommandContext& context, Engine& engine, analytics::TabOptions options,
                                  std::uint16_t remembered) {
  if (options.fixed_port != 0 || remembered == 0) return engine.open_tab(std::move(options));
  options.fixed_port = remembered;
  auto endpoint = engine.open_tab(options);
  if (endpoint || endpoint.error().code != ErrorCode::Conflict) return endpoint;
  context.err << fmt::format("tabacus endpoint: {}; another port is used\n", display_safe(endpoint.error().message));
  options.fixed_port = 0;
  return engine.open_tab(std::move(options));
}

Result<Given> read_arguments(CommandContext& context, Arguments arguments, std::optional<int>& code) {
  Given given;
  ArgumentParser parser{kEndpoint};
  parser.positional("NAME", given.name, "under which its calls are recorded; it finds its port and URLs again by it")
      .integer("--port", 1, 65'535, given.port, "port on 127.0.0.1; otherwise the last time's, or a free one")
      .text("--provider", "SLOT", given.provider, "one provider only: anthropic, openai, gemini")
      .text("--upstream", "URL", given.upstream, "where the calls go instead of the provider: a gateway's base URL")
      .flag("--open", given.open, "URLs without a secret prefix, for programs that cannot take one")
      .flag("--new", given.fresh, "forget the port and prefix of the last time")
      .text("--ssh", "HOST", given.ssh, "print how a shell on HOST reaches it, too")
      .text("--directory", "DIR", given.directory, "where to keep calls.db, if not where it is configured")
      .flag("--json", given.json, "print one JSON object instead of export lines");
  code = parser.parse(context, arguments);
  if (code) return given;
  if (auto checked = check_endpoint_name(given.name); !checked) return fail(checked.error());
  // Through ssh -R every caller on HOST arrives as the user who runs ssh here: only the prefix tells them apart.
  if (given.open && !given.ssh.empty())
    return fail(ErrorCode::InvalidInput,
                "--ssh needs the secret prefix that --open leaves out: any user of that host could call through this "
                "port; leave one of the two out");
  return given;
}

Result<void> announce(CommandContext& context, const Given& given, TabId tab, const TabEndpoint& endpoint) {
  Result<std::string> remote{std::string{}};
  if (!given.ssh.empty()) remote = remote_instructions(given.ssh, endpoint.port, endpoint.environment);
  if (!remote) return fail(remote.error());
  if (given.json)
    print_json(context.out, given, tab, endpoint);
  else
    context.out << export_lines(endpoint.environment);
  context.out.flush();  // whoever reads this waits for it
  context.err << fmt::format("Recording calls to 127.0.0.1:{} as '{}' until interrupted.\n", endpoint.port, given.name)
              << *remote;
  context.err.flush();
  return {};
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::optional<int> code;
  const auto given = read_arguments(context, arguments, code);
  if (!given) return fail(given.error());
  if (code) return *code;
  const TakenSignals signals{SIGINT, SIGTERM, SIGHUP};
  const auto directory = analytics_directory(context, given->directory);
  start_log(context.config.config, directory);
  analytics::EngineOptions meter = meter_options(context, directory);
  meter.forward_proxy = analytics::ForwardProxy::Off;
  auto engine = Engine::open(std::move(meter));
  if (!engine) return fail(engine.error());

  const EndpointMemory before = given->fresh ? EndpointMemory{} : recall_endpoint(directory, given->name);
  analytics::TabOptions options;
  options.tab = TabId::mint();
  options.session = TabSessionId::mint();
  options.title = given->name;
  std::error_code ignored;
  options.working_directory = std::filesystem::current_path(ignored);
  options.inherited = own_environment();
  options.kind = analytics::TabKind::Endpoint;
  options.fixed_port = static_cast<std::uint16_t>(given->port);
  options.token = before.token.empty() ? random_token(24) : before.token;
  options.takes_bare_paths = given->open;
  options.provider = given->provider;
  options.upstream = given->upstream;
  const auto endpoint = open_endpoint(context, **engine, options, before.port);
  if (!endpoint) return fail(endpoint.error());
  const EndpointMemory now{endpoint->port, options.token};
  if (auto kept = now == before ? Result<void>{} : remember_endpoint(directory, given->name, now); !kept)
    context.err << "tabacus endpoint: its URLs will be others the next time: " << kept.error().message << '\n';

  const auto telemetry = start_telemetry(context.config.config, directory);
  const auto control = serve_control(**engine, "endpoint");
  if (!control) log::warn(kLog, "{}", control.error().message);
  if (auto announced = announce(context, *given, options.tab, *endpoint); !announced) return fail(announced.error());
  static_cast<void>(signals.next());
  (*engine)->close();  // calls under way may end
  tell_of_trouble(context.err, "endpoint", (*engine)->health());
  return kExitOk;
}

}  // namespace

const Command kEndpoint{
    .name = "endpoint", .summary = "Meter programs outside of any tab: an IDE, a daemon, another shell", .run = run};

}  // namespace tabacus::app
