// tabacus record: gives the calls of a time a name.
#include <ostream>

#include "analytics/api/annotations.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"
#include "base/moment_text.hpp"
#include "base/time_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kRecord;

namespace {

using analytics::Table;

constexpr Shown kColumns[] = {
    {"recording", "recording", cell_text, false, 0},
    {"state", "state", cell_text, false, 3},
    {"begun", "started_at", local_time_cell, false, 0},
    {"lasted", "lasted_ms", duration_cell, true, 1},
    {"tab", "tab_title", cell_text, false, 4, true},
    {"calls", "calls", count_cell, true, 0},
    {"errors", "errors", count_cell, true, 5},
    {"input", "input_tokens", count_cell, true, 2},
    {"cached", "cache_read_tokens", count_cell, true, 3},
    {"output", "output_tokens", count_cell, true, 2},
    {"cost", "cost_nano", usd_cell, true, 0},
    {"by subscription", "subscription_nano", usd_cell, true, 0, true},
};

TextTable for_people(const Table& recordings) {
  TextTable text = shown_table(recordings, kColumns);
  for (const auto& row : recordings.rows)
    text.tones.push_back(cell_text(row[column_index(recordings, "state")]) == "running" ? Tone::Good : Tone::Plain);
  return text;
}

Result<int> list(CommandContext& context, const QueryOptions& query) {
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto recordings = (*reader)->sql(
      fmt::format(
          "SELECT *, round((julianday(ifnull(ended_at, '{}')) - julianday(started_at)) * 86400000.0) AS lasted_ms FROM "
          "v_recordings ORDER BY started_at DESC, recording",
          format_rfc3339(context.clock.wall())),
      100'000);
  if (!recordings) return fail(recordings.error());
  if (recordings->rows.empty() && *format == Format::Table)
    context.out << "Nothing was recorded; 'tabacus record start NAME' begins.\n";
  else
    print_answer(context, *format, *recordings, for_people);
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string action = "list";
  std::string name;
  std::optional<std::string> tab;
  ArgumentParser parser{kRecord};
  parser.optional_positional("ACTION", action, "start, stop, list (as without it), remove")
      .optional_positional("NAME", name, "of the recording; stop needs none where only one runs")
      .text("--tab", "ID", tab, "of start: calls of this tab only, by its id or the beginning of it");
  query.declare(parser);
  parser.footer(
      "A recording is the calls that begin between its start and its stop. They are stored like all others; "
      "'--recording NAME' asks for them. Removing one removes its name, not its calls.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto directory = query.directory(context);
  const SystemTime now = context.clock.wall();
  if (action == "list") return list(context, query);
  if (action == "start") {
    if (auto started = analytics::start_recording(directory, name, tab, now); !started) return fail(started.error());
    context.out << fmt::format("recording '{}' since {}\n", visible_text(name), format_local(now));
    return kExitOk;
  }
  if (action == "stop") {
    const auto stopped = analytics::stop_recording(directory, name, now);
    if (!stopped) return fail(stopped.error());
    context.out << fmt::format("stopped '{0}'; its calls: tabacus calls --recording '{0}'\n", visible_text(*stopped));
    return kExitOk;
  }
  if (action == "remove") {
    if (auto removed = analytics::remove_recording(directory, name); !removed) return fail(removed.error());
    return kExitOk;
  }
  return fail(ErrorCode::InvalidInput,
              fmt::format("'{}' is no action; write start, stop, list or remove", visible_text(action)));
}

}  // namespace

const Command kRecord{
    .name = "record", .summary = "Give the calls of a time a name: start, stop, list", .run = run, .is_paged = true};

}  // namespace tabacus::app
