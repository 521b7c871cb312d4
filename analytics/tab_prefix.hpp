// How people name a tab: by its id or the beginning of it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace tabacus::analytics {

/// "0190a5d3-7c" becomes "0190A5D37C", as hex(uuid) begins; InvalidInput for what no uuid begins with.
[[nodiscard]] Result<std::string> uuid_prefix_hex(std::string_view text);

/// The least and the greatest uuid, as stored, that begin with such a hex text.
[[nodiscard]] std::pair<std::string, std::string> uuid_bounds(std::string_view hex);

}  // namespace tabacus::analytics
