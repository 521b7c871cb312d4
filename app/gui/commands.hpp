// The commands that need a window, for app/main.cpp to join with those that do not.
#pragma once

#include <span>

#include "app/cli/command.hpp"

namespace tabacus::app {

[[nodiscard]] std::span<const Command* const> gui_commands();

}  // namespace tabacus::app
