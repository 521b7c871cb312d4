// Rows of the table `why`: what explains a call. Inside the caller's transaction. db thread.
#pragma once

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"

namespace tabacus::analytics {

class WhyRows {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<WhyRows> prepare(Database& database);
  /// Only to be assigned to.
  WhyRows() = default;

  /// A row for the call of that id, if there is anything to tell. `tab` is the tab's id in the database.
  [[nodiscard]] Result<void> insert(const CallRecord& call, std::int64_t call_id, std::int64_t tab);

 private:
  explicit WhyRows(Statement insert) : insert_{std::move(insert)} {}
  Statement insert_;
};

}  // namespace tabacus::analytics
