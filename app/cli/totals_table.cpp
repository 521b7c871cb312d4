#include "app/cli/totals_table.hpp"

#include <algorithm>
#include <array>

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

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

/// What a narrow terminal does without, first to last.
std::uint8_t rank_of(std::string_view column) {
  constexpr std::array<std::string_view, 4> kDispensable{"cache_write_tokens", "without_usage", "unpriced", "tab_id"};
  const auto* found = std::ranges::find(kDispensable, column);
  return static_cast<std::uint8_t>(kDispensable.end() - found);
}

std::string heading_of(const std::string& column) {
  const auto found = std::ranges::find(kHeadings, column, &Heading::column);
  return found == kHeadings.end() ? column : std::string{found->heading};
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

}  // namespace

TextTable totals_table(const Table& whole) {
  const Table table = shown_part(whole);
  const std::size_t calls = column_index(table, "calls");
  const std::size_t cost = column_index(table, "cost_nano");
  const std::size_t unpriced = column_index(table, "unpriced");
  const std::size_t without_usage = column_index(table, "without_usage");
  TextTable text;
  for (std::size_t column = 0; column < table.columns.size(); ++column)
    text.columns.push_back({.heading = heading_of(table.columns[column]),
                            .is_number = column >= calls,
                            .rank = rank_of(table.columns[column])});
  auto rows = table.rows;
  if (rows.size() > 1) rows.push_back(sum_of(table, calls));
  for (const auto& row : rows) {
    auto& cells = text.rows.emplace_back();
    text.tones.push_back(&row == &rows.back() && rows.size() > table.rows.size() ? Tone::Bold : Tone::Plain);
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

}  // namespace tabacus::app
