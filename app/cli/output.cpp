#include "app/cli/output.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>

#include "base/assert.hpp"
#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

constexpr std::string_view kUnknown = "–";
constexpr std::size_t kColumnGap = 2;
constexpr std::size_t kLeastTextWidth = 6;

/// Code points: exact for what these tables hold; a wide script shifts its line, no more.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string fitted(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string{text};
  std::string cut;
  for (std::size_t taken = 0; taken + 1 < width; ++taken) {
    const Utf8Step step = decode_utf8(text);
    cut += text.substr(0, step.length);
    text.remove_prefix(step.length);
  }
  return cut + "…";
}

std::vector<std::size_t> widths_of(const TextTable& table) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t widest = width_of(table.columns[column].heading);
    for (const auto& row : table.rows) widest = std::max(widest, width_of(row[column]));
    widths.push_back(widest);
  }
  return widths;
}

/// Takes from the widest text column until the line fits; numbers are never cut.
void shrink(std::vector<std::size_t>& widths, const TextTable& table, std::size_t width) {
  if (widths.empty()) return;
  std::size_t line = std::accumulate(widths.begin(), widths.end(), kColumnGap * (widths.size() - 1));
  while (line > width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (!table.columns[i].is_number && widths[i] > kLeastTextWidth &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
    --line;
  }
}

template <typename CellAt>
void print_line(std::ostream& out, const TextTable& table, const std::vector<std::size_t>& widths, CellAt cell_at) {
  std::string line;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (column > 0) line.append(kColumnGap, ' ');
    const std::string text = fitted(cell_at(column), widths[column]);
    const std::string air(widths[column] - width_of(text), ' ');
    line += table.columns[column].is_number ? air + text : text + air;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

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

std::string csv_field(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_cell(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return {};
  std::string safe = display_safe(*text);
  if (safe.find_first_of("=+-@") == 0) safe.insert(0, 1, '\'');
  return csv_field(std::move(safe));
}

}  // namespace

std::string format_usd(std::int64_t nanodollars) {
  const bool negative = nanodollars < 0;
  const auto amount = negative ? -static_cast<std::uint64_t>(nanodollars) : static_cast<std::uint64_t>(nanodollars);
  std::string decimals = fmt::format("{:09}", amount % 1'000'000'000);
  decimals.erase(std::max(decimals.find_last_not_of('0') + 1, std::size_t{2}));
  return fmt::format("{}${}.{}", negative ? "-" : "", amount / 1'000'000'000, decimals);
}

std::string format_count(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string cell_text(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) return readable_real(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return display_safe(*text);
  return std::string{kUnknown};
}

std::size_t column_index(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name);
  TABACUS_ASSERT(found != table.columns.end(), "the answers of the Reader have the columns it documents");
  return static_cast<std::size_t>(found - table.columns.begin());
}

void print_text_table(std::ostream& out, const TextTable& table, std::size_t width) {
  std::vector<std::size_t> widths = widths_of(table);
  shrink(widths, table, width);
  print_line(out, table, widths, [&](std::size_t column) -> std::string_view { return table.columns[column].heading; });
  for (const auto& row : table.rows)
    print_line(out, table, widths, [&](std::size_t column) -> std::string_view { return row[column]; });
}

TextTable plain_text_table(const Table& table) {
  TextTable text;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const bool has_text = std::ranges::any_of(
        table.rows, [column](const auto& row) { return std::holds_alternative<std::string>(row[column]); });
    text.columns.push_back({.heading = display_safe(table.columns[column]), .is_number = !has_text});
  }
  for (const auto& row : table.rows) {
    auto& cells = text.rows.emplace_back();
    for (const Value& value : row) cells.push_back(cell_text(value));
  }
  return text;
}

std::string json_value(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* text = std::get_if<std::string>(&value)) return json_quoted(*text);
  const auto* real = std::get_if<double>(&value);
  return real != nullptr && std::isfinite(*real) ? real_text(*real) : "null";
}

void print_json_lines(std::ostream& out, const Table& table) {
  std::vector<std::string> keys;
  for (const std::string& column : table.columns) keys.push_back(json_quoted(column));
  for (const auto& row : table.rows) {
    std::string line = "{";
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) line += ',';
      line += keys[column] + ':' + json_value(row[column]);
    }
    out << line << "}\n";
  }
}

void print_csv(std::ostream& out, const Table& table) {
  const auto print = [&out](const auto& cells, auto text_of) {
    std::string line;
    for (const auto& cell : cells) {
      if (&cell != &cells.front()) line += ',';
      line += text_of(cell);
    }
    out << line << "\r\n";
  };
  print(table.columns, [](const std::string& column) { return csv_cell(column); });
  for (const auto& row : table.rows) print(row, csv_cell);
}

}  // namespace tabacus::app
