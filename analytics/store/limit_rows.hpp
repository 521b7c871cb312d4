// Rows of the table `limits`: what an answer told of the provider's limits. Inside the caller's transaction. db thread.
#pragma once

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/dictionary.hpp"

namespace tabacus::analytics {

class LimitRows {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<LimitRows> prepare(Database& database);
  /// Only to be assigned to.
  LimitRows() = default;

  /// A row for each of the call's limits. `provider` and `tab` are ids in the database.
  [[nodiscard]] Result<void> insert(const CallRecord& call, std::int64_t provider, std::int64_t tab);
  /// To be called after a rollback.
  void forget_ids() { windows_.forget(); }

 private:
  LimitRows(Dictionary windows, Statement insert) : windows_{std::move(windows)}, insert_{std::move(insert)} {}
  Dictionary windows_;
  Statement insert_;
};

}  // namespace tabacus::analytics
