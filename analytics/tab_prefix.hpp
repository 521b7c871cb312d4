// How people name a tab: by its id or the beginning of it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

/// "0190a5d3-7c" becomes "0190A5D37C", as hex(uuid) begins; InvalidInput for what no uuid begins with.
[[nodiscard]] Result<std::string> uuid_prefix_hex(std::string_view text);

}  // namespace tabacus::analytics
