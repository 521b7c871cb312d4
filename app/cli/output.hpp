// Answers as people read them (aligned tables), as programs read them (JSON lines), as spreadsheets read them (CSV).
// Pure but for the stream. Captured text comes out harmless in each.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/reader.hpp"
#include "app/cli/text_table.hpp"
#include "base/money_text.hpp"

namespace tabacus::app {

enum class Format : std::uint8_t { Table, Json, Csv };

/// "1,234,567".
[[nodiscard]] std::string format_count(std::int64_t count);

/// A value as a cell of an aligned table; NULL is "–", what cannot be seen in text has its name.
[[nodiscard]] std::string cell_text(const analytics::Value& value);

// The same of what a column holds.
[[nodiscard]] std::string count_cell(const analytics::Value& value);      ///< "1,234"
[[nodiscard]] std::string usd_cell(const analytics::Value& nanodollars);  ///< "$0.0285"
[[nodiscard]] std::string duration_cell(const analytics::Value& ms);      ///< "640 ms", "2.15 s"
[[nodiscard]] std::string local_time_cell(const analytics::Value& rfc3339);
[[nodiscard]] std::string share_cell(const analytics::Value& share);  ///< 0.42 is "42 %"

/// "640 ms", "2.15 s", "3 min 20 s", "2 h 05 min".
[[nodiscard]] std::string format_duration(double ms);

/// 0 for anything but a number.
[[nodiscard]] std::int64_t number_or_zero(const analytics::Value& value);

/// Which column has that name; it must be there.
[[nodiscard]] std::size_t column_index(const analytics::Table& table, std::string_view name);

/// A table whose cells are shown as they are; columns with numbers only go to the right.
[[nodiscard]] TextTable plain_text_table(const analytics::Table& table);

/// One object per row and line, keys as the columns.
void print_json_lines(std::ostream& out, const analytics::Table& table);

/// A row as one object.
[[nodiscard]] std::string json_object(const analytics::Table& table, std::size_t row);

/// RFC 4180 with a heading line. Text that a spreadsheet would run as a formula gets a ' in front; NULL is empty.
void print_csv(std::ostream& out, const analytics::Table& table);

}  // namespace tabacus::app
