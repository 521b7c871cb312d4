#include "app/cli/output.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>

#include "base/assert.hpp"
#include "base/moment_text.hpp"
#include "base/time_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

constexpr std::string_view kUnknown = "–";

/// The shortest text that reads back as the same number.
std::string real_text(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string{}; }

/// Without an exponent where a person would not write one: 0.0000805 dollars, not 8.05e-05.
std::string readable_real(double value) {
  const double size = std::abs(value);
  if (!(size >= 1e-9 && size < 1e15)) return real_text(value);
  std::string text = fmt::format("{:.12f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string format_count(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string cell_text(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) return readable_real(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return visible_text(*text);
  return std::string{kUnknown};
}

std::string count_cell(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? format_count(*number) : cell_text(value);
}

std::string usd_cell(const Value& value) {
  const auto* nano = std::get_if<std::int64_t>(&value);
  return nano != nullptr ? format_usd(*nano) : cell_text(value);
}

std::string format_duration(double ms) {
  if (ms > 0 && ms < 10) return fmt::format("{:.1f} ms", ms);
  if (ms < 1000) return fmt::format("{:.0f} ms", ms);
  const double seconds = ms / 1000;
  if (seconds < 100) return fmt::format("{:.2f} s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds);
  return whole < 3600 ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                      : fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string duration_cell(const Value& value) {
  const auto* ms = std::get_if<double>(&value);
  return ms != nullptr ? format_duration(*ms) : cell_text(value);
}

std::string local_time_cell(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const auto time = text != nullptr ? parse_rfc3339(*text) : std::nullopt;
  return time ? format_local(*time) : cell_text(value);
}

std::string share_cell(const Value& value) {
  const auto* share = std::get_if<double>(&value);
  return share != nullptr ? fmt::format("{:.0f} %", *share * 100) : cell_text(value);
}

std::int64_t number_or_zero(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

std::size_t column_index(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name);
  TABACUS_ASSERT(found != table.columns.end(), "the answers of the Reader have the columns it documents");
  return static_cast<std::size_t>(found - table.columns.begin());
}

TextTable plain_text_table(const Table& table) {
  TextTable text;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const bool has_text = std::ranges::any_of(
        table.rows, [column](const auto& row) { return std::holds_alternative<std::string>(row[column]); });
    text.columns.push_back({.heading = visible_text(table.columns[column]), .is_number = !has_text});
  }
  for (const auto& row : table.rows) {
    auto& cells = text.rows.emplace_back();
    for (const Value& value : row) cells.push_back(cell_text(value));
  }
  return text;
}

std::string json_object(const Table& table, std::size_t row) {
  return analytics::json_object_of(table.columns, table.rows[row]);
}

void print_json_lines(std::ostream& out, const Table& table) {
  for (std::size_t row = 0; row < table.rows.size(); ++row) out << json_object(table, row) << '\n';
}

void print_csv(std::ostream& out, const Table& table) {
  out << analytics::csv_heading_of(table.columns);
  for (const auto& row : table.rows) out << analytics::csv_line_of(row);
}

}  // namespace tabacus::app
