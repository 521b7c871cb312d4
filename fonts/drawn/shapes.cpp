// Slanted and round shapes: wedges, diagonals, triangles, circles, and two signs that agents print. Their straight
// edges lie on the cell's, where neighbours go on; only slants are antialiased.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts::drawn {
namespace {

/// "b0": column a, b or c is the left edge, the middle, the right edge; row 0 is the top and `rows` the bottom.
Spot spot_of(std::string_view name, const CoverageCanvas& canvas, int rows) {
  return {(name[0] - 'a') * canvas.width() / 2.0, (name[1] - '0') * static_cast<double>(canvas.height()) / rows};
}

/// U+1FB3C-1FB67 as (corner, from, to): the side of the line on which the corner lies. From the characters' names.
constexpr std::array<std::string_view, 44> kWedges{
    "a3a2b3", "a3a2c3", "a3a1b3", "a3a1c3", "a3a0b3", "c3a1b0", "c3a1c0", "c3a2b0", "c3a2c0", "c3a3b0", "c3a2c1",
    "c3b3c2", "c3a3c2", "c3b3c1", "c3a3c1", "c3b3c0", "a3b0c1", "a3a0c1", "a3b0c2", "a3a0c2", "a3b0c3", "a3a1c2",
    "c0a2b3", "c0a2c3", "c0a1b3", "c0a1c3", "c0a0b3", "a0a1b0", "a0a1c0", "a0a2b0", "a0a2c0", "a0a3b0", "a0a2c1",
    "a0b3c2", "a0a3c2", "a0b3c1", "a0a3c1", "a0b3c0", "c0b0c1", "c0a0c1", "c0b0c2", "c0a0c2", "c0b0c3", "c0a1c2"};

/// The side of the line from `a` to `b` on which `inside` lies.
double side(Spot p, Spot a, Spot b, Spot inside) {
  return half_plane(inside, a, b) >= 0.5 ? half_plane(p, a, b) : half_plane(p, b, a);
}

void shade_wedge(CoverageCanvas& canvas, std::string_view wedge) {
  const Spot corner = spot_of(wedge.substr(0, 2), canvas, 3);
  const Spot from = spot_of(wedge.substr(2, 2), canvas, 3);
  const Spot to = spot_of(wedge.substr(4, 2), canvas, 3);
  canvas.shade([&](double x, double y) { return side({x, y}, from, to, corner); });
}

/// A triangle from the cell's middle to a whole edge: left, upper, right, lower.
enum class Quarter : std::uint8_t { Left, Upper, Right, Lower };

double quarter(Spot p, const CoverageCanvas& canvas, Quarter which) {
  const double w = canvas.width();
  const double h = canvas.height();
  const double below_falling = half_plane(p, {0, 0}, {w, h});
  const double below_rising = half_plane(p, {0, h}, {w, 0});
  switch (which) {
    case Quarter::Left:
      return std::min(below_falling, 1 - below_rising);
    case Quarter::Upper:
      return std::min(1 - below_falling, 1 - below_rising);
    case Quarter::Right:
      return std::min(1 - below_falling, below_rising);
    case Quarter::Lower:
      break;
  }
  return std::min(below_falling, below_rising);
}

struct Lines {
  char32_t c;
  std::string_view paths;  ///< spots of three columns and two rows; a blank begins a new path
};

// From the characters' names.
constexpr std::array kLines = std::to_array<Lines>({
    {0x2571, "c0a2"},        {0x2572, "a0c2"},        {0x2573, "c0a2 a0c2"},  {0x1FBA0, "b0a1"},
    {0x1FBA1, "b0c1"},       {0x1FBA2, "a1b2"},       {0x1FBA3, "c1b2"},      {0x1FBA4, "b0a1b2"},
    {0x1FBA5, "b0c1b2"},     {0x1FBA6, "a1b2c1"},     {0x1FBA7, "a1b0c1"},    {0x1FBA8, "b0a1 c1b2"},
    {0x1FBA9, "b0c1 a1b2"},  {0x1FBAA, "b0c1b2a1"},   {0x1FBAB, "b0a1b2c1"},  {0x1FBAC, "a1b0c1b2"},
    {0x1FBAD, "c1b0a1b2"},   {0x1FBAE, "b0c1b2a1b0"}, {0x1FBBD, "c0a2 a0c2"}, {0x1FBBE, "c1b2"},
    {0x1FBBF, "b0c1b2a1b0"}, {0x1FBD0, "c1a2"},       {0x1FBD1, "c0a1"},      {0x1FBD2, "a0c1"},
    {0x1FBD3, "a1c2"},       {0x1FBD4, "a0b2"},       {0x1FBD5, "b0c2"},      {0x1FBD6, "c0b2"},
    {0x1FBD7, "b0a2"},       {0x1FBD8, "a0b1c0"},     {0x1FBD9, "c0b1c2"},    {0x1FBDA, "a2b1c2"},
    {0x1FBDB, "a0b1a2"},     {0x1FBDC, "a0b2c0"},     {0x1FBDD, "c0a1c2"},    {0x1FBDE, "a2b0c2"},
    {0x1FBDF, "a0c1a2"},
});

void shade_path(CoverageCanvas& canvas, std::string_view path, double thickness) {
  for (std::size_t at = 0; at + 4 <= path.size(); at += 2) {
    const Spot from = spot_of(path.substr(at, 2), canvas, 2);
    const Spot to = spot_of(path.substr(at + 2, 2), canvas, 2);
    canvas.shade([&](double x, double y) { return segment({x, y}, from, to, thickness); });
  }
}

/// U+1FB98 and 99: two stripes across the cell's width, as many down as make them about square.
void shade_stripes(CoverageCanvas& canvas, bool falls) {
  const double across = 2.0 / canvas.width();
  const double down = std::max(1.0, std::round(2.0 * canvas.height() / canvas.width())) / canvas.height();
  const double steepness = std::hypot(across, down);
  canvas.shade([&](double x, double y) {
    const double phase = x * across + (falls ? -y : y) * down;
    const double from_middle = std::abs(phase - std::floor(phase) - 0.5);  // of a stripe half a period wide
    return (0.25 - from_middle) / steepness + 0.5;
  });
}

/// U+23BF: from the line above down to the baseline and to the right, as far as text beside it stands.
void draw_branch(const Brush& brush) {
  CoverageCanvas& canvas = brush.canvas;
  const int left = std::max(0, (canvas.width() - brush.thickness) / 2);
  const int bottom = std::min(canvas.height(), brush.cell.baseline - brush.cell.height / 8);
  canvas.fill(left, 0, left + brush.thickness, bottom);
  canvas.fill(left, bottom - brush.thickness, canvas.width(), bottom);
}

/// U+23FA: as high as a small letter, in the middle of small letters.
void draw_disc(const Brush& brush) {
  CoverageCanvas& canvas = brush.canvas;
  const double radius = std::min(canvas.width() * 0.44, canvas.height() * 0.22);
  const double middle_x = canvas.width() / 2.0;
  const double middle_y = brush.cell.baseline - brush.cell.height * 0.23;
  canvas.shade([&](double x, double y) { return radius + 0.5 - std::hypot(x - middle_x, y - middle_y); });
}

}  // namespace

