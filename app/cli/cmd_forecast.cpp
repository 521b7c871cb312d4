// tabacus forecast: what today and this month will have cost at their ends.
#include <ostream>

#include "analytics/api/forecast.hpp"
#include "app/cli/query_options.hpp"

namespace tabacus::app {

extern const Command kForecast;

namespace {

using analytics::Table;

TextTable for_people(const Table& forecasts) {
  TextTable text;
  text.columns = {{"by the end of", false}, {"which", false},  {"spent", true}, {"at least", true},
                  {"expected", true},       {"at most", true}, {"", false}};
  for (const auto& row : forecasts.rows)
    text.rows.push_back({cell_text(row[0]), cell_text(row[1]), usd_cell(row[2]), usd_cell(row[3]), usd_cell(row[4]),
                         usd_cell(row[5]), std::holds_alternative<std::monostate>(row[7]) ? "" : cell_text(row[7])});
  return text;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  ArgumentParser parser{kForecast};
  query.declare(parser);
  filters.declare(parser);
  parser.footer(
      "From the last 56 days, hour by hour and weekday by weekday. Eight of ten days and months like those "
      "end between the two bounds. Too early in a day or month there is no forecast.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto table = analytics::forecast_spending(**reader, *filter, context.clock.wall());
  if (!table) return fail(table.error());
  if (table->rows.empty() && *format == Format::Table) {
    context.out << "Nothing was spent in the last 56 days, so there is nothing to go by.\n";
    return kExitOk;
  }
  print_answer(context, *format, *table, for_people);
  return kExitOk;
}

}  // namespace

const Command kForecast{
    .name = "forecast", .summary = "Say what today and this month will have cost at their ends", .run = run};

}  // namespace tabacus::app
