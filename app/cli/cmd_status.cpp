// tabacus status: what is running, per tab; the exit code says whether all is well.
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "app/cli/machine_checks.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/telemetry_setup.hpp"
#include "app/control/client.hpp"
#include "app/control/instance_status.hpp"
#include "base/port_owner.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kStatus;

namespace {

using analytics::EngineStatus;
using analytics::RunningCall;
using analytics::TabStatus;

// Bits of the exit code. 2 is left to a wrong command line.
constexpr int kNothingRuns = 1;
constexpr int kCallsLost = 4;
constexpr int kDatabaseTrouble = 8;
constexpr int kPortBroken = 16;
constexpr int kNoAnswer = 32;

constexpr const char* kExitCodes =
    "Exit code, a sum: 1 nothing is running, 4 calls were lost, 8 the database takes nothing, 16 a tab's port does not "
    "listen, 32 an instance or its meter does not answer.";

using Ports = std::optional<std::set<std::uint16_t>>;

bool is_broken(const TabStatus& tab, const Ports& ports) { return ports && !ports->contains(tab.port); }

int bits_of(const EngineStatus& engine, const Ports& ports) {
  int bits = 0;
  if (engine.calls_dropped > 0 || engine.tap_gaps > 0 || engine.meter_faults > 0) bits |= kCallsLost;
  if (!engine.database.trouble.empty()) bits |= kDatabaseTrouble;
  if (!engine.meter_answers) bits |= kNoAnswer;
  for (const TabStatus& tab : engine.tabs)
    if (is_broken(tab, ports)) bits |= kPortBroken;
  return bits;
}

std::string state_of(const TabStatus& tab, const Ports& ports) {
  if (is_broken(tab, ports)) return "port does not listen";
  return fmt::format("{}{}", name_of(tab.recording), tab.is_closed ? ", closed but in use" : "");
}

std::string tokens_of(const TabStatus& tab) {
  const auto& stats = tab.stats;
  const Tokens input = stats.input_uncached + stats.cache_read + stats.cache_write;
  return fmt::format("{} / {}", format_count(input.count()), format_count(stats.output.count()));
}

void print_tabs(std::ostream& out, const EngineStatus& engine, const Ports& ports, std::size_t width) {
  TextTable table;
  table.columns = {{"  tab", false}, {"title", false},   {"port", true}, {"calls", true},       {"running", true},
                   {"errors", true}, {"in / out", true}, {"cost", true}, {"last error", false}, {"state", false}};
  for (const TabStatus& tab : engine.tabs)
    table.rows.push_back({"  " + tab.tab.text(), display_safe(tab.title), fmt::format("{}", tab.port),
                          format_count(tab.stats.calls), format_count(tab.stats.in_flight),
                          format_count(tab.stats.errors), tokens_of(tab),
                          (tab.stats.cost_is_lower_bound ? "≥ " : "") + format_usd(tab.stats.cost.count()),
                          display_safe(tab.stats.last_error), state_of(tab, ports)});
  print_text_table(out, table, width);
}

std::string or_dash(const std::string& text) { return text.empty() ? "–" : display_safe(text); }

void print_running(std::ostream& out, const TabStatus& tab, SystemTime now) {
  for (const RunningCall& call : tab.running) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - call.started_at);
    out << fmt::format("    running {} s: {} {} in {}, {} bytes sent, {} received{}{}\n",
                       std::max<std::int64_t>(0, age.count()), or_dash(call.provider), or_dash(call.model),
                       display_safe(tab.title), format_count(call.request_bytes), format_count(call.response_bytes),
                       call.output ? fmt::format(", {} tokens out", format_count(call.output->count())) : "",
                       call.cost ? fmt::format(", {} so far", format_usd(call.cost->count())) : "");
  }
}

