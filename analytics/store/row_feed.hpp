// Rows of ours as a table that a statement reads: one INSERT ... SELECT of many rows opens its tables once and goes on
// where it stands in them, which takes little more than half of what a statement for each row does. The connection's
// thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analytics/store/database.hpp"
#include "base/assert.hpp"

namespace tabacus::analytics {

/// The row at hand, in the order of the columns.
class FedRow {
 public:
  using Value = std::variant<std::monostate, std::int64_t, std::string_view>;

  explicit FedRow(std::size_t columns) : values_(columns) {}

  /// One for each column. Text is not copied: it lives until the statement has run.
  template <typename... Values>
  void set(const Values&... values) {
    TABACUS_ASSERT(sizeof...(values) == values_.size(), "a row has a value for each column");
    std::size_t column = 0;
    (put(values_[column++], values), ...);
  }

  [[nodiscard]] const Value& value(std::size_t column) const { return values_[column]; }

 private:
  template <std::integral Integer>
  static void put(Value& to, Integer value) {
    to = static_cast<std::int64_t>(value);
  }
  static void put(Value& to, std::string_view text) { to = text; }
  template <typename Known>
  static void put(Value& to, const std::optional<Known>& value) {
    if (value)
      put(to, *value);
    else
      to = std::monostate{};
  }

  std::vector<Value> values_;
};

/// The table, which only statements of its connection see.
class RowFeed {
 public:
  /// Sets the values of a row. Must not throw: SQLite calls it.
  using Fill = std::function<void(std::size_t row, FedRow& values)>;

  /// Its columns have no names: a statement reads all of them. Outlives the statements that read it.
  [[nodiscard]] static Result<std::unique_ptr<RowFeed>> create(Database& database, const std::string& name,
                                                               std::size_t columns);

  /// Runs a statement that reads the table, which has so many rows meanwhile.
  [[nodiscard]] Result<void> run(Statement& statement, std::size_t rows, const Fill& fill);

 private:
  friend struct FeedModule;
  explicit RowFeed(std::size_t columns) : columns_{columns}, values_{columns} {}

  const std::size_t columns_;
  FedRow values_;
  std::size_t rows_ = 0;
  const Fill* fill_ = nullptr;  // while a statement runs
};

}  // namespace tabacus::analytics
