// tabacus sql: SELECTs of the user's own over the database's views: one, a saved one, or a console of them.
#include <ostream>

#include "app/cli/line_input.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/sql_console.hpp"

namespace tabacus::app {

extern const Command kSql;

namespace {

struct Asked {
  QueryOptions query;
  std::string statement;
  std::string save_as;
  bool lists = false;
  std::int64_t max_rows = 10'000;
  std::int64_t seconds = 10;
};

Result<int> list_saved(CommandContext& context, Format format, const SavedQueries& saved) {
  analytics::Table table{.columns = {"name", "statement"}, .rows = {}};
  for (const std::string& name : saved.names()) {
    const auto statement = saved.read(name);
    if (!statement) return fail(statement.error());
    table.rows.push_back({name, *statement});
  }
  print_answer(context, format, table, plain_text_table);
  return kExitOk;
}

Result<int> run_console(CommandContext& context, analytics::Reader& reader, const ConsoleOptions& options) {
  SqlConsole console{context, reader, SavedQueries::of_user(), options};
  LineInput input{LineInput::is_terminal() ? console.words() : std::vector<std::string>{}};
  if (LineInput::is_terminal()) context.out << "Read-only; statements end in ';'. .help tells more.\n" << std::flush;
  const int failures = console.run([&](const char* prompt) {
    auto line = input.next(prompt);
    if (line && !line->empty()) input.remember(*line);
    return line;
  });
  // Where somebody types, a mistake is not the whole run's.
  return failures > 0 && !LineInput::is_terminal() ? kExitFailure : kExitOk;
}

Result<int> answer_one(CommandContext& context, analytics::Reader& reader, Format format, const Asked& asked) {
  const SavedQueries saved = SavedQueries::of_user();
  std::string statement = asked.statement;
  // No statement is one word of such letters.
  if (is_query_name(statement)) {
    auto kept = saved.read(statement);
    if (!kept) return fail(kept.error());
    statement = std::move(*kept);
  }
  const auto table = reader.sql(statement, static_cast<std::size_t>(asked.max_rows));
  if (!table) return fail(table.error());
  print_answer(context, format, *table, plain_text_table);
  if (asked.save_as.empty()) return kExitOk;
  if (auto written = saved.write(asked.save_as, statement); !written) return fail(written.error());
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  Asked asked;
  ArgumentParser parser{kSql};
  parser
      .optional_positional("SELECT", asked.statement,
                           "one statement over the views (docs/DATABASE.md), or the name of a saved one; without it "
                           "a console, or the statements of the standard input")
      .text("--save", "NAME", asked.save_as, "and save it under this name")
      .flag("--list", asked.lists, "the saved ones")
      .integer("--max-rows", 1, 10'000'000, asked.max_rows, "refuse a larger answer (10000)")
      .integer("--timeout", 1, 3600, asked.seconds, "give up after so many seconds (10)");
  asked.query.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = asked.query.format();
  if (!format) return fail(format.error());
  if (asked.lists) return list_saved(context, *format, SavedQueries::of_user());
  const auto reader = asked.query.open(context);
  if (!reader) return fail(reader.error());
  (*reader)->set_time_limit(std::chrono::seconds{asked.seconds});
  if (!asked.statement.empty()) return answer_one(context, **reader, *format, asked);
  return run_console(context, **reader, {*format, static_cast<std::size_t>(asked.max_rows)});
}

}  // namespace

const Command kSql{
    .name = "sql", .summary = "Ask the database SELECTs, read-only: one, saved ones, a console", .run = run};

}  // namespace tabacus::app
