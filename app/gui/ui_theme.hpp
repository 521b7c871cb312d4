// From the colours of a theme to those of the terminal's palette and of our own widgets. Pure.
#pragma once

#include "app/config/themes.hpp"
#include "render/theme.hpp"
#include "terminal/frame.hpp"

namespace tabacus::app {

[[nodiscard]] terminal::FramePalette palette_of(const ColorTheme& theme);
/// Tab bar, meter and sheets in shades of the theme's ground, its hues where they mean something.
[[nodiscard]] render::Theme ui_theme_of(const ColorTheme& theme);

}  // namespace tabacus::app
