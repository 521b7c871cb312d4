// Lines through and around cells, and the cursor's shapes. Pure.
#pragma once

#include "fonts/metrics.hpp"
#include "render/draw_list.hpp"
#include "terminal/frame.hpp"
#include "terminal/style.hpp"

namespace tabacus::render {

/// Where cells of one row are decorated: `x`, `y` of the first one's upper left corner.
struct CellSpan {
  int x = 0;
  int y = 0;
  int cells = 1;
};

/// Patterns keep their phase over cells: two spans side by side look like one.
void add_underline(Layer& layer, terminal::Underline kind, CellSpan span, const fonts::CellMetrics& cell, Rgba color);
void add_strike(Layer& layer, CellSpan span, const fonts::CellMetrics& cell, Rgba color);
void add_overline(Layer& layer, CellSpan span, const fonts::CellMetrics& cell, Rgba color);

enum class CursorLook : std::uint8_t { Bar, Underline, Hollow };  ///< a block is a colour of its cell, not a line

void add_cursor(Layer& layer, CursorLook look, CellSpan span, const fonts::CellMetrics& cell, Rgba color);

}  // namespace tabacus::render
