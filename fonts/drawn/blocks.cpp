// Blocks in a grid over the cell: halves, eighths, quadrants, sextants, octants, shades. Every edge is rounded by the
// same rule, so that what meets in the standard meets in pixels.
#include <algorithm>
#include <array>
#include <cstdint>

#include "fonts/drawn/parts.hpp"

namespace tabacus::fonts::drawn {
namespace {

constexpr std::uint8_t kMediumShade = 127;

int nearest(int size, int part, int parts) { return (2 * size * part + parts) / (2 * parts); }

/// Edges of a cell that is cut into equal parts. Rows are counted from the bottom, where bars of a sparkline stand.
int column_edge(const CoverageCanvas& canvas, int part, int parts) { return nearest(canvas.width(), part, parts); }
int row_edge(const CoverageCanvas& canvas, int part, int parts) {
  return canvas.height() - nearest(canvas.height(), parts - part, parts);
}

/// Parts [left, right) x [top, bottom) of a grid of `columns` x `rows`.
struct Part {
  int left;
  int top;
  int right;
  int bottom;
};

void fill_part(CoverageCanvas& canvas, Part part, int columns, int rows, std::uint8_t coverage = 255) {
  canvas.fill(column_edge(canvas, part.left, columns), row_edge(canvas, part.top, rows),
              column_edge(canvas, part.right, columns), row_edge(canvas, part.bottom, rows), coverage);
}

/// One bit a part, from the upper left, row by row.
void fill_mask(CoverageCanvas& canvas, unsigned mask, int columns, int rows) {
  for (int i = 0; i < columns * rows; ++i)
    if ((mask >> i & 1) != 0)
      fill_part(canvas, {i % columns, i / columns, i % columns + 1, i / columns + 1}, columns, rows);
}

void fill_eighths(CoverageCanvas& canvas, Part part) { fill_part(canvas, part, 8, 8); }

/// A row of an eighth is at least one pixel high, also where the cell is not eight pixels high.
void fill_row_eighth(CoverageCanvas& canvas, int row) {
  const int top = row_edge(canvas, row, 8);
  canvas.fill(0, top, canvas.width(), std::max(top + 1, row_edge(canvas, row + 1, 8)));
}

void fill_column_eighth(CoverageCanvas& canvas, int column) {
  const int left = std::min(column_edge(canvas, column, 8), canvas.width() - 1);
  canvas.fill(left, 0, std::max(left + 1, column_edge(canvas, column + 1, 8)), canvas.height());
}

/// U+2596-259F: which quarters are filled: upper left 1, upper right 2, lower left 4, lower right 8.
constexpr std::array<std::uint8_t, 10> kQuarters{4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

void draw_basic(CoverageCanvas& canvas, char32_t c) {
  const int w = canvas.width();
  const int h = canvas.height();
  const auto count = [c](char32_t base) { return static_cast<int>(c - base); };
  if (c == 0x2580) return fill_eighths(canvas, {0, 0, 8, 4});
  if (c <= 0x2588) return fill_eighths(canvas, {0, 8 - count(0x2580), 8, 8});
  if (c <= 0x258F) return fill_eighths(canvas, {0, 0, 8 - count(0x2588), 8});
  if (c == 0x2590) return fill_eighths(canvas, {4, 0, 8, 8});
  if (c <= 0x2593) return canvas.fill(0, 0, w, h, static_cast<std::uint8_t>(count(0x2590) * 255 / 4));
  if (c == 0x2594) return canvas.fill(0, 0, w, std::max(1, nearest(h, 1, 8)));
  if (c == 0x2595) return canvas.fill(w - std::max(1, nearest(w, 1, 8)), 0, w, h);
  fill_mask(canvas, kQuarters[c - 0x2596], 2, 2);
}

/// U+1FB95 and 96: squares a quarter of the cell wide; an even number of rows, so that cells join.
void draw_checkers(CoverageCanvas& canvas, bool inverse) {
  const int rows = std::max(2, (canvas.height() * 4 / canvas.width() + 1) / 2 * 2);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < 4; ++column)
      if (((row + column) % 2 != 0) == inverse) fill_part(canvas, {column, row, column + 1, row + 1}, 4, rows);
}

/// U+1FB8C-1FB94: halves in the medium shade, in its inverse, or full.
void draw_shaded_halves(CoverageCanvas& canvas, char32_t c) {
  constexpr std::uint8_t kInverse = 255 - kMediumShade;
  constexpr Part kLeft{0, 0, 1, 2};
  constexpr Part kRight{1, 0, 2, 2};
  constexpr Part kUpper{0, 0, 2, 1};
  constexpr Part kLower{0, 1, 2, 2};
  struct Half {
    Part part;
    std::uint8_t coverage;
  };
  constexpr std::array<std::array<Half, 2>, 9> kHalves{{
      {{{kLeft, kMediumShade}, {kRight, 0}}},
      {{{kLeft, 0}, {kRight, kMediumShade}}},
      {{{kUpper, kMediumShade}, {kLower, 0}}},
      {{{kUpper, 0}, {kLower, kMediumShade}}},
      {{{kUpper, kInverse}, {kLower, kInverse}}},
      {{{kUpper, 255}, {kLower, kInverse}}},
      {{{kUpper, kInverse}, {kLower, 255}}},
      {{{kLeft, 255}, {kRight, kInverse}}},
      {{{kLeft, kInverse}, {kRight, 255}}},
  }};
  for (const Half& half : kHalves[c - 0x1FB8C]) fill_part(canvas, half.part, 2, 2, half.coverage);
}

/// U+1FB70-1FB8B.
void draw_eighths(CoverageCanvas& canvas, char32_t c) {
  constexpr std::array<int, 5> kParts{2, 3, 5, 6, 7};
  if (c <= 0x1FB75) return fill_column_eighth(canvas, static_cast<int>(c - 0x1FB70) + 1);
  if (c <= 0x1FB7B) return fill_row_eighth(canvas, static_cast<int>(c - 0x1FB76) + 1);
  if (c <= 0x1FB7F) {
    fill_column_eighth(canvas, c <= 0x1FB7D ? 0 : 7);
    return fill_row_eighth(canvas, c == 0x1FB7C || c == 0x1FB7F ? 7 : 0);
  }
  if (c == 0x1FB80 || c == 0x1FB81) {
    fill_row_eighth(canvas, 0);
    fill_row_eighth(canvas, 7);
    if (c == 0x1FB80) return;
    fill_row_eighth(canvas, 2);
    return fill_row_eighth(canvas, 4);
  }
  if (c <= 0x1FB86) return fill_eighths(canvas, {0, 0, 8, kParts[c - 0x1FB82]});
  fill_eighths(canvas, {8 - kParts[c - 0x1FB87], 0, 8, 8});
}

/// The octants' numbers: U+1CD00 and on are, in the order of their bits, those that no older character is (quadrants,
/// halves, quarters).
constexpr std::array<std::uint8_t, 230> make_octants() {
  constexpr std::array<int, 26> kElsewhere{0,  1,  2,   3,   5,   10,  15,  20,  40,  63,  64,  80,  85,
                                           90, 95, 128, 160, 165, 170, 175, 192, 240, 245, 250, 252, 255};
  std::array<std::uint8_t, 230> octants{};
  std::size_t next = 0;
  for (int mask = 0; mask < 256; ++mask) {
    bool is_elsewhere = false;
    for (const int other : kElsewhere) is_elsewhere = is_elsewhere || other == mask;
    if (!is_elsewhere) octants[next++] = static_cast<std::uint8_t>(mask);
  }
  return octants;
}
constexpr auto kOctants = make_octants();

}  // namespace

void draw_block(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  if (c <= 0x259F) return draw_basic(canvas, c);
  if (c <= 0x1FB8B) return draw_eighths(canvas, c);
  if (c <= 0x1FB94) return draw_shaded_halves(canvas, c);
  if (c <= 0x1FB96) return draw_checkers(canvas, c == 0x1FB96);
  if (c == 0x1FB97) return fill_mask(canvas, 0b1010, 1, 4);
  if (c <= 0x1FBCF) return fill_part(canvas, {0, 0, c == 0x1FBCE ? 2 : 1, 1}, 3, 1);
  constexpr std::array<Part, 4> kQuarterBlocks{{{1, 0, 3, 2}, {1, 2, 3, 4}, {0, 1, 2, 3}, {2, 1, 4, 3}}};
  fill_part(canvas, kQuarterBlocks[c - 0x1FBE4], 4, 4);
}

/// Those that would be the left or the right half block are not among them.
void draw_sextant(const Brush& brush, char32_t c) {
  unsigned mask = c - 0x1FB00 + 1;
  if (mask >= 0b010101) ++mask;
  if (mask >= 0b101010) ++mask;
  fill_mask(brush.canvas, mask, 2, 3);
}

void draw_octant(const Brush& brush, char32_t c) { fill_mask(brush.canvas, kOctants[c - 0x1CD00], 2, 4); }

void draw_separated(const Brush& brush, char32_t c) {
  CoverageCanvas& canvas = brush.canvas;
  const bool is_quadrant = c <= 0x1CC2F;
  const unsigned mask = is_quadrant ? c - 0x1CC20 : c - 0x1CE50;
  const int rows = is_quadrant ? 2 : 3;
  const int gap = std::max(1, canvas.width() / 6);
  const int before = gap - gap / 2;
  for (int i = 0; i < 2 * rows; ++i) {
    if ((mask >> i & 1) == 0) continue;
    const int left = column_edge(canvas, i % 2, 2) + before;
    const int top = row_edge(canvas, i / 2, rows) + before;
    canvas.fill(left, top, std::max(left + 1, column_edge(canvas, i % 2 + 1, 2) - gap / 2),
                std::max(top + 1, row_edge(canvas, i / 2 + 1, rows) - gap / 2));
  }
}

void draw_sixteenths(const Brush& brush, char32_t c) {
  constexpr std::array<Part, 16> kBars{{{2, 3, 4, 4},
                                        {1, 3, 4, 4},
                                        {0, 3, 3, 4},
                                        {0, 3, 2, 4},
                                        {0, 2, 1, 4},
                                        {0, 1, 1, 4},
                                        {0, 0, 1, 3},
                                        {0, 0, 1, 2},
                                        {0, 0, 2, 1},
                                        {0, 0, 3, 1},
                                        {1, 0, 4, 1},
                                        {2, 0, 4, 1},
                                        {3, 0, 4, 2},
                                        {3, 0, 4, 3},
                                        {3, 1, 4, 4},
                                        {3, 2, 4, 4}}};
  if (c < 0x1CEA0) return fill_mask(brush.canvas, 1u << (c - 0x1CE90), 4, 4);
  fill_part(brush.canvas, kBars[c - 0x1CEA0], 4, 4);
}

/// Bit order of the block: dots 1-3 and 7 on the left, 4-6 and 8 on the right.
void draw_braille(const Brush& brush, char32_t c) {
  constexpr std::array<std::array<int, 2>, 8> kPlaces{{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}};
  const unsigned dots = c - 0x2800;
  const int w = brush.canvas.width();
  const int h = brush.canvas.height();
  const int dot = std::max(1, std::min(w / 4, h / 8));
  const int step_x = std::max(1, w / 2);
  const int step_y = std::max(1, h / 4);
  const int left = std::max(0, (w - step_x - dot) / 2);
  const int top = std::max(0, (h - 3 * step_y - dot) / 2);
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    if ((dots >> i & 1) == 0) continue;
    const int x = left + kPlaces[i][0] * step_x;
    const int y = top + kPlaces[i][1] * step_y;
    brush.canvas.fill(x, y, x + dot, y + dot);
  }
}

}  // namespace tabacus::fonts::drawn
