// A row of an answer by the names of its columns, for what is told in sentences. Values; the answer must outlive it.
#pragma once

#include <string>
#include <string_view>

#include "app/cli/output.hpp"

namespace tabacus::app {

class NamedRow {
 public:
  explicit NamedRow(const analytics::Table& table, std::size_t row = 0) : table_{table}, row_{row} {}

  [[nodiscard]] const analytics::Value& value(std::string_view name) const {
    return table_.rows[row_][column_index(table_, name)];
  }
  [[nodiscard]] bool has(std::string_view name) const { return !std::holds_alternative<std::monostate>(value(name)); }
  [[nodiscard]] std::int64_t number(std::string_view name) const { return number_or_zero(value(name)); }
  [[nodiscard]] double real(std::string_view name) const {
    const auto* real = std::get_if<double>(&value(name));
    return real != nullptr ? *real : static_cast<double>(number(name));
  }
  [[nodiscard]] std::string text(std::string_view name) const { return cell_text(value(name)); }
  [[nodiscard]] std::string count(std::string_view name) const { return count_cell(value(name)); }
  [[nodiscard]] std::string usd(std::string_view name) const { return usd_cell(value(name)); }

 private:
  const analytics::Table& table_;
  std::size_t row_;
};

}  // namespace tabacus::app
