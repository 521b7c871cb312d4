// Branch drawing, U+F5D0-F60D: the lines, curves and commits of which programs make a graph of branches (kitty's
// private use characters). Lines and curves are those of box drawing, so that both may stand side by side.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts::drawn {
namespace {

constexpr char32_t kFirst = 0xF5D0;
constexpr char32_t kFirstFading = 0xF5D2;
constexpr char32_t kLastFading = 0xF5D5;
constexpr char32_t kFirstCommit = 0xF5EE;

/// What each of U+F5D0-F5ED is put together of, as characters of box drawing; the fading lines are not.
constexpr auto kParts = std::to_array<std::u32string_view>({
    U"─",  U"│",  U"",   U"",   U"",   U"",   U"╭",  U"╮",   U"╰",   U"╯",   U"│╰",  U"│╭",  U"╰╭",  U"│╯",  U"│╮",
    U"╯╮", U"╮─", U"╭─", U"╭╮", U"╯─", U"╰─", U"╰╯", U"│╯╰", U"│╮╭", U"─╮╯", U"─╰╭", U"│╯╭", U"│╰╮", U"─╯╭", U"─╰╮",
});

struct Arms {
  bool up, right, down, left;
};

/// Two commits each, the first filled and the second a ring.
constexpr auto kCommits = std::to_array<Arms>({
    {false, false, false, false},
    {false, true, false, false},
    {false, false, false, true},
    {false, true, false, true},
    {false, false, true, false},
    {true, false, false, false},
    {true, false, true, false},
    {false, true, true, false},
    {false, false, true, true},
    {true, true, false, false},
    {true, false, false, true},
    {true, true, true, false},
    {true, false, true, true},
    {false, true, true, true},
    {true, true, false, true},
    {true, true, true, true},
});

/// Full at the first edge and gone at the other: to the right, left, bottom, top.
void draw_fading(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  const bool is_upright = c >= kFirstFading + 2;
  const bool starts_high = (c - kFirstFading) % 2 == 1;  // at the right or the bottom edge
  const int length = is_upright ? canvas.height() : canvas.width();
  const int from = std::max(0, ((is_upright ? canvas.width() : canvas.height()) - brush.thickness) / 2);
  const int to = from + brush.thickness;
  for (int i = 0; i < length; ++i) {
    const int left = starts_high ? i + 1 : length - i;
    const auto coverage = static_cast<std::uint8_t>(255 * left / length);
    if (is_upright)
      canvas.fill(from, i, to, i + 1, coverage);
    else
      canvas.fill(i, from, i + 1, to, coverage);
  }
}

void draw_commit(const Brush& brush, Arms arms, bool is_filled) {
  CoverageCanvas& canvas = brush.canvas;
  const int thickness = brush.thickness;
  const int x = std::max(0, (canvas.width() - thickness) / 2);
  const int y = std::max(0, (canvas.height() - thickness) / 2);
  const double middle_x = x + thickness / 2.0;
  const double middle_y = y + thickness / 2.0;
  const double radius = std::min({middle_x, middle_y, canvas.width() - middle_x, canvas.height() - middle_y});
  const double inside = radius - thickness / 2.0;  // arms end in the middle of a ring's stroke
  if (arms.up) canvas.fill(x, 0, x + thickness, static_cast<int>(std::ceil(middle_y - inside)));
  if (arms.down) canvas.fill(x, static_cast<int>(std::floor(middle_y + inside)), x + thickness, canvas.height());
  if (arms.left) canvas.fill(0, y, static_cast<int>(std::ceil(middle_x - inside)), y + thickness);
  if (arms.right) canvas.fill(static_cast<int>(std::floor(middle_x + inside)), y, canvas.width(), y + thickness);
  canvas.shade([&](double px, double py) {
    const double distance = std::hypot(px - middle_x, py - middle_y);
    return is_filled ? radius + 0.5 - distance : thickness / 2.0 + 0.5 - std::abs(distance - inside);
  });
}

}  // namespace

void draw_branch(const Brush& brush, char32_t c) {
  if (c >= kFirstCommit) return draw_commit(brush, kCommits[(c - kFirstCommit) / 2], (c - kFirstCommit) % 2 == 0);
  if (c >= kFirstFading && c <= kLastFading) return draw_fading(brush, c);
  for (const char32_t part : kParts[c - kFirst]) draw_box(brush, part);
}

}  // namespace tabacus::fonts::drawn
