#include "app/gui/ui_theme.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tabacus::app {
namespace {

/// WCAG 2.1, relative luminance.
double luminance(render::Rgba color) {
  const auto channel = [](std::uint8_t byte) {
    const double value = byte / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(color.r) + 0.7152 * channel(color.g) + 0.0722 * channel(color.b);
}

double contrast(render::Rgba a, render::Rgba b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

TEST(UiTheme, IsReadableInEveryTheme) {
  for (const ColorTheme& theme : themes()) {
    const render::Theme ui = ui_theme_of(theme);
    for (const render::Rgba ground : {ui.bar, ui.tab, ui.tab_active, ui.panel}) {
      EXPECT_GE(contrast(ui.text, ground), 6.0) << theme.name;
      EXPECT_GE(contrast(ui.text_dim, ground), 3.5) << theme.name;
      for (const render::Rgba ink : {ui.accent, ui.working, ui.warning, ui.error})
        EXPECT_GE(contrast(ink, ground), 3.5) << theme.name;
    }
    EXPECT_EQ(palette_of(theme).indexed[4], theme.ansi[4]);
    EXPECT_EQ(palette_of(theme).background, theme.background);
  }
}

}  // namespace
}  // namespace tabacus::app
