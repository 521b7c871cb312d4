// Rows of the table `why`: what explains a call. Inside the caller's transaction. db thread.
#pragma once

#include <memory>
#include <vector>

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/row_feed.hpp"

namespace tabacus::analytics {

class WhyRows {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<WhyRows> prepare(Database& database);
  /// Only to be assigned to.
  WhyRows() = default;

  /// A row for the call of that id, if there is anything to tell; `call` must live until it is written. `tab` is the
  /// tab's id in the database.
  void note(const CallRecord& call, std::int64_t call_id, std::int64_t tab);
  /// Writes the rows, once those of their calls are written.
  [[nodiscard]] Result<void> write();
  /// What was noted in a transaction that is rolled back.
  void forget() { rows_.clear(); }

 private:
  struct Row {
    const CallRecord* call;
    std::int64_t call_id;
    std::int64_t tab;
  };
  WhyRows(std::unique_ptr<RowFeed> fed, Statement insert) : fed_{std::move(fed)}, insert_{std::move(insert)} {}
  static void fill(const Row& row, FedRow& values);

  std::unique_ptr<RowFeed> fed_;
  Statement insert_;
  std::vector<Row> rows_;
};

}  // namespace tabacus::analytics
