// tabacus commands: what the shells of tabs ran, and what the calls that began meanwhile cost.
#include <cstdlib>
#include <ostream>

#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"
#include "base/text.hpp"

namespace tabacus::app {

extern const Command kCommands;

namespace {

using analytics::Table;
using analytics::Value;

std::string duration_cell(const Value& value) {
  const auto* ms = std::get_if<double>(&value);
  return ms != nullptr ? format_duration(*ms) : cell_text(value);
}

constexpr Shown kColumns[] = {
    {"began", "began_at", local_time_cell, true, 0},
    {"program", "program", cell_text, false, 0},
    {"cost", "cost_nano", usd_cell, true, 0},
    {"by subscription", "subscription_nano", usd_cell, true, 0, true},
    {"calls", "calls", count_cell, true, 0},
    {"status", "status", cell_text, true, 3, true},
    {"took", "duration_ms", duration_cell, true, 1},
    {"tab", "tab_title", cell_text, false, 4, true},
    {"errors", "errors", count_cell, true, 5},
    {"input", "input_tokens", count_cell, true, 2},
    {"cached", "cache_read_tokens", count_cell, true, 2},
    {"output", "output_tokens", count_cell, true, 0},
};

TextTable for_people(const Table& commands) { return shown_table(commands, kColumns); }

/// An id holds hexadecimal digits and hyphens: nothing else reaches the statement.
Result<std::string> condition(std::string tab) {
  if (tab.empty()) return std::string{"1"};
  if (tab == ".") {
    const char* own = std::getenv("TABACUS_TAB_ID");
    if (own == nullptr || *own == '\0') return fail(ErrorCode::NotFound, "--tab .: this shell is in no tab");
    tab = own;
  }
  if (tab.find_first_not_of("0123456789abcdef-") != std::string::npos)
    return fail(ErrorCode::InvalidInput, "--tab takes a tab's id, its beginning, or '.'");
  return fmt::format("tab_id LIKE '{}%'", tab);
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string tab;
  std::int64_t limit = 50;
  ArgumentParser parser{kCommands};
  parser.text("--tab", "TAB", tab, "those of this tab; '.' is the one we are in")
      .integer("-n,--limit", 1, 1'000'000, limit, "at most so many (50)");
  query.declare(parser);
  parser.footer(
      "Of shells that mark their commands (OSC 133), as those in a tab of tabacus do. Those that made no call "
      "are not kept.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto where = condition(tab);
  if (!where) return fail(where.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto answer =
      (*reader)->sql(fmt::format("SELECT * FROM v_command WHERE {} ORDER BY began_at DESC LIMIT {}", *where, limit),
                     static_cast<std::size_t>(limit));
  if (!answer) return fail(answer.error());
  if (answer->rows.empty() && *format == Format::Table) {
    context.out << "No command of a shell made a call.\n";
    return kExitOk;
  }
  print_answer(context, *format, *answer, for_people);
  return kExitOk;
}

}  // namespace

const Command kCommands{
    .name = "commands", .summary = "List what shells ran and what its calls cost", .run = run, .is_paged = true};

}  // namespace tabacus::app
