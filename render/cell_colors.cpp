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

}  // namespace

CellColors resolve_colors(const terminal::Frame& frame, const terminal::Style& style, CellState state,
                          const Theme& theme) {
  CellColors colors;
  colors.text = resolve(frame.palette, style.foreground, frame.palette.foreground);
  colors.background = resolve(frame.palette, style.background, frame.palette.background);
  if (style.reverse != frame.reverse_screen) std::swap(colors.text, colors.background);
  if (style.dim) colors.text = mix(colors.background, colors.text, kDimPercent);
  if (state == CellState::Selected) colors.background = theme.selection;
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
