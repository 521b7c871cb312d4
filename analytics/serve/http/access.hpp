// Who may ask the loopback server: programs and pages that know the token, and no page of another origin, whatever name
// it came by. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "analytics/model/http_head.hpp"
#include "base/result.hpp"

namespace tabacus::analytics::serve {

/// PermissionDenied: Host is not ours: a name that was pointed at 127.0.0.1.
[[nodiscard]] Result<void> check_host(const Headers& headers, std::uint16_t port);
/// Likewise, and where a page of another origin sent it.
[[nodiscard]] Result<void> check_origin(const Headers& headers, std::uint16_t port);
/// `Authorization: Bearer TOKEN`; takes as long for a wrong one.
[[nodiscard]] bool has_token(const Headers& headers, std::string_view token);

}  // namespace tabacus::analytics::serve
