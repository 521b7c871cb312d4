// Who hands calls on: the rows of `cursors`. Any thread with a connection of its own.
#pragma once

#include <string>
#include <vector>

#include "analytics/store/database.hpp"

namespace tabacus::analytics {

/// Leaves exactly these. One that is new begins behind the newest call; one that goes holds nothing back any more.
/// Writes only where something changes.
[[nodiscard]] Result<void> settle_followers(Database& database, const std::vector<std::string>& names);

}  // namespace tabacus::analytics
