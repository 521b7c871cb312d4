// Copies of calls.db as it was before a migration that rewrites its rows: calls.db.schema-12. They hold what the file
// held, so whoever erases calls erases them too. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "analytics/store/database.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// Keeps one (0600) of a file of that schema, unless there is one, the file holds no calls, or it is larger than 2 GiB.
/// Not inside a transaction. Exhausted: the disk is full; the file is as it was.
[[nodiscard]] Result<void> keep_schema_copy(Database& database, int schema);

/// Those that lie beside the file.
[[nodiscard]] std::vector<std::filesystem::path> schema_copies(const std::filesystem::path& file);

/// Removes those that are older than a month, by which time a fault of the new tabacus would have shown.
void drop_old_schema_copies(const std::filesystem::path& file, SystemTime now);

}  // namespace tabacus::analytics
