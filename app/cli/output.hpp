// Answers as people read them (aligned tables), as programs read them (JSON lines), as spreadsheets read them (CSV).
// Pure but for the stream. Captured text comes out harmless in each.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/reader.hpp"

namespace tabacus::app {

enum class Format : std::uint8_t { Table, Json, Csv };

/// Exact: nanodollars without needless zeros, at least two decimals. 12'345'678 is "$0.012345678", 0 is "$0.00".
[[nodiscard]] std::string format_usd(std::int64_t nanodollars);

/// "1,234,567".
[[nodiscard]] std::string format_count(std::int64_t count);

/// A value as a cell of an aligned table; NULL is "–".
[[nodiscard]] std::string cell_text(const analytics::Value& value);

/// Which column has that name; it must be there.
[[nodiscard]] std::size_t column_index(const analytics::Table& table, std::string_view name);

/// An aligned table for people: text to the left, all else to the right.
struct TextTable {
  struct Column {
    std::string heading;
    bool is_number = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Text columns are cut with "…" when the lines would be wider than `width`.
void print_text_table(std::ostream& out, const TextTable& table, std::size_t width);

/// A table whose cells are shown as they are; columns with numbers only go to the right.
[[nodiscard]] TextTable plain_text_table(const analytics::Table& table);

/// One object per row and line, keys as the columns.
void print_json_lines(std::ostream& out, const analytics::Table& table);

/// One value as JSON: null, number, string.
[[nodiscard]] std::string json_value(const analytics::Value& value);

/// RFC 4180 with a heading line. Text that a spreadsheet would run as a formula gets a ' in front; NULL is empty.
void print_csv(std::ostream& out, const analytics::Table& table);

}  // namespace tabacus::app
