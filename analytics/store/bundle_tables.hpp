// How the rows of an attached database become rows of this one: names are looked up or made, calls get the numbers of
// those names. Part of bundle.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "analytics/store/bundle.hpp"

namespace tabacus::analytics {

/// Of year 2200; call_ids are microseconds times 8.
inline constexpr std::int64_t kLastCallId = 7'258'118'400'000'000 * 8;
/// A provider's usage object is the longest.
inline constexpr std::int64_t kMostValueBytes = 128 * 1024;
/// A part of a body, or what a list of parts is packed into.
inline constexpr std::int64_t kMostBodyBytes = std::int64_t{32} * 1024 * 1024;

/// From the database that is attached as `bundle`, checked and of our schema.
[[nodiscard]] Result<TakenIn> take_in_attached(Database& database, std::string_view name, std::int64_t now_us);

}  // namespace tabacus::analytics
