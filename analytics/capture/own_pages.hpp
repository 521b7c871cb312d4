// What a tab's port answers itself, and how a target is found on it when its prefix may be left out. Net thread.
#pragma once

#include <optional>
#include <string_view>

#include "analytics/capture/capability.hpp"
#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"

namespace tabacus::analytics {

/// By the token; else, on a port that takes bare paths, by the only route there is or by the path. Views of `target`
/// and `tab`.
[[nodiscard]] std::optional<AddressedTarget> address_on(const CaptureTab& tab, std::string_view target);

/// GET /TOKEN/tabacus/health: 200 and {"status":"ok",...}, or 503 while calls cannot be stored or the meter is behind.
/// Empty when the target is a provider's. Neither forwarded nor recorded.
[[nodiscard]] std::optional<OwnAnswer> own_page(const CaptureServices& services, const AddressedTarget& addressed);

/// What a target that leads nowhere is told.
[[nodiscard]] OwnAnswer no_such_path(const CaptureTab& tab);

}  // namespace tabacus::analytics
