// tabacus sql: one SELECT of the user's own over the database's views.
#include "app/cli/query_options.hpp"

namespace tabacus::app {

extern const Command kSql;

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string statement;
  std::int64_t max_rows = 10'000;
  ArgumentParser parser{kSql};
  query.declare(parser);
  parser.integer("--max-rows", 1, 10'000'000, max_rows, "refuse a larger answer (10000)")
      .positional("SELECT", statement, "one statement; the views are v_calls and v_tab (docs/DATABASE.md)");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto table = (*reader)->sql(statement, static_cast<std::size_t>(max_rows));
  if (!table) return fail(table.error());
  print_answer(context, *format, *table, plain_text_table);
  return kExitOk;
}

}  // namespace

const Command kSql{.name = "sql", .summary = "Ask the database one SELECT, read-only", .run = run};

}  // namespace tabacus::app