void print_losses(std::ostream& out, const EngineStatus& engine) {
  if (engine.calls_dropped > 0)
    out << fmt::format("  lost: {} calls or tunnels were not stored\n", engine.calls_dropped);
  if (engine.tap_gaps > 0) out << fmt::format("  lost: the meter missed {} pieces of traffic\n", engine.tap_gaps);
  if (engine.meter_faults > 0) out << fmt::format("  lost: {} calls broke the meter's reading\n", engine.meter_faults);
  if (!engine.meter_answers) out << "  the meter is behind: it did not answer in time\n";
  for (const std::string& warning : engine.warnings) out << "  warning: " << display_safe(warning) << '\n';
}

void print_bodies(std::ostream& out, const analytics::BodiesStatus& bodies) {
  if (bodies.mode.empty() || bodies.mode == "off") return;
  out << fmt::format("  bodies {} {}, {} bytes, of {} calls\n", bodies.mode == "disk" ? "in" : "kept in",
                     bodies.mode == "disk" ? display_safe(bodies.file.native()) : display_safe(bodies.mode),
                     format_count(bodies.bytes), format_count(bodies.kept));
  if (bodies.dropped > 0) out << fmt::format("  lost: the bodies of {} calls\n", format_count(bodies.dropped));
}

void print_instance(CommandContext& context, const InstanceStatus& status, const Ports& ports) {
  const auto& [instance, engine] = status;
  context.out << fmt::format("{} (process {}, tabacus {}), new tabs: {}\n", display_safe(instance.kind), instance.pid,
                             display_safe(instance.version), name_of(engine.recording));
  if (!engine.tabs.empty()) print_tabs(context.out, engine, ports, context.width);
  for (const TabStatus& tab : engine.tabs) print_running(context.out, tab, context.clock.wall());
  context.out << fmt::format("  database {}, {} bytes, {} calls written\n", display_safe(engine.database.file.native()),
                             format_count(engine.database.bytes), format_count(engine.database.calls_written));
  print_bodies(context.out, engine.bodies);
  if (!engine.prices.as_of.empty())
    context.out << fmt::format(
        "  prices of {} ({}){}\n", display_safe(engine.prices.as_of), display_safe(engine.prices.source),
        check_price_age(engine.prices.as_of, context.clock.wall()).empty() ? "" : ", which is old");
  print_losses(context.out, engine);
}

/// Those outside who are told of calls; where none is, there is nothing to say.
void print_followers(CommandContext& context) {
  const auto reader = analytics::Reader::open(analytics_directory(context, ""));
  if (!reader) return;
  const auto states = analytics::followers(**reader);
  if (!states) return;
  for (const analytics::FollowerState& state : *states) context.out << "telemetry to " << follower_text(state) << '\n';
}

Result<int> run(CommandContext& context, Arguments arguments) {
  bool json = false;
  ArgumentParser parser{kStatus};
  parser.flag("--json", json, "one JSON object per instance and line").footer(kExitCodes);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto replies = ask_all({ControlOp::Status, {}});
  if (!replies) return fail(replies.error());
  const Ports ports = listening_ports();
  int bits = replies->empty() ? kNothingRuns : 0;
  if (replies->empty() && !json) context.out << "Nothing that meters is running.\n";
  for (const InstanceReply& reply : *replies) {
    const auto status = reply.line ? parse_status_reply(*reply.line) : Result<InstanceStatus>{fail(reply.line.error())};
    if (!status) {
      bits |= kNoAnswer;
      if (json)
        context.out << error_reply(status.error()) << '\n';
      else
        context.out << fmt::format("{}: {}\n", display_safe(reply.socket.filename().native()),
                                   display_safe(status.error().message));
      continue;
    }
    bits |= bits_of(status->engine, ports);
    if (json)
      context.out << status_reply(*status) << '\n';
    else
      print_instance(context, *status, ports);
  }
  if (!json) print_followers(context);
  return bits;
}

}  // namespace

const Command kStatus{.name = "status", .summary = "Say what is running, per tab, and whether all is well", .run = run};

}  // namespace tabacus::app
