// What the database answers with, and how JSON and CSV write it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tabacus::analytics {

/// One cell of an answer; monostate is SQL's NULL: not known.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

/// As JSON: null, a number or a string. A real is the shortest text that reads back as the same number; one that is not
/// finite is null.
[[nodiscard]] std::string json_of(const Value& value);
/// The same behind what `out` holds: for those who write many.
void append_json(std::string& out, const Value& value);
/// A row, keys as the columns, in their order.
[[nodiscard]] std::string json_object_of(std::span<const std::string> names, std::span<const Value> values);

// RFC 4180, each line with its end. Text that a spreadsheet would run as a formula gets a ' in front; NULL is empty.
[[nodiscard]] std::string csv_of(const Value& value);
[[nodiscard]] std::string csv_line_of(std::span<const Value> values);
[[nodiscard]] std::string csv_heading_of(std::span<const std::string> names);

}  // namespace tabacus::analytics
