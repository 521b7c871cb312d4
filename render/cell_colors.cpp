#include "render/cell_colors.hpp"

#include <utility>

namespace tabacus::render {
namespace {

constexpr int kDimPercent = 62;  // what is left of the text's colour; the rest is background

Rgba resolve(const terminal::FramePalette& palette, terminal::Color color, std::uint32_t otherwise) {
  switch (color.kind()) {
    case terminal::Color::Kind::Indexed:
      return rgb(palette.indexed[color.index()]);
    case terminal::Color::Kind::Rgb:
      return rgb(color.rgb24());
    case terminal::Color::Kind::Default:
      break;
  }
  return rgb(otherwise);
}

/// Text that was chosen for another ground, where that of a selection drowns it, takes the screen's lighter or darker
/// colour. Three is what WCAG 2.1 asks of large text.
Rgba readable(Rgba text, Rgba ground, const terminal::FramePalette& palette) {
  constexpr double kLeastContrast = 3;
  if (contrast(text, ground) >= kLeastContrast) return text;
  const Rgba foreground = rgb(palette.foreground);
  const Rgba background = rgb(palette.background);
  return contrast(foreground, ground) >= contrast(background, ground) ? foreground : background;
}

}  // namespace

CellColors resolve_colors(const terminal::Frame& frame, const terminal::Style& style, CellState state,
                          const Theme& theme) {
  CellColors colors;
  colors.text = resolve(frame.palette, style.foreground, frame.palette.foreground);
  colors.background = resolve(frame.palette, style.background, frame.palette.background);
  if (style.reverse != frame.reverse_screen) std::swap(colors.text, colors.background);
  if (style.dim) colors.text = mix(colors.background, colors.text, kDimPercent);
  if (state == CellState::Selected) {
    colors.background = theme.selection;
    colors.text = readable(colors.text, theme.selection, frame.palette);
  }
  if (state == CellState::UnderCursor) {
    const Rgba cursor = rgb(frame.palette.cursor);
    // A cursor of the cell's own background would vanish: then the cell is simply reversed.
    const Rgba block = cursor == colors.background ? colors.text : cursor;
    colors.text = colors.background;
    colors.background = block;
  }
  const bool has_own = style.underline_color.kind() != terminal::Color::Kind::Default;
  colors.underline =
      has_own && state != CellState::UnderCursor ? resolve(frame.palette, style.underline_color, 0) : colors.text;
  colors.is_hidden = style.hidden;
  return colors;
}

}  // namespace tabacus::render
