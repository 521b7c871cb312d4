// What the configuration says of a window and of the tabs in it. Pure.
#pragma once

#include "app/config/config.hpp"
#include "app/gui/session.hpp"

namespace tabacus::app {

/// Without tabs, meter and screenshot.
[[nodiscard]] SessionOptions session_options(const Config& config);

/// The shell of a tab nobody named a program for.
[[nodiscard]] TabRequest shell_request(const Config& config);

}  // namespace tabacus::app
