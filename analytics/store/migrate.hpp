// Brings a calls database to this build's schema. Forward only; PRAGMA user_version holds the schema's number.
#pragma once

#include <cstdint>
#include <string>

#include "analytics/store/database.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// PRAGMA application_id of calls.db: "tbcs".
inline constexpr std::int32_t kApplicationId = 0x74626373;

/// The schema number of this build.
[[nodiscard]] int newest_schema();

/// Runs each missing step up to schema `last` in a transaction of its own; before one that rewrites calls, a copy of
/// the file is kept (schema_copy.hpp). Unsupported: the file is another program's database, or a newer tabacus wrote
/// it; it is left untouched. Conflict: locked by another connection. Exhausted: no space for the copy.
[[nodiscard]] Result<void> migrate(Database& database, int last = newest_schema());

/// The file's schema number, 0 for an empty database. Unsupported as in migrate; InvalidInput: not a database.
[[nodiscard]] Result<int> schema_of(Database& database);
/// The same also of a file that a newer tabacus wrote, whose views may be read: none of their columns goes.
[[nodiscard]] Result<int> any_schema_of(Database& database);
/// "... was written by a newer tabacus (schema 14, this one knows 13)".
[[nodiscard]] std::string newer_file_sentence(const Database& database, int schema);

}  // namespace tabacus::analytics
