// tabacus forecast: what today and this month will have cost at their ends.
#include <algorithm>
#include <ctime>
#include <map>
#include <ostream>

#include "app/cli/forecast.hpp"
#include "app/cli/named_row.hpp"
#include "app/cli/query_options.hpp"
#include "base/moment_text.hpp"
#include "base/text.hpp"

namespace tabacus::app {

extern const Command kForecast;

namespace {

using analytics::CallFilter;
using analytics::Table;
using analytics::TotalsBy;
using analytics::Value;

constexpr int kDaysOfHistory = 56;

std::tm local_day(const std::string& day) {
  std::tm parts{};
  const auto numbers = split(day, '-');
  parts.tm_year = static_cast<int>(parse_int(numbers.at(0)).value_or(1970)) - 1900;
  parts.tm_mon = static_cast<int>(parse_int(numbers.at(1)).value_or(1)) - 1;
  parts.tm_mday = static_cast<int>(parse_int(numbers.at(2)).value_or(1));
  parts.tm_hour = 12;  // no change of the clock moves noon to another day
  parts.tm_isdst = -1;
  return parts;
}

std::tm days_later(std::tm day, int days) {
  day.tm_mday += days;
  day.tm_isdst = -1;
  std::mktime(&day);
  return day;
}

std::string text_of(const std::tm& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

DaySpent empty_day(const std::tm& day) { return {.weekday = (day.tm_wday + 6) % 7}; }

/// Days from the first with a call up to today.
struct History {
  std::vector<DaySpent> past;
  DaySpent today;
  int this_month = 0;  ///< of `past`
  int days_left = 0;   ///< after today
};

/// `hours`: totals by hour at the place of the calls, "2026-11-21T09:00".
History history_of(const Table& hours, std::string_view column, const std::string& today) {
  std::map<std::string, DaySpent> days;
  const std::size_t amount = column_index(hours, column);
  for (const auto& row : hours.rows) {
    const std::string hour = cell_text(row.front());
    if (hour.size() < 13) continue;
    const auto clock = parse_int(std::string_view{hour}.substr(11, 2));
    days[hour.substr(0, 10)].by_hour[std::clamp<std::int64_t>(clock.value_or(0), 0, kHours - 1)] +=
        number_or_zero(row[amount]);
  }
  const std::tm now = days_later(local_day(today), 0);
  History history;
  history.today = days.contains(today) ? days[today] : DaySpent{};
  history.today.weekday = empty_day(now).weekday;
  for (int back = days.empty() ? 0 : kDaysOfHistory; back > 0; --back) {
    const std::tm day = days_later(now, -back);
    const std::string name = text_of(day);
    if (name < days.begin()->first) continue;
    DaySpent spent = days.contains(name) ? days[name] : DaySpent{};
    spent.weekday = empty_day(day).weekday;
    history.past.push_back(spent);
    if (day.tm_mon == now.tm_mon && day.tm_year == now.tm_year) ++history.this_month;
  }
  while (days_later(now, history.days_left + 1).tm_mon == now.tm_mon) ++history.days_left;
  return history;
}

void add(Table& table, std::string period, std::string_view basis, const Result<Forecast>& forecast) {
  std::vector<Value> row{std::move(period), std::string{basis}};
  if (forecast)
    row.insert(row.end(),
               {forecast->spent, forecast->low, forecast->expected, forecast->high, forecast->share_elapsed, Value{}});
  else
    row.insert(row.end(), {Value{}, Value{}, Value{}, Value{}, Value{}, forecast.error().message});
  table.rows.push_back(std::move(row));
}

TextTable for_people(const Table& forecasts) {
  TextTable text;
  text.columns = {{"by the end of", false}, {"which", false},  {"spent", true}, {"at least", true},
                  {"expected", true},       {"at most", true}, {"", false}};
  for (const auto& row : forecasts.rows)
    text.rows.push_back({cell_text(row[0]), cell_text(row[1]), usd_cell(row[2]), usd_cell(row[3]), usd_cell(row[4]),
                         usd_cell(row[5]), std::holds_alternative<std::monostate>(row[7]) ? "" : cell_text(row[7])});
  return text;
}

/// To cents: more would claim to know more.
std::int64_t rounded(std::int64_t nanodollars) { return (nanodollars + 5'000'000) / 10'000'000 * 10'000'000; }

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
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const SystemTime wall = context.clock.wall();
  if (!filter->since) filter->since = wall - std::chrono::days{kDaysOfHistory + 1};
  const auto hours = (*reader)->totals(TotalsBy::Hour, *filter);
  if (!hours) return fail(hours.error());
  const std::string now = format_local(wall);
  const double hour = static_cast<double>(parse_int(now.substr(11, 2)).value_or(0)) +
                      static_cast<double>(parse_int(now.substr(14, 2)).value_or(0)) / 60;
  Table table{.columns = {"period", "basis", "spent_nano", "low_nano", "expected_nano", "high_nano", "share_elapsed",
                          "why_not"},
              .rows = {}};
  // What is billed and what a subscription pays for are never added.
  for (const auto& [column, basis] :
       {std::pair{"cost_nano", "billed"}, std::pair{"subscription_nano", "subscription, by list"}}) {
    const History history = history_of(*hours, column, now.substr(0, 10));
    const bool has_any = std::ranges::any_of(history.past, [](const DaySpent& day) { return day.total() > 0; }) ||
                         history.today.total() > 0;
    if (!has_any) continue;
    auto day = forecast_day(history.past, history.today, hour);
    auto month = forecast_month(history.past, history.this_month, history.today, hour, history.days_left);
    for (auto* forecast : {&day, &month})
      if (*forecast)
        for (auto* amount : {&(*forecast)->low, &(*forecast)->expected, &(*forecast)->high})
          *amount = std::max((*forecast)->spent, rounded(*amount));
    add(table, "today", basis, day);
    add(table, "this month", basis, month);
  }
  if (table.rows.empty() && *format == Format::Table) {
    context.out << "Nothing was spent in the last 56 days, so there is nothing to go by.\n";
    return kExitOk;
  }
  print_answer(context, *format, table, for_people);
  return kExitOk;
}

}  // namespace

const Command kForecast{
    .name = "forecast", .summary = "Say what today and this month will have cost at their ends", .run = run};

}  // namespace tabacus::app
