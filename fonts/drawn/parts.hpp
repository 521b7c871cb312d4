// The families of characters that are drawn by code, each in a file of its own; fonts/procedural.hpp lists which code
// points are whose. Pure.
#pragma once

#include "fonts/coverage_canvas.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::fonts::drawn {

/// One cell to draw into.
struct Brush {
  CoverageCanvas& canvas;
  const CellMetrics& cell;
  int thickness;  ///< of light lines, at least 1
};

void draw_box(const Brush& brush, char32_t c);             ///< U+2500-257F
void draw_scan_line(const Brush& brush, char32_t c);       ///< U+23BA-23BD
void draw_branch(const Brush& brush, char32_t c);          ///< U+F5D0-F60D
void draw_block(const Brush& brush, char32_t c);           ///< U+2580-259F, U+1FB70-1FB97, U+1FBCE-1FBCF, U+1FBE4-1FBE7
void draw_sextant(const Brush& brush, char32_t c);         ///< U+1FB00-1FB3B
void draw_octant(const Brush& brush, char32_t c);          ///< U+1CD00-1CDE5
void draw_separated(const Brush& brush, char32_t c);       ///< U+1CC21-1CC2F, U+1CE51-1CE8F: blocks with gaps
void draw_sixteenths(const Brush& brush, char32_t c);      ///< U+1CE90-1CEAF
void draw_braille(const Brush& brush, char32_t c);         ///< U+2800-28FF
void draw_wedge(const Brush& brush, char32_t c);           ///< U+1FB3C-1FB6F, U+1FB9A-1FB9F
void draw_diagonal_lines(const Brush& brush, char32_t c);  ///< U+2571-2573, U+1FB98-99, A0-AF, BD-BF, D0-DF
void draw_triangle(const Brush& brush, char32_t c);        ///< U+25E2-25E5, U+25F8-25FA, U+25FF
void draw_circle(const Brush& brush, char32_t c);          ///< U+1FBE0-1FBE3, U+1FBE8-1FBEF
void draw_powerline(const Brush& brush, char32_t c);       ///< U+E0B0-E0BF, U+E0D2, U+E0D4
void draw_agent_sign(const Brush& brush, char32_t c);      ///< U+23BF, U+23FA

/// A point in pixels.
struct Spot {
  double x;
  double y;
};

/// Coverage at `p` of the side of the line from `a` to `b` that lies to its right (y grows downwards).
[[nodiscard]] double half_plane(Spot p, Spot a, Spot b);
/// Coverage at `p` of a stroke from `a` to `b` with square ends half a thickness beyond them.
[[nodiscard]] double segment(Spot p, Spot a, Spot b, double thickness);

}  // namespace tabacus::fonts::drawn
