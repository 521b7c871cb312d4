// The file calls.db on disk: made private, opened with our settings, moved aside when it is damaged.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "analytics/store/database.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// The name of the database in the analytics directory.
inline constexpr std::string_view kCallsFileName = "calls.db";

/// Which file a path named at a moment: another process may move it aside or delete it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Empty when there is no such file.
[[nodiscard]] std::optional<FileIdentity> identity_of(const std::filesystem::path& file);

/// Makes an empty file that only its owner may read, where there is none.
[[nodiscard]] Result<void> make_private_database_file(const std::filesystem::path& file);

/// Runs pragmas that settle how a file is written, WAL among them. For that lock SQLite asks no busy handler, so that
/// two who raise theirs do not wait for each other; this tries again until `busy_timeout` has passed. Conflict: then
/// still.
[[nodiscard]] Result<void> settle_file(Database& database, const std::string& pragmas,
                                       std::chrono::milliseconds busy_timeout);

/// Opens for writing, making file (0600) and directory (0700) when missing, and migrates. Errors as of migrate.
[[nodiscard]] Result<Database> open_calls_file(const std::filesystem::path& file,
                                               std::chrono::milliseconds busy_timeout);

/// Renames the damaged file and its -wal and -shm to calls.db.corrupt-<UTC time>, and returns that path. Empty when
/// `damaged` no longer lies there, because another process was faster.
[[nodiscard]] Result<std::optional<std::filesystem::path>> move_aside(const std::filesystem::path& file,
                                                                      const FileIdentity& damaged, SystemTime now);

}  // namespace tabacus::analytics
