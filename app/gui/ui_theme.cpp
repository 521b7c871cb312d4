#include "app/gui/ui_theme.hpp"

#include "terminal/palette.hpp"

namespace tabacus::app {

using render::mix;
using render::rgb;
using render::Rgba;

terminal::FramePalette palette_of(const ColorTheme& theme) {
  terminal::FramePalette palette = terminal::default_palette();
  palette.foreground = theme.foreground;
  palette.background = theme.background;
  palette.cursor = theme.cursor;
  for (std::size_t i = 0; i < theme.ansi.size(); ++i) palette.indexed[i] = theme.ansi[i];
  return palette;
}

render::Theme ui_theme_of(const ColorTheme& theme) {
  const Rgba ground = rgb(theme.background);
  const Rgba ink = rgb(theme.foreground);
  const Rgba shade = rgb(0x000000);
  const bool is_dark = theme.tone == ThemeTone::Dark;
  render::Theme ui;
  ui.bar = mix(ground, shade, is_dark ? 30 : 7);
  ui.tab = mix(ground, shade, is_dark ? 12 : 4);
  ui.tab_active = is_dark ? mix(ground, ink, 6) : ground;
  ui.line = mix(ground, ink, is_dark ? 13 : 16);
  ui.text = mix(ground, ink, 96);
  ui.text_dim = mix(ground, ink, is_dark ? 58 : 66);
  ui.accent = rgb(theme.ansi[6]);
  ui.working = rgb(theme.ansi[4]);
  ui.warning = rgb(theme.ansi[3]);
  ui.error = rgb(theme.ansi[1]);
  ui.panel = with_alpha(is_dark ? mix(ground, ink, 3) : mix(ground, shade, 2), 240);
  ui.panel_line = mix(ground, ink, is_dark ? 18 : 24);
  ui.selection = rgb(theme.selection);
  return ui;
}

}  // namespace tabacus::app
