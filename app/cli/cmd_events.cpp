// tabacus events: what happens, for other programs: one JSON object per line.
#include <ostream>

#include "analytics/api/serve.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/serve_options.hpp"

namespace tabacus::app {

extern const Command kEvents;

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string directory;
  bool follow = false;
  ArgumentParser parser{kEvents};
  parser.flag("-f,--follow", follow, "go on with every call as it ends and with what runs, until interrupted")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .footer(
          "Each line is an object with schema_version 1 and a type: snapshot (the newest calls, what runs), call (a "
          "row of "
          "v_calls), instances (what runs, as 'tabacus status --json' tells it). seq numbers calls by their end.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto told = analytics::tell_events(
      serve_options(context, directory),
      follow ? analytics::EventsUntil::NobodyReads : analytics::EventsUntil::Snapshot, [&](std::string_view line) {
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
