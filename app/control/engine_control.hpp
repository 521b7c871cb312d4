// What the control socket does with a running engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analytics/api/engine.hpp"
#include "app/control/instance_status.hpp"
#include "app/control/server.hpp"

namespace tabacus::app {

/// The reply to a request's line, whatever it is. Any thread.
[[nodiscard]] std::string answer_control(analytics::Engine& engine, const Instance& instance, std::string_view line);

/// Serves the engine to commands of this user until destroyed; the engine must outlive it. `kind`: "window", "run",
/// "endpoint". A failure is worth a warning, no more: the meter works without.
[[nodiscard]] Result<std::unique_ptr<ControlServer>> serve_control(analytics::Engine& engine, std::string_view kind);

}  // namespace tabacus::app
