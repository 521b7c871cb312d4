// What the configuration says of a window and of the tabs in it. Pure.
#pragma once

#include "app/config/config.hpp"
#include "app/gui/pointer.hpp"
#include "app/gui/session.hpp"

namespace tabacus::app {

/// Without tabs, meter and screenshot.
[[nodiscard]] SessionOptions session_options(const Config& config);

/// The shell of a tab nobody named a program for.
[[nodiscard]] TabRequest shell_request(const Config& config);
/// What a tab of that profile runs.
[[nodiscard]] TabRequest profile_request(const Config& config, const std::string& name, const Profile& profile);

[[nodiscard]] fonts::FontOptions font_options(const Config& config);
[[nodiscard]] terminal::TerminalOptions terminal_options(const Config& config, const terminal::FramePalette& palette);
[[nodiscard]] TabTitles tab_titles(const Config& config);
[[nodiscard]] PasteCheck paste_check(const Config& config);
[[nodiscard]] WheelMotion wheel_motion(const Config& config);

}  // namespace tabacus::app
