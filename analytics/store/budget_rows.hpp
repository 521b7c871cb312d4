// What was spent on an account, from the sums that are kept with the calls, and by how much its budget was raised. Db
// thread.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "analytics/model/budget.hpp"
#include "analytics/store/database.hpp"

namespace tabacus::analytics {

class BudgetRows {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<BudgetRows> prepare(Database& database);
  /// Only to be assigned to.
  BudgetRows() = default;

  /// Of any account but a tab's.
  [[nodiscard]] Result<StoredBudget> read(const BudgetAccount& account, BudgetMoney money);
  [[nodiscard]] Result<void> raise(const BudgetAccount& account, const Spending& by, SystemTime at);

 private:
  [[nodiscard]] Result<Spending> spent(const BudgetAccount& account, BudgetMoney money);

  Statement session_, project_, days_, raised_, raise_;
};

}  // namespace tabacus::analytics
