// The file bodies.db on disk: made private, opened with our settings, brought to this build's schema, deleted as a
// whole when nobody keeps bodies any more.
#pragma once

#include <chrono>
#include <filesystem>

#include "analytics/store/database.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {

/// The name of the database in the analytics directory.
inline constexpr std::string_view kBodiesFileName = "bodies.db";
/// PRAGMA application_id of bodies.db: "tbcb".
inline constexpr std::int32_t kBodiesApplicationId = 0x74626362;

/// Opens for writing, making file (0600) and directory (0700) when missing. Unsupported: another program's database, or
/// a newer tabacus wrote it.
[[nodiscard]] Result<Database> open_bodies_file(const std::filesystem::path& file,
                                                std::chrono::milliseconds busy_timeout);
/// The schema number that was found. Errors as above; 0 for an empty database.
[[nodiscard]] Result<int> bodies_schema_of(Database& database);

[[nodiscard]] int newest_bodies_schema();
/// Makes the tables that schema `to` has and schema `from` (0: no schema yet) has not; tells the file no number. Inside
/// the caller's transaction, if there is one.
[[nodiscard]] Result<void> make_bodies_tables(Database& database, int from, int to);

/// Held while a process keeps bodies in `directory`.
[[nodiscard]] Result<UniqueFd> claim_bodies(const std::filesystem::path& directory);
/// Deletes the database unless another process keeps bodies there. True: it did.
[[nodiscard]] Result<bool> delete_bodies_file(const std::filesystem::path& directory);

/// Bytes of a database and its write-ahead log.
[[nodiscard]] std::int64_t bytes_on_disk(const std::filesystem::path& database);

}  // namespace tabacus::analytics
