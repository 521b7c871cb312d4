// Brings a calls database to this build's schema. Forward only; PRAGMA user_version holds the schema's number.
#pragma once

#include "analytics/store/database.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// PRAGMA application_id of calls.db: "tbcs".
inline constexpr std::int32_t kApplicationId = 0x74626373;

/// The schema number of this build.
[[nodiscard]] int newest_schema();

/// Runs each missing step up to schema `last` in a transaction of its own. Unsupported: the file is another program's database, or a newer
/// tabacus wrote it; it is left untouched. Conflict: locked by another connection.
[[nodiscard]] Result<void> migrate(Database& database, int last = newest_schema());

/// The file's schema number, 0 for an empty database. Unsupported as in migrate; InvalidInput: not a database.
[[nodiscard]] Result<int> schema_of(Database& database);

}  // namespace tabacus::analytics
