// Moments as people type them. Pure but for the time zone of the process.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus {

/// "30m", "2h", "7d" before `now`; "today", "yesterday"; a local day "2026-11-01"; or RFC 3339. InvalidInput otherwise.
[[nodiscard]] Result<SystemTime> parse_moment(std::string_view text, SystemTime now);

/// "2026-11-21 09:15:30" in the zone of the process.
[[nodiscard]] std::string format_local(SystemTime time);

}  // namespace tabacus
