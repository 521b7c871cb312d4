#include "app/cli/shown_columns.hpp"

#include <algorithm>

namespace tabacus::app {

using analytics::Table;
using analytics::Value;

namespace {

constexpr std::size_t kWholeId = 12;
constexpr std::size_t kShortId = 9;

bool is_known(const Table& answer, std::size_t column) {
  return std::ranges::any_of(answer.rows,
                             [&](const auto& row) { return !std::holds_alternative<std::monostate>(row[column]); });
}

}  // namespace

TextTable shown_table(const Table& answer, std::span<const Shown> columns) {
  TextTable text;
  text.rows.resize(answer.rows.size());
  for (const Shown& shown : columns) {
    const std::size_t column = column_index(answer, shown.column);
    if (shown.only_if_known && !is_known(answer, column)) continue;
    text.columns.push_back({.heading = std::string{shown.heading}, .is_number = shown.is_number, .rank = shown.rank});
    for (std::size_t row = 0; row < answer.rows.size(); ++row)
      text.rows[row].push_back(shown.text(answer.rows[row][column]));
  }
  return text;
}

std::string last_path_part(const Value& path) {
  const std::string text = cell_text(path);
  return text.substr(text.rfind('/') + 1);
}

std::string short_id(const Value& id) {
  std::string text = cell_text(id);
  return width_of(text) > kWholeId ? fitted(text, kShortId) : text;
}

}  // namespace tabacus::app
