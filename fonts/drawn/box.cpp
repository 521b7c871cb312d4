// Box drawing, U+2500-257F: arms from the cell's middle to its edges, dashes, round corners. Straight strokes have no
// antialiasing and end where those of the next cell begin. Also a VT100's level lines at other heights, U+23BA-23BD.
#include <algorithm>
#include <array>
#include <cmath>

#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts::drawn {
namespace {

enum class Stroke : std::uint8_t { None, Light, Heavy, Double };

struct Interval {
  int from;
  int to;
};

/// Where strokes that run along the other axis stand on this one.
struct Axis {
  int size;
  Interval light;
  Interval heavy;
  Interval twin;  ///< outer edges of the double stroke; its inner edges are those of the light one

  [[nodiscard]] const Interval& of(Stroke stroke) const {
    return stroke == Stroke::Heavy ? heavy : stroke == Stroke::Double ? twin : light;
  }
};

Axis make_axis(int size, int thickness) {
  const auto centred = [size](int width) {
    const int from = std::max(0, (size - width) / 2);
    return Interval{from, std::min(size, from + width)};
  };
  const Interval light = centred(thickness);
  const Interval twin{std::max(0, light.from - thickness), std::min(size, light.to + thickness)};
  return {size, light, centred(2 * thickness), twin};
}

/// The strokes from the cell's middle to each edge: up, right, down, left in bits 0-1, 2-3, 4-5, 6-7. From the
/// characters' names (UnicodeData, block Box Drawing); 0 where something else is drawn.
constexpr std::array<std::uint8_t, 128> kBoxes{
    // clang-format off
    0x44, 0x88, 0x11, 0x22, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0x18, 0x24, 0x28,
    0x50, 0x90, 0x60, 0xA0, 0x05, 0x09, 0x06, 0x0A, 0x41, 0x81, 0x42, 0x82, 0x15, 0x19, 0x16, 0x25,
    0x26, 0x1A, 0x29, 0x2A, 0x51, 0x91, 0x52, 0x61, 0x62, 0x92, 0xA1, 0xA2, 0x54, 0x94, 0x58, 0x98,
    0x64, 0xA4, 0x68, 0xA8, 0x45, 0x85, 0x49, 0x89, 0x46, 0x86, 0x4A, 0x8A, 0x55, 0x95, 0x59, 0x99,
    0x56, 0x65, 0x66, 0x96, 0x5A, 0xA5, 0x69, 0x9A, 0xA9, 0xA6, 0x6A, 0xAA, 0x00, 0x00, 0x00, 0x00,
    0xCC, 0x33, 0x1C, 0x34, 0x3C, 0xD0, 0x70, 0xF0, 0x0D, 0x07, 0x0F, 0xC1, 0x43, 0xC3, 0x1D, 0x37,
    0x3F, 0xD1, 0x73, 0xF3, 0xDC, 0x74, 0xFC, 0xCD, 0x47, 0xCF, 0xDD, 0x77, 0xFF, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x40, 0x01, 0x04, 0x10, 0x80, 0x02, 0x08, 0x20, 0x48, 0x21, 0x84, 0x12,
    // clang-format on
};

struct Arms {
  Stroke up, right, down, left;
};

constexpr Arms arms_of(std::uint8_t bits) {
  return {static_cast<Stroke>(bits & 3), static_cast<Stroke>(bits >> 2 & 3), static_cast<Stroke>(bits >> 4 & 3),
          static_cast<Stroke>(bits >> 6)};
}

enum class Edge : std::uint8_t { Low, High };  ///< up and left, or down and right

/// How far an arm reaches past the middle: to the far side of what it meets, or only to the near one where the crossing
/// stroke alone closes the corner.
int reach(const Axis& along, Edge edge, Stroke own, Stroke opposite, Stroke side_a, Stroke side_b) {
  const auto far = [edge](const Interval& i) { return edge == Edge::Low ? i.to : i.from; };
  const auto near = [edge](const Interval& i) { return edge == Edge::Low ? i.from : i.to; };
  if (side_a == Stroke::Heavy || side_b == Stroke::Heavy) return far(along.heavy);
  if (side_a != side_b || own == opposite)
    return far(side_a == Stroke::Double || side_b == Stroke::Double ? along.twin : along.light);
  return side_a == Stroke::None ? far(along.light) : near(along.light);
}

/// One arm: the rectangles as (across, along), to be turned by the caller.
template <typename Put>
void draw_arm(const Axis& along, const Axis& across, Edge edge, Stroke own, Stroke opposite, Stroke side_low,
              Stroke side_high, Put put) {
  if (own == Stroke::None) return;
  const auto span = [&](int stop) { return edge == Edge::Low ? Interval{0, stop} : Interval{stop, along.size}; };
  const int stop = reach(along, edge, own, opposite, side_low, side_high);
  if (own != Stroke::Double) {
    put(across.of(own), span(stop));
    return;
  }
  // Each of the two lines ends at the inner line of a double stroke on its own side.
  const int inner = edge == Edge::Low ? along.light.from : along.light.to;
  put(Interval{across.twin.from, across.light.from}, span(side_low == Stroke::Double ? inner : stop));
  put(Interval{across.light.to, across.twin.to}, span(side_high == Stroke::Double ? inner : stop));
}

void draw_arms(CoverageCanvas& canvas, Arms arms, int thickness) {
  const Axis x = make_axis(canvas.width(), thickness);
  const Axis y = make_axis(canvas.height(), thickness);
  const auto upright = [&](Interval across, Interval along) {
    canvas.fill(across.from, along.from, across.to, along.to);
  };
  const auto level = [&](Interval across, Interval along) {
    canvas.fill(along.from, across.from, along.to, across.to);
  };
  draw_arm(y, x, Edge::Low, arms.up, arms.down, arms.left, arms.right, upright);
  draw_arm(y, x, Edge::High, arms.down, arms.up, arms.left, arms.right, upright);
  draw_arm(x, y, Edge::Low, arms.left, arms.right, arms.up, arms.down, level);
  draw_arm(x, y, Edge::High, arms.right, arms.left, arms.up, arms.down, level);
}

struct Dashes {
  int count;
  bool upright;
  bool heavy;
};

/// U+2504-250B: three and four; U+254C-254F: two. Light and heavy, level and upright take turns.
constexpr Dashes dashes_of(char32_t c) {
  const bool is_two = c >= 0x254C;
  const std::uint32_t index = c - (is_two ? 0x254C : 0x2504);
  return {is_two ? 2 : index < 4 ? 3 : 4, (index & 2) != 0, (index & 1) != 0};
}

/// Half a gap at either end, so that the rhythm goes on in the next cell.
void draw_dashes(CoverageCanvas& canvas, Dashes dashes, int thickness) {
  const int length = dashes.upright ? canvas.height() : canvas.width();
  const Axis across = make_axis(dashes.upright ? canvas.width() : canvas.height(), thickness);
  const Interval line = dashes.heavy ? across.heavy : across.light;
  const int gap = std::max(1, length / (dashes.count * 3));
  for (int i = 0; i < dashes.count; ++i) {
    const int from = i * length / dashes.count + gap / 2;
    const int to = std::max(from + 1, (i + 1) * length / dashes.count - (gap - gap / 2));
    if (dashes.upright)
      canvas.fill(line.from, from, line.to, to);
    else
      canvas.fill(from, line.from, to, line.to);
  }
}

/// U+256D-2570: a quarter circle between two straight arms. `down` and `right`: the edges that the arc joins.
void draw_arc(CoverageCanvas& canvas, bool down, bool right, int thickness) {
  const Axis x = make_axis(canvas.width(), thickness);
  const Axis y = make_axis(canvas.height(), thickness);
  const double middle_x = (x.light.from + x.light.to) / 2.0;
  const double middle_y = (y.light.from + y.light.to) / 2.0;
  const double room_x = right ? canvas.width() - middle_x : middle_x;
  const double room_y = down ? canvas.height() - middle_y : middle_y;
  const double radius = std::floor(std::min(room_x, room_y));
  const double centre_x = middle_x + (right ? radius : -radius);
  const double centre_y = middle_y + (down ? radius : -radius);
  canvas.shade([&](double px, double py) {
    const bool in_quarter = (right ? px <= centre_x : px >= centre_x) && (down ? py <= centre_y : py >= centre_y);
    if (!in_quarter) return 0.0;
    return thickness / 2.0 + 0.5 - std::abs(std::hypot(px - centre_x, py - centre_y) - radius);
  });
  const int turn_x = static_cast<int>(std::lround(centre_x));
  const int turn_y = static_cast<int>(std::lround(centre_y));
  canvas.fill(x.light.from, down ? turn_y : 0, x.light.to, down ? canvas.height() : turn_y);
  canvas.fill(right ? turn_x : 0, y.light.from, right ? canvas.width() : turn_x, y.light.to);
}

}  // namespace

void draw_scan_line(const Brush& brush, char32_t c) {
  constexpr std::array<int, 4> kEighths{0, 2, 6, 8};  // of the way down; the fifth line is box drawing's own
  const int top = std::max(0, brush.canvas.height() - brush.thickness) * kEighths[c - 0x23BA] / 8;
  brush.canvas.fill(0, top, brush.canvas.width(), top + brush.thickness);
}

void draw_box(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  const int thickness = brush.thickness;
  if ((c >= 0x2504 && c <= 0x250B) || (c >= 0x254C && c <= 0x254F)) return draw_dashes(canvas, dashes_of(c), thickness);
  if (c >= 0x256D && c <= 0x2570) return draw_arc(canvas, c <= 0x256E, c == 0x256D || c == 0x2570, thickness);
  if (c >= 0x2571 && c <= 0x2573) return draw_diagonal_lines(brush, c);
  draw_arms(canvas, arms_of(kBoxes[c - 0x2500]), thickness);
}

}  // namespace tabacus::fonts::drawn