double half_plane(Spot p, Spot a, Spot b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  return std::clamp((dx * (p.y - a.y) - dy * (p.x - a.x)) / std::hypot(dx, dy) + 0.5, 0.0, 1.0);
}

double segment(Spot p, Spot a, Spot b, double thickness) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = std::hypot(dx, dy);
  const double along = (dx * (p.x - a.x) + dy * (p.y - a.y)) / length;
  const double across = std::abs(dx * (p.y - a.y) - dy * (p.x - a.x)) / length;
  const double end = std::max(-along, along - length);
  return std::clamp(thickness / 2 + 0.5 - std::max(across, end), 0.0, 1.0);
}

void draw_wedge(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  if (c <= 0x1FB67) return shade_wedge(canvas, kWedges[c - 0x1FB3C]);
  constexpr std::array kQuarters{Quarter::Left, Quarter::Upper, Quarter::Right, Quarter::Lower};
  if (c <= 0x1FB6F) {
    const Quarter which = kQuarters[(c - 0x1FB68) % 4];
    canvas.shade([&](double x, double y) { return quarter({x, y}, canvas, which); });
    if (c <= 0x1FB6B) canvas.invert();
    return;
  }
  if (c <= 0x1FB9B) {
    const bool is_upright = c == 0x1FB9A;
    return canvas.shade([&](double x, double y) {
      return std::max(quarter({x, y}, canvas, is_upright ? Quarter::Upper : Quarter::Left),
                      quarter({x, y}, canvas, is_upright ? Quarter::Lower : Quarter::Right));
    });
  }
  constexpr std::array<std::string_view, 4> kHalves{"a0a3c0", "c0a0c3", "c3a3c0", "a3a0c3"};
  shade_wedge(canvas, kHalves[c - 0x1FB9C]);
  canvas.dim(127);
}

