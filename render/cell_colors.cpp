#include "render/cell_colors.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "render/scene.hpp"

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

/// Text that was chosen for another ground, where this one drowns it, takes that of the theme's lightest and darkest
/// colours which is read best. 4.5 is what WCAG 2.1 asks of text.
Rgba readable(Rgba text, Rgba ground, const terminal::FramePalette& palette) {
  constexpr double kLeastContrast = 4.5;
  constexpr std::size_t kBlack = 0;
  constexpr std::size_t kWhite = 15;
  Rgba best = text;
  double most = contrast(text, ground);
  if (most >= kLeastContrast) return text;
  for (const std::uint32_t color :
       {palette.foreground, palette.background, palette.indexed[kBlack], palette.indexed[kWhite]}) {
    const double here = contrast(rgb(color), ground);
    if (here <= most) continue;
    best = rgb(color);
    most = here;
  }
  return best;
}

/// What programs take for black and white: which of the two a hue of the theme wants upon it, they cannot know.
bool is_neutral(terminal::Color color) {
  if (color.kind() == terminal::Color::Kind::Default) return true;
  return color.kind() == terminal::Color::Kind::Indexed &&
         (color.index() == 0 || color.index() == 7 || color.index() == 15);
}

/// What OSC 5 and 6 made of text that looks so, empty where no colour was set; nothing: they made nothing of it. Their
/// order is xterm's.
std::optional<std::optional<std::uint32_t>> special_color(const terminal::FramePalette& palette,
                                                          const terminal::Style& style) {
  using terminal::SpecialColor;
  if (palette.special_in_use == 0) return std::nullopt;
  const bool has_own = style.foreground.kind() != terminal::Color::Kind::Default;
  if (has_own && !palette.uses(SpecialColor::OverSgr)) return std::nullopt;
  const std::pair<bool, SpecialColor> kinds[] = {
      {style.blink, SpecialColor::Blink},
      {style.bold, SpecialColor::Bold},
      {style.underline != terminal::Underline::None, SpecialColor::Underline},
      {style.reverse, SpecialColor::Reverse},
      {style.italic, SpecialColor::Italic}};
  for (const auto& [looks_so, kind] : kinds)
    if (looks_so && palette.uses(kind)) return palette.special[static_cast<std::size_t>(kind)];
  return std::nullopt;
}

}  // namespace

CellColors resolve_colors(const terminal::Frame& frame, const terminal::Style& style, CellState state, CellInk ink,
                          const Theme& theme) {
  CellColors colors;
  // DECSCNM is about the terminal's own colours; those of programs stay, as in xterm.
  std::uint32_t own_text = frame.palette.foreground;
  std::uint32_t own_background = frame.palette.background;
  if (frame.reverse_screen) std::swap(own_text, own_background);
  colors.text = resolve(frame.palette, style.foreground, own_text);
  colors.background = resolve(frame.palette, style.background, own_background);
  if (const auto special = special_color(frame.palette, style)) colors.text = rgb(special->value_or(own_text));
  // A colour of its own is what reverse text has instead of changing places.
  const bool is_reversed = style.reverse && !frame.palette.uses(terminal::SpecialColor::Reverse);
  if (is_reversed) std::swap(colors.text, colors.background);
  // Text of its ground's colour is hidden on purpose.
  const bool may_change = ink == CellInk::Text && is_neutral(is_reversed ? style.background : style.foreground) &&
                          !(colors.text == colors.background);
  if (may_change && !(colors.background == screen_background(frame)))
    colors.text = readable(colors.text, colors.background, frame.palette);
  if (style.dim) colors.text = mix(colors.background, colors.text, kDimPercent);
  if (state == CellState::Selected) {
    colors.background = theme.selection;
    colors.text = readable(colors.text, theme.selection, frame.palette);
  }
  if (state == CellState::UnderCursor) {
    const Rgba cursor = rgb(frame.palette.cursor);
    // A cursor of the cell's own background would vanish: then the cell is simply reversed.
    const Rgba block = cursor == colors.background ? colors.text : cursor;
    colors.text = ink == CellInk::Text ? readable(colors.background, block, frame.palette) : colors.background;
    colors.background = block;
  }
  const bool has_own = style.underline_color.kind() != terminal::Color::Kind::Default;
  colors.underline =
      has_own && state != CellState::UnderCursor ? resolve(frame.palette, style.underline_color, 0) : colors.text;
  colors.is_hidden = style.hidden;
  return colors;
}

}  // namespace tabacus::render
