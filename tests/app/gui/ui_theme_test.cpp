#include "app/gui/ui_theme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "render/cell_colors.hpp"

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

terminal::Style highlight(terminal::Color text, int ground) {
  terminal::Style style;
  style.foreground = text;
  style.background = terminal::Color::indexed(static_cast<std::uint8_t>(ground));
  return style;
}

TEST(UiTheme, LetsHighlightsOfProgramsBeRead) {
  using terminal::Color;
  for (const ColorTheme& theme : themes()) {
    const render::Theme ui = ui_theme_of(theme);
    terminal::Frame frame;
    frame.palette = palette_of(theme);
    for (int ground = 1; ground < 15; ++ground) {
      if (ground == 7 || ground == 8) continue;  // hues
      const auto behind = render::rgb(theme.ansi[static_cast<std::size_t>(ground)]);
      const double most =
          std::max({contrast(render::rgb(theme.foreground), behind), contrast(render::rgb(theme.background), behind),
                    contrast(render::rgb(theme.ansi[0]), behind), contrast(render::rgb(theme.ansi[15]), behind)});
      for (const Color text : {Color{}, Color::indexed(0), Color::indexed(7), Color::indexed(15)}) {
        const auto style = highlight(text, ground);
        const auto read = resolve_colors(frame, style, render::CellState::Plain, render::CellInk::Text, ui);
        EXPECT_GE(contrast(read.text, read.background), std::min(4.5, most)) << theme.name << ' ' << ground;
        const auto under = resolve_colors(frame, style, render::CellState::UnderCursor, render::CellInk::Text, ui);
        double best = 0;
        for (const std::uint32_t color : {theme.foreground, theme.background, theme.ansi[0], theme.ansi[15]})
          best = std::max(best, contrast(render::rgb(color), under.background));
        EXPECT_GE(contrast(under.text, under.background), std::min(4.5, best))
            << theme.name << ' ' << ground << ", under the cursor";
        const auto shape = resolve_colors(frame, style, render::CellState::Plain, render::CellInk::Shape, ui);
        EXPECT_EQ(shape.text, render::rgb(text == Color{} ? theme.foreground : theme.ansi[text.index()]))
            << "a shape keeps its colour";
      }
      const auto hue = highlight(Color::indexed(1), ground);
      const auto kept = resolve_colors(frame, hue, render::CellState::Plain, render::CellInk::Text, ui);
      EXPECT_EQ(kept.text, render::rgb(theme.ansi[1])) << "a hue is the program's choice";
    }
    const auto hidden =
        resolve_colors(frame, highlight(Color::indexed(0), 0), render::CellState::Plain, render::CellInk::Text, ui);
    EXPECT_EQ(hidden.text, hidden.background) << "what is hidden stays so";
  }
}

}  // namespace
}  // namespace tabacus::app
