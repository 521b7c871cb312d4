#include "app/gui/ui_theme.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using render::contrast;

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
