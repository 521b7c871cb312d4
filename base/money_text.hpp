// Money as text, both ways, exact to the nanodollar. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/units.hpp"

namespace tabacus {

/// Exact: nanodollars without needless zeros, at least two decimals. 12'345'678 is "$0.012345678", 0 is "$0.00".
[[nodiscard]] std::string format_usd(std::int64_t nanodollars);

/// "$5", "5.25", "0.000000001": at most nine decimals and a billion dollars. Empty for anything else.
[[nodiscard]] std::optional<Nanodollars> parse_usd(std::string_view text);

}  // namespace tabacus
