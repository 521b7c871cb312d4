// tabacus totals: sums by tab, session, model, provider or day.
#include <algorithm>
#include <array>

#include "app/cli/query_options.hpp"

namespace tabacus::app {

extern const Command kTotals;

namespace {

using analytics::Table;
using analytics::TotalsBy;
using analytics::Value;

struct Grouping {
  std::string_view word;
  TotalsBy by;
};

constexpr std::array kGroupings{Grouping{"tab", TotalsBy::Tab}, Grouping{"session", TotalsBy::Session},
                                Grouping{"model", TotalsBy::Model}, Grouping{"provider", TotalsBy::Provider},
                                Grouping{"day", TotalsBy::Day}};

struct Heading {
  std::string_view column;
  std::string_view heading;
};

constexpr std::array kHeadings{Heading{"tab_id", "tab id"},
                               Heading{"tab_title", "tab"},
                               Heading{"without_usage", "no usage"},
                               Heading{"input_tokens", "input"},
                               Heading{"cache_read_tokens", "cache read"},
                               Heading{"cache_write_tokens", "cache write"},
                               Heading{"output_tokens", "output"},
                               Heading{"cost_nano", "cost"},
                               Heading{"subscription_nano", "by subscription"}};

std::string heading_of(const std::string& column) {
  const auto found = std::ranges::find(kHeadings, column, &Heading::column);
  return found == kHeadings.end() ? column : std::string{found->heading};
}

std::int64_t number_or_zero(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

/// A last row of sums over the groups, NULL where no group knows.
std::vector<Value> sum_of(const Table& table, std::size_t first_number) {
  std::vector<Value> sums(table.columns.size());
  for (const auto& row : table.rows)
    for (std::size_t column = first_number; column < row.size(); ++column)
      if (const auto* number = std::get_if<std::int64_t>(&row[column]))
        sums[column] = number_or_zero(sums[column]) + *number;
  sums[0] = std::string{"total"};
  return sums;
}

/// "≥": some call's part of the cost is not known.
std::string cost_text(const Value& cost, bool is_lower_bound) {
  const auto* nano = std::get_if<std::int64_t>(&cost);
  if (nano == nullptr) return cell_text(cost);
  return (is_lower_bound ? "≥ " : "") + format_usd(*nano);
}

/// Without the columns that say nothing to people: what the list says of all calls, and what a subscription pays for
/// where none does.
Table shown_part(Table table) {
  const std::size_t subscription = column_index(table, "subscription_nano");
  const bool has_subscription = std::ranges::any_of(
      table.rows, [&](const auto& row) { return std::holds_alternative<std::int64_t>(row[subscription]); });
  const std::size_t width = subscription + (has_subscription ? 1 : 0);
  table.columns.resize(width);
  for (auto& row : table.rows) row.resize(width);
  return table;
}

TextTable for_people(const Table& whole) {
  const Table table = shown_part(whole);
  const std::size_t calls = column_index(table, "calls");
  const std::size_t cost = column_index(table, "cost_nano");
  const std::size_t unpriced = column_index(table, "unpriced");
  const std::size_t without_usage = column_index(table, "without_usage");
  TextTable text;
  for (std::size_t column = 0; column < table.columns.size(); ++column)
    text.columns.push_back({.heading = heading_of(table.columns[column]), .is_number = column >= calls});
  auto rows = table.rows;
  if (rows.size() > 1) rows.push_back(sum_of(table, calls));
  for (const auto& row : rows) {
    auto& cells = text.rows.emplace_back();
    const bool is_lower_bound = number_or_zero(row[unpriced]) + number_or_zero(row[without_usage]) > 0;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const auto* number = std::get_if<std::int64_t>(&row[column]);
      if (column == cost || column == unpriced + 1)
        cells.push_back(cost_text(row[column], is_lower_bound && column == cost));
      else
        cells.push_back(number != nullptr ? format_count(*number) : cell_text(row[column]));
    }
    // The total has a name in its first column only; the title's cell is not unknown, it is nothing.
    if (&row == &rows.back() && rows.size() > table.rows.size())
      for (std::size_t column = 1; column < calls; ++column) cells[column].clear();
  }
  return text;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::string by = "tab";
  std::vector<std::string> words;
  for (const Grouping& grouping : kGroupings) words.emplace_back(grouping.word);
  ArgumentParser parser{kTotals};
  parser.choice("--by", words, by, "what to sum by (tab)");
  query.declare(parser);
  filters.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto totals = (*reader)->totals(std::ranges::find(kGroupings, by, &Grouping::word)->by, *filter);
  if (!totals) return fail(totals.error());
  print_answer(context, *format, *totals, for_people);
  return kExitOk;
}

}  // namespace

const Command kTotals{
    .name = "totals", .summary = "Sum tokens and cost by tab, session, model, provider or day", .run = run};

}  // namespace tabacus::app
