// Which bodies are too old or too many, taken in small batches. The connection's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "analytics/model/retention.hpp"
#include "analytics/store/body_rows.hpp"
#include "analytics/store/database.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

/// Takes the next batch in a transaction of its own, or gives a few free pages back to the disk. True: there may be
/// more to do.
[[nodiscard]] Result<bool> prune_bodies(Database& database, BodyRows& rows, const BodyRetention& retention,
                                        SystemTime now);

/// Erases what is kept of calls that are no longer in `calls_file`, and gives all free space back. What was there is
/// overwritten.
[[nodiscard]] Result<void> erase_bodies_without_calls(Database& database, const std::filesystem::path& calls_file);

/// Erases these, in a transaction of its own.
[[nodiscard]] Result<void> erase_bodies(Database& database, BodyRows& rows, const std::vector<std::int64_t>& call_ids);

}  // namespace tabacus::analytics
