#include "render/decorations.hpp"

#include <algorithm>

namespace tabacus::render {
namespace {

void add_line(std::vector<Quad>& quads, CellSpan span, int top, const fonts::CellMetrics& cell, Rgba color) {
  quads.push_back({{span.x, span.y + top, span.cells * cell.width, cell.line_thickness}, color});
}

/// Marks of `length` every `period` pixels, from each cell's left edge.
void add_marks(std::vector<Quad>& quads, CellSpan span, const fonts::CellMetrics& cell, int length, int period,
               Rgba color) {
  for (int i = 0; i < span.cells; ++i)
    for (int x = 0; x + length <= cell.width; x += period)
      quads.push_back({{span.x + i * cell.width + x, span.y + cell.underline_top, length, cell.line_thickness}, color});
}

/// The second line one thickness below the first; where the cell ends earlier, both move up.
void add_double(std::vector<Quad>& quads, CellSpan span, const fonts::CellMetrics& cell, Rgba color) {
  const int top = std::max(0, std::min(cell.underline_top, cell.height - 3 * cell.line_thickness));
  add_line(quads, span, top, cell, color);
  add_line(quads, span, std::min(top + 2 * cell.line_thickness, cell.height - cell.line_thickness), cell, color);
}

}  // namespace

void add_underline(Layer& layer, terminal::Underline kind, CellSpan span, const fonts::CellMetrics& cell, Rgba color) {
  switch (kind) {
    case terminal::Underline::None:
      return;
    case terminal::Underline::Single:
      return add_line(layer.below, span, cell.underline_top, cell, color);
    case terminal::Underline::Double:
      return add_double(layer.below, span, cell, color);
    case terminal::Underline::Curly:
      layer.curls.push_back({span.x, span.y, span.cells, color});
      return;
    case terminal::Underline::Dotted: {
      // An even number of pixels per dot and gap only fits an even width: the last gap takes the rest.
      const int dots = std::max(1, cell.width / (2 * cell.line_thickness));
      return add_marks(layer.below, span, cell, cell.line_thickness, std::max(2, cell.width / dots), color);
    }
    case terminal::Underline::Dashed:
      return add_marks(layer.below, span, cell, std::max(1, cell.width * 5 / 8), cell.width, color);
  }
}

void add_strike(Layer& layer, CellSpan span, const fonts::CellMetrics& cell, Rgba color) {
  add_line(layer.above, span, cell.strike_top, cell, color);
}

void add_overline(Layer& layer, CellSpan span, const fonts::CellMetrics& cell, Rgba color) {
  add_line(layer.below, span, 0, cell, color);
}

void add_cursor(Layer& layer, CursorLook look, CellSpan span, const fonts::CellMetrics& cell, Rgba color) {
  const int width = span.cells * cell.width;
  const int line = cell.line_thickness;
  const int thick = std::max(line + 1, (cell.width + 4) / 8);
  auto& quads = layer.above;
  switch (look) {
    case CursorLook::Bar:
      quads.push_back({{span.x, span.y, thick, cell.height}, color});
      return;
    case CursorLook::Underline:
      quads.push_back({{span.x, span.y + cell.height - thick, width, thick}, color});
      return;
    case CursorLook::Hollow:
      quads.push_back({{span.x, span.y, width, line}, color});
      quads.push_back({{span.x, span.y + cell.height - line, width, line}, color});
      quads.push_back({{span.x, span.y + line, line, cell.height - 2 * line}, color});
      quads.push_back({{span.x + width - line, span.y + line, line, cell.height - 2 * line}, color});
      return;
  }
}

}  // namespace tabacus::render
