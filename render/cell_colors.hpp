// A cell's Style to the colours it is drawn in: palette, reverse, dim, hidden, selection. Pure.
#pragma once

#include <cstdint>

#include "fonts/metrics.hpp"
#include "render/color.hpp"
#include "render/theme.hpp"
#include "terminal/frame.hpp"

namespace tabacus::render {

struct CellColors {
  Rgba text;
  Rgba background;
  Rgba underline;
  bool is_hidden = false;
};

enum class CellState : std::uint8_t { Plain, Selected, UnderCursor };

/// Shapes drawn by code meet those of the cells beside them: they keep their colours.
enum class CellInk : std::uint8_t { Text, Shape };

/// Text in the theme's black, white or foreground upon a ground of the program's own is readable there.
[[nodiscard]] CellColors resolve_colors(const terminal::Frame& frame, const terminal::Style& style, CellState state,
                                        CellInk ink, const Theme& theme);

}  // namespace tabacus::render
