// tabacus note: a note on a call, written, shown, listed.
#include <ostream>

#include "analytics/api/annotations.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kNote;

namespace {

using analytics::Table;

constexpr Shown kColumns[] = {{"call", "call_id", cell_text, true, 0},
                              {"begun", "started_at", local_time_cell, false, 1},
                              {"note", "note", cell_text, false, 0},
                              {"written", "updated_at", local_time_cell, false, 2}};

TextTable for_people(const Table& notes) { return shown_table(notes, kColumns); }

Result<int> list(CommandContext& context, Format format, analytics::Reader& reader, const std::string& condition) {
  const auto notes =
      reader.sql(fmt::format("SELECT * FROM v_notes WHERE {} ORDER BY call_id DESC", condition), 100'000);
  if (!notes) return fail(notes.error());
  if (notes->rows.empty() && format == Format::Table)
    context.out << "There is no note.\n";
  else
    print_answer(context, format, *notes, for_people);
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string word;
  std::string text;
  bool remove = false;
  bool lists = false;
  ArgumentParser parser{kNote};
  parser.optional_positional("CALL", word, "its call_id, or @1 for the newest")
      .optional_positional("TEXT", text, "the note, in place of the one that is there; without it that one is shown")
      .flag("--remove", remove, "remove the call's note")
      .flag("--list", lists, "all notes, those of the newest calls first");
  query.declare(parser);
  parser.footer(
      "Notes can be asked for: --where \"call_id IN (SELECT call_id FROM v_notes WHERE note LIKE '%slow%')\".");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  if (lists) return list(context, *format, **reader, "1");
  if (word.empty()) return fail(ErrorCode::InvalidInput, "which call? Give its call_id, @1, or --list");
  if (remove && !text.empty()) return fail(ErrorCode::InvalidInput, "--remove takes no text");
  const auto id = find_call(**reader, word);
  if (!id) return fail(id.error());
  if (text.empty() && !remove) return list(context, *format, **reader, fmt::format("call_id = {}", *id));
  const auto set = analytics::set_note(query.directory(context), *id, text, context.clock.wall());
  if (!set) return fail(set.error());
  return kExitOk;
}

}  // namespace

const Command kNote{.name = "note", .summary = "Write a note on a call, show it, list notes", .run = run};

}  // namespace tabacus::app
