// Other programs, started without a terminal and left alone: a browser, another window. Main thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

/// Starts it in a session of its own with nothing at its input; it is nobody's child when this returns. Io: it could
/// not be started at all; a program that is not there is not told.
[[nodiscard]] Result<void> launch_detached(const std::vector<std::string>& command,
                                           const std::string& working_directory = {});

}  // namespace tabacus::app
