// The same calls in the plain form that others use: one wide table, ids and times as text, money as a real number,
// indexes on time and session.
#pragma once

#include <filesystem>

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"

namespace tabacus::bench {

class PlainTable {
 public:
  [[nodiscard]] static Result<PlainTable> create(const std::filesystem::path& file);
  [[nodiscard]] Result<void> insert(const analytics::CallRecord& call);
  /// Ends the transaction that insert began, and begins another.
  [[nodiscard]] Result<void> commit();
  [[nodiscard]] analytics::Database& database() { return database_; }

 private:
  PlainTable(analytics::Database database, analytics::Statement insert)
      : database_{std::move(database)}, insert_{std::move(insert)} {}
  analytics::Database database_;
  analytics::Statement insert_;
};

/// RFC 3339 in UTC, seconds.
[[nodiscard]] std::string plain_time(SystemTime time);

}  // namespace tabacus::bench
