// What a tab's shell is told beside its own environment: who it is, and where its API calls go. Pure.
#pragma once

#include <span>
#include <vector>

#include "analytics/api/engine.hpp"
#include "base/ids.hpp"
#include "pty/spawn_options.hpp"

namespace tabacus::app {

/// The whole environment of the tab's program. `endpoint` is empty when the tab is not metered: then no variable of
/// a provider is touched.
[[nodiscard]] std::vector<pty::EnvVar> tab_environment(std::span<const pty::EnvVar> inherited, TabId tab,
                                                       TabSessionId session, const analytics::Environment& endpoint);

/// As the engine takes it.
[[nodiscard]] analytics::Environment to_engine(std::span<const pty::EnvVar> environment);

}  // namespace tabacus::app
