// tabacus events: what happens, for other programs: one JSON object per line.
#include <csignal>
#include <ostream>

#include "analytics/api/serve.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/event_socket.hpp"
#include "app/cli/serve_options.hpp"
#include "app/cli/signals.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kEvents;

namespace {

Result<int> listen(CommandContext& context, const std::string& path, const std::string& directory) {
  const TakenSignals signals{SIGINT, SIGTERM, SIGHUP};
  const auto socket = EventSocket::start(path, serve_options(context, directory));
  if (!socket) return fail(socket.error());
  context.err << "Telling events at " << display_safe(path) << " until interrupted.\n";
  context.err.flush();
  static_cast<void>(signals.next());
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string directory;
  std::string socket;
  bool follow = false;
  ArgumentParser parser{kEvents};
  parser.flag("-f,--follow", follow, "go on with every call as it ends and with what runs, until interrupted")
      .text("--listen", "PATH", socket,
            "the same for each program that connects to a Unix socket (0600) of that name; one that does not read is "
            "let go of")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .footer(
          "Each line is an object with schema_version 1 and a type: snapshot (the newest calls, what runs), call (a "
          "row of v_calls), instances (what runs, as 'tabacus status --json' tells it). seq numbers calls by their "
          "end.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (!socket.empty()) return listen(context, socket, directory);
  const auto told = analytics::tell_events(
      serve_options(context, directory),
      follow ? analytics::EventsUntil::NobodyReads : analytics::EventsUntil::Snapshot, [&](std::string_view line) {
        if (line.empty()) return context.out.good();
        context.out << line << '\n';
        context.out.flush();
        return context.out.good();
      });
  if (!told) return fail(told.error());
  return kExitOk;
}

}  // namespace

const Command kEvents{
    .name = "events", .summary = "Tell other programs what happens, one JSON object per line", .run = run};

}  // namespace tabacus::app
