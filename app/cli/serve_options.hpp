// What the commands that serve the stored calls have in common.
#pragma once

#include <string>

#include "analytics/api/serve.hpp"
#include "app/cli/command.hpp"

namespace tabacus::app {

/// The database as configured or in `directory`, the tab in which this process or one above it was started, and the
/// instances that run, asked over their control sockets. Where variables that say so were not handed on to us, those of
/// the processes above us count. Before any thread is started.
[[nodiscard]] analytics::ServeOptions serve_options(const CommandContext& context, const std::string& directory);

}  // namespace tabacus::app
