#include "fonts/procedural.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"
#include "fonts/coverage_canvas.hpp"
#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts {
namespace {

using Draw = void (*)(const drawn::Brush&, char32_t);

Draw drawer_of(DrawnKind kind) {
  switch (kind) {
    case DrawnKind::AgentSign:
      return drawn::draw_agent_sign;
    case DrawnKind::Box:
      return drawn::draw_box;
    case DrawnKind::Block:
      return drawn::draw_block;
    case DrawnKind::Triangle:
      return drawn::draw_triangle;
    case DrawnKind::Braille:
      return drawn::draw_braille;
    case DrawnKind::Powerline:
      return drawn::draw_powerline;
    case DrawnKind::Separated:
      return drawn::draw_separated;
    case DrawnKind::Octant:
      return drawn::draw_octant;
    case DrawnKind::Sixteenths:
      return drawn::draw_sixteenths;
    case DrawnKind::Sextant:
      return drawn::draw_sextant;
    case DrawnKind::Wedge:
      return drawn::draw_wedge;
    case DrawnKind::Diagonal:
      return drawn::draw_diagonal_lines;
    case DrawnKind::Branch:
      return drawn::draw_branch;
    case DrawnKind::ScanLine:
      return drawn::draw_scan_line;
    case DrawnKind::Circle:
      break;
  }
  return drawn::draw_circle;
}

}  // namespace

GlyphBitmap draw_character(char32_t code_point, const CellMetrics& cell) {
  const DrawnRange* range = drawn_range(code_point);
  TABACUS_ASSERT(range != nullptr, "only drawn characters are asked for");
  CoverageCanvas canvas{std::max(1, cell.width), std::max(1, cell.height)};
  drawer_of(range->kind)({canvas, cell, std::max(1, cell.line_thickness)}, code_point);
  return canvas.take(0, 0);
}

GlyphBitmap draw_curl(const CellMetrics& cell) {
  const int thickness = std::max(1, cell.line_thickness);
  const int wanted = std::max(3, thickness * 3 + 1);
  const int height = std::min(wanted, std::max(1, cell.height / 4));
  const int top = std::min(cell.underline_top - (height - thickness) / 2, cell.height - height);
  CoverageCanvas canvas{std::max(1, cell.width), height};
  const double amplitude = std::max(0.5, (height - thickness) / 2.0 - 0.25);
  const double turn = 2 * std::numbers::pi / cell.width;
  canvas.shade([&](double px, double py) {
    const double slope = amplitude * turn * std::cos(px * turn);
    const double distance = std::abs(py - height / 2.0 + amplitude * std::sin(px * turn)) / std::hypot(1, slope);
    return thickness / 2.0 + 0.5 - distance;
  });
  return canvas.take(0, std::max(0, top));
}

GlyphBitmap draw_missing(const CellMetrics& cell, int cells) {
  const int width = std::max(1, cell.width * cells);
  CoverageCanvas canvas{width, std::max(1, cell.height)};
  const int side = std::max(1, width / 8);
  const int top = std::max(0, cell.baseline - cell.height * 5 / 8);
  canvas.fill(side, top, width - side, cell.baseline);
  const int line = std::max(1, cell.line_thickness);
  canvas.fill(side + line, top + line, width - side - line, cell.baseline - line, 0);
  return canvas.take(0, 0);
}

}  // namespace tabacus::fonts
