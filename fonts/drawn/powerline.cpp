// The separators of prompts and status lines (powerline, U+E0B0 and on): as high as the cell, so that they join the
// coloured fields beside them.
#include <algorithm>
#include <cmath>

#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts::drawn {
namespace {

struct Size {
  double width;
  double height;
};

/// Its upright edge on the left, its tip in the middle of the right.
double solid_triangle(Spot p, Size cell) {
  const double y = std::min(p.y, cell.height - p.y);
  return half_plane({p.x, y}, {0, 0}, {cell.width, cell.height / 2});
}

double open_triangle(Spot p, Size cell, double thickness) {
  const double y = std::min(p.y, cell.height - p.y);
  return segment({p.x, y}, {0, 0}, {cell.width, cell.height / 2}, thickness);
}

/// Signed distance in pixels, near enough, from the half ellipse that stands on the left edge; positive inside.
double inside_ellipse(Spot p, Size cell) {
  const double x = p.x / cell.width;
  const double y = (p.y - cell.height / 2) / (cell.height / 2);
  const double reach = std::hypot(x, y);
  if (reach == 0) return cell.width;
  return (1 - reach) * reach / std::hypot(x / cell.width, y / (cell.height / 2));
}

double open_ellipse(Spot p, Size cell, double thickness) {
  const double half = thickness / 2;
  return half + 0.5 - std::abs(inside_ellipse(p, cell) - half);
}

/// U+E0D2: a field that ends in a notch, cut in two along the middle line.
double split_trapezoid(Spot p, Size cell, double thickness) {
  const double y = std::min(p.y, cell.height - p.y);
  const double bottom = (cell.height - thickness) / 2;
  const double above_gap = std::clamp(bottom - y + 0.5, 0.0, 1.0);
  return std::min(above_gap, half_plane({p.x, y}, {cell.width, 0}, {cell.width / 2, bottom}));
}

/// The shape of U+E0B0-E0B7 and U+E0D2 that points right.
double pointing_right(char32_t c, Spot p, Size cell, double thickness) {
  switch (c) {
    case 0xE0B0:
      return solid_triangle(p, cell);
    case 0xE0B1:
      return open_triangle(p, cell, thickness);
    case 0xE0B4:
      return inside_ellipse(p, cell) + 0.5;
    case 0xE0B5:
      return open_ellipse(p, cell, thickness);
    default:
      return split_trapezoid(p, cell, thickness);
  }
}

/// U+E0B8-E0BF: halves of the cell along a diagonal, and the diagonals.
double corner(char32_t c, Spot p, Size cell, double thickness) {
  const Spot upper_left{0, 0};
  const Spot upper_right{cell.width, 0};
  const Spot lower_left{0, cell.height};
  const Spot lower_right{cell.width, cell.height};
  switch (c) {
    case 0xE0B8:
      return half_plane(p, upper_left, lower_right);
    case 0xE0BA:
      return half_plane(p, lower_left, upper_right);
    case 0xE0BC:
      return half_plane(p, upper_right, lower_left);
    case 0xE0BE:
      return half_plane(p, lower_right, upper_left);
    case 0xE0B9:
    case 0xE0BF:
      return segment(p, upper_left, lower_right, thickness);
    default:
      return segment(p, lower_left, upper_right, thickness);
  }
}

}  // namespace

void draw_powerline(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  const Size cell{static_cast<double>(canvas.width()), static_cast<double>(canvas.height())};
  const double thickness = brush.thickness;
  if (c >= 0xE0B8 && c <= 0xE0BF)
    return canvas.shade([&](double x, double y) { return corner(c, {x, y}, cell, thickness); });
  // Those that point left stand two places behind those that point right.
  const bool is_left = c == 0xE0B2 || c == 0xE0B3 || c == 0xE0B6 || c == 0xE0B7 || c == 0xE0D4;
  const char32_t right = is_left ? c - 2 : c;
  canvas.shade([&](double x, double y) {
    return pointing_right(right, {is_left ? cell.width - x : x, y}, cell, thickness);
  });
}

}  // namespace tabacus::fonts::drawn
