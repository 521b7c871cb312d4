#include "analytics/api/forecast.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <string>

#include "analytics/spending_forecast.hpp"
#include "base/moment_text.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kDaysOfHistory = kForecastHistory.count();

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
  const auto amount = static_cast<std::size_t>(std::ranges::find(hours.columns, column) - hours.columns.begin());
  for (const auto& row : hours.rows) {
    const auto* name = std::get_if<std::string>(&row.front());
    if (name == nullptr || name->size() < 13) continue;
    const std::string& hour = *name;
    const auto* spent = std::get_if<std::int64_t>(&row[amount]);
    const auto clock = parse_int(std::string_view{hour}.substr(11, 2));
    days[hour.substr(0, 10)].by_hour[std::clamp<std::int64_t>(clock.value_or(0), 0, kHours - 1)] +=
        spent != nullptr ? *spent : 0;
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

/// To cents: more would claim to know more.
std::int64_t rounded(std::int64_t nanodollars) { return (nanodollars + 5'000'000) / 10'000'000 * 10'000'000; }

void add_both(Table& table, const History& history, std::string_view basis, double hour) {
  auto day = forecast_day(history.past, history.today, hour);
  auto month = forecast_month(history.past, history.this_month, history.today, hour, history.days_left);
  for (auto* forecast : {&day, &month})
    if (*forecast)
      for (auto* amount : {&(*forecast)->low, &(*forecast)->expected, &(*forecast)->high})
        *amount = std::max((*forecast)->spent, rounded(*amount));
  add(table, "today", basis, day);
  add(table, "this month", basis, month);
}

}  // namespace

Result<Table> forecast_spending(Reader& reader, CallFilter filter, SystemTime now) {
  if (!filter.since) filter.since = now - kForecastHistory - std::chrono::days{1};
  const auto hours = reader.totals(TotalsBy::Hour, filter);
  if (!hours) return fail(hours.error());
  const std::string local = format_local(now);
  const double hour = static_cast<double>(parse_int(local.substr(11, 2)).value_or(0)) +
                      static_cast<double>(parse_int(local.substr(14, 2)).value_or(0)) / 60;
  Table table{.columns = {"period", "basis", "spent_nano", "low_nano", "expected_nano", "high_nano", "share_elapsed",
                          "why_not"},
              .rows = {}};
  for (const auto& [column, basis] :
       {std::pair{"cost_nano", "billed"}, std::pair{"subscription_nano", "subscription, by list"}}) {
    const History history = history_of(*hours, column, local.substr(0, 10));
    const bool has_any = std::ranges::any_of(history.past, [](const DaySpent& day) { return day.total() > 0; }) ||
                         history.today.total() > 0;
    if (has_any) add_both(table, history, basis, hour);
  }
  return table;
}

}  // namespace tabacus::analytics