void draw_diagonal_lines(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  if (c == 0x1FB98 || c == 0x1FB99) return shade_stripes(canvas, c == 0x1FB98);
  if (c == 0x1FBAF) {
    const int top = (canvas.height() - brush.thickness) / 2;
    const int left = (canvas.width() - brush.thickness) / 2;
    canvas.fill(0, top, canvas.width(), top + brush.thickness);
    return canvas.fill(left, canvas.height() / 3, left + brush.thickness, canvas.height() - canvas.height() / 3);
  }
  std::string_view paths = std::ranges::find(kLines, c, &Lines::c)->paths;
  while (!paths.empty()) {
    const std::size_t end = std::min(paths.find(' '), paths.size());
    shade_path(canvas, paths.substr(0, end), brush.thickness);
    paths.remove_prefix(std::min(end + 1, paths.size()));
  }
  if (c >= 0x1FBBD && c <= 0x1FBBF) canvas.invert();
}

/// The outlined ones lie inside their edges, so that the cell does not cut them.
void draw_triangle(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  constexpr std::array<std::string_view, 4> kSolid{"c3a3c0", "a3a0c3", "a0a3c0", "c0a0c3"};
  if (c <= 0x25E5) return shade_wedge(canvas, kSolid[c - 0x25E2]);
  constexpr std::array<std::array<Spot, 3>, 4> kOutlines{
      {{{{0, 0}, {1, 0}, {0, 1}}}, {{{0, 0}, {1, 0}, {1, 1}}}, {{{0, 0}, {1, 1}, {0, 1}}}, {{{1, 0}, {1, 1}, {0, 1}}}}};
  const auto& corners = kOutlines[c == 0x25FF ? 3 : c - 0x25F8];
  const double inset = brush.thickness / 2.0;
  const auto place = [&](Spot corner) {
    return Spot{inset + corner.x * (canvas.width() - 2 * inset), inset + corner.y * (canvas.height() - 2 * inset)};
  };
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Spot from = place(corners[i]);
    const Spot to = place(corners[(i + 1) % corners.size()]);
    canvas.shade([&](double x, double y) { return segment({x, y}, from, to, brush.thickness); });
  }
}

/// Halves of a circle that stands in the middle of an edge, quarters of one in a corner; as wide as the cell.
void draw_circle(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  constexpr std::array<Spot, 8> kMiddles{{{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}, {1, 0}, {0, 1}, {1, 1}, {0, 0}}};
  const bool is_outline = c <= 0x1FBE3;
  const Spot share = kMiddles[is_outline ? c - 0x1FBE0 : c - 0x1FBE8];
  const Spot middle{share.x * canvas.width(), share.y * canvas.height()};
  const double radius = std::min(canvas.width(), canvas.height()) / 2.0;
  canvas.shade([&](double x, double y) {
    const double distance = std::hypot(x - middle.x, y - middle.y);
    const double half = brush.thickness / 2.0;
    return is_outline ? half + 0.5 - std::abs(distance - radius + half) : radius + 0.5 - distance;
  });
}

void draw_agent_sign(const Brush& brush, char32_t c) { c == 0x23BF ? draw_branch(brush) : draw_disc(brush); }

}  // namespace tabacus::fonts::drawn
