// A cell's Style to the colours it is drawn in: palette, reverse, dim, hidden, selection. Pure.
#pragma once

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

[[nodiscard]] CellColors resolve_colors(const terminal::Frame& frame, const terminal::Style& style, CellState state,
                                        const Theme& theme);

}  // namespace tabacus::render
