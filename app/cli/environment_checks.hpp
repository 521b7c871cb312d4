// What the environment of a shell says about whether its agents' calls reach the meter. Pure.
#pragma once

#include "analytics/api/engine.hpp"
#include "app/cli/finding.hpp"

namespace tabacus::app {

/// In a metered tab: base URLs that the shell's start-up files have set back, and proxies that would get the tab's
/// URLs. Anywhere: signed calls that no base URL can redirect.
[[nodiscard]] Findings check_environment(const analytics::Environment& environment);

}  // namespace tabacus::app
