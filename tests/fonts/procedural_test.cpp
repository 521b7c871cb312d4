#include "fonts/procedural.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tabacus::fonts {
namespace {

CellMetrics cell_of(int width, int height) {
  CellMetrics cell;
  cell.width = width;
  cell.height = height;
  cell.baseline = height * 4 / 5;
  cell.underline_top = cell.baseline + 1;
  cell.line_thickness = std::max(1, height / 16);
  return cell;
}

/// The sizes that VT.md asks for and more: odd, even, tiny and large.
const std::vector<CellMetrics>& all_cells() {
  static const auto kCells = [] {
    std::vector<CellMetrics> cells;
    for (const int width : {4, 5, 6, 7, 8, 9, 11, 12, 15, 20})
      for (const int height : {8, 14, 17, 18, 27, 41}) cells.push_back(cell_of(width, height));
    return cells;
  }();
  return kCells;
}

int at(const GlyphBitmap& bitmap, int x, int y) {
  return bitmap.pixels.at(static_cast<std::size_t>(y * bitmap.width + x));
}

int area(const GlyphBitmap& bitmap) {
  return static_cast<int>(std::ranges::count_if(bitmap.pixels, [](std::uint8_t c) { return c != 0; }));
}

/// Characters of a text, drawn side by side and below each other into one picture.
struct Sheet {
  int width;
  int height;
  std::vector<char> ink;

  Sheet(const std::vector<std::u32string_view>& lines, const CellMetrics& cell)
      : width{static_cast<int>(lines[0].size()) * cell.width},
        height{static_cast<int>(lines.size()) * cell.height},
        ink(static_cast<std::size_t>(width * height)) {
    for (std::size_t row = 0; row < lines.size(); ++row)
      for (std::size_t column = 0; column < lines[row].size(); ++column)
        if (is_drawn(lines[row][column]))
          stamp(draw_character(lines[row][column], cell), static_cast<int>(column) * cell.width,
                static_cast<int>(row) * cell.height);
  }

  void stamp(const GlyphBitmap& glyph, int left, int top) {
    for (int y = 0; y < glyph.height; ++y)
      for (int x = 0; x < glyph.width; ++x)
        if (at(glyph, x, y) > 60) ink[static_cast<std::size_t>((top + y) * width + left + x)] = 1;
  }

  /// Connected areas without ink.
  int count_regions() const {
    std::vector<char> seen = ink;
    int regions = 0;
    for (std::size_t start = 0; start < seen.size(); ++start) {
      if (seen[start] != 0) continue;
      ++regions;
      fill(seen, static_cast<int>(start));
    }
    return regions;
  }

  void fill(std::vector<char>& seen, int start) const {
    std::vector<int> open{start};
    seen[static_cast<std::size_t>(start)] = 1;
    while (!open.empty()) {
      const int x = open.back() % width;
      const int y = open.back() / width;
      open.pop_back();
      const std::array<std::pair<int, int>, 4> around{{{x + 1, y}, {x - 1, y}, {x, y + 1}, {x, y - 1}}};
      for (const auto& [nx, ny] : around) {
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const auto index = static_cast<std::size_t>(ny * width + nx);
        if (seen[index] != 0) continue;
        seen[index] = 1;
        open.push_back(static_cast<int>(index));
      }
    }
  }
};

std::string size_of(const CellMetrics& cell) { return std::to_string(cell.width) + "x" + std::to_string(cell.height); }

TEST(Procedural, EveryDrawnCharacterFillsOneCellsBitmap) {
  const CellMetrics cell = cell_of(9, 18);
  for (char32_t c = 0; c < 0x20000; ++c) {
    if (!is_drawn(c)) continue;
    const GlyphBitmap bitmap = draw_character(c, cell);
    ASSERT_EQ(bitmap.pixels.size(), 9u * 18u) << std::hex << static_cast<std::uint32_t>(c);
    EXPECT_EQ(area(bitmap) > 0, c != 0x2800) << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(Procedural, StraightLinesRunFromEdgeToEdgeInEverySize) {
  for (const CellMetrics& cell : all_cells()) {
    const GlyphBitmap level = draw_character(U'─', cell);
    const GlyphBitmap upright = draw_character(U'│', cell);
    for (int x = 0; x < cell.width; ++x)
      EXPECT_EQ(at(level, x, (cell.height - cell.line_thickness) / 2), 255) << size_of(cell);
    for (int y = 0; y < cell.height; ++y)
      EXPECT_EQ(at(upright, (cell.width - cell.line_thickness) / 2, y), 255) << size_of(cell);
    EXPECT_EQ(area(level), cell.width * cell.line_thickness);
    EXPECT_EQ(area(upright), cell.height * cell.line_thickness);
  }
}

struct GridCase {
  const char* name;
  std::vector<std::u32string_view> lines;
  int regions;  ///< boxes and the outside
};

class BoxGrid : public testing::TestWithParam<GridCase> {};

TEST_P(BoxGrid, HasNoHoleInAnySize) {
  for (const CellMetrics& cell : all_cells())
    EXPECT_EQ((Sheet{GetParam().lines, cell}.count_regions()), GetParam().regions) << size_of(cell);
}

// A blank frame of cells around each grid makes the outside one region. Between the two strokes of a double line lies
// one more region for each closed ring of the line work, so double grids are counted in the next test.
INSTANTIATE_TEST_SUITE_P(
    Grids, BoxGrid,
    testing::Values(
        GridCase{"light", {U"       ", U" ┌─┬─┐ ", U" │ │ │ ", U" ├─┼─┤ ", U" │ │ │ ", U" └─┴─┘ ", U"       "}, 5},
        GridCase{"heavy", {U"       ", U" ┏━┳━┓ ", U" ┃ ┃ ┃ ", U" ┣━╋━┫ ", U" ┃ ┃ ┃ ", U" ┗━┻━┛ ", U"       "}, 5},
        GridCase{"round", {U"       ", U" ╭─┬─╮ ", U" │ │ │ ", U" ├─┼─┤ ", U" │ │ │ ", U" ╰─┴─╯ ", U"       "}, 5},
        GridCase{"mixed", {U"       ", U" ┍━┯━┑ ", U" │ │ │ ", U" ┝━┿━┥ ", U" │ │ │ ", U" ┕━┷━┙ ", U"       "}, 5}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Procedural, DoubleBoxesHaveARegionBetweenTheirStrokes) {
  for (const CellMetrics& cell : all_cells()) {
    // Too narrow for two strokes and a gap on both sides of it.
    if (cell.width < 5 * cell.line_thickness) continue;
    const Sheet box{{U"     ", U" ╔═╗ ", U" ║ ║ ", U" ╚═╝ ", U"     "}, cell};
    EXPECT_EQ(box.count_regions(), 3) << size_of(cell);
    const Sheet grid{{U"       ", U" ╔═╦═╗ ", U" ║ ║ ║ ", U" ╚═╩═╝ ", U"       "}, cell};
    EXPECT_EQ(grid.count_regions(), 4) << size_of(cell);
  }
}

TEST(Procedural, BlocksCoverTheirShare) {
  for (const CellMetrics& cell : all_cells()) {
    const int whole = cell.width * cell.height;
    EXPECT_EQ(area(draw_character(U'█', cell)), whole);
    const int upper = area(draw_character(U'▀', cell));
    const int left = area(draw_character(U'▌', cell));
    EXPECT_EQ(upper + area(draw_character(U'▄', cell)), whole) << "halves neither overlap nor leave a gap";
    EXPECT_EQ(left + area(draw_character(U'▐', cell)), whole);
    EXPECT_NEAR(upper, whole / 2, cell.width);
    EXPECT_NEAR(left, whole / 2, cell.height);
    int before = 0;
    for (char32_t c = U'▁'; c <= U'█'; ++c) {
      const int now = area(draw_character(c, cell));
      EXPECT_GE(now, before) << "the bars of a sparkline rise";
      before = now;
    }
    EXPECT_EQ(area(draw_character(U'▚', cell)) + area(draw_character(U'▞', cell)), whole);
    EXPECT_EQ(area(draw_character(U'▙', cell)) + area(draw_character(U'▝', cell)), whole);
  }
}

TEST(Procedural, ShadesAreFlat) {
  const CellMetrics cell = cell_of(9, 18);
  const std::array<std::pair<char32_t, int>, 3> shades{{{U'░', 63}, {U'▒', 127}, {U'▓', 191}}};
  for (const auto& [c, alpha] : shades)
    for (const std::uint8_t value : draw_character(c, cell).pixels) EXPECT_EQ(value, alpha);
}

TEST(Procedural, BrailleShowsEachDotOnce) {
  for (const CellMetrics& cell : all_cells()) {
    const int one = area(draw_character(0x2801, cell));
    for (int dots = 0; dots < 256; ++dots)
      EXPECT_EQ(area(draw_character(0x2800 + static_cast<char32_t>(dots), cell)),
                one * __builtin_popcount(static_cast<unsigned>(dots)))
          << size_of(cell) << " pattern " << dots;
  }
}

TEST(Procedural, PowerlineTrianglesAreMirrorsAndReachTheirTip) {
  for (const CellMetrics& cell : all_cells()) {
    const GlyphBitmap right = draw_character(0xE0B0, cell);
    const GlyphBitmap left = draw_character(0xE0B2, cell);
    for (int y = 0; y < cell.height; ++y)
      for (int x = 0; x < cell.width; ++x) EXPECT_EQ(at(right, x, y), at(left, cell.width - 1 - x, y));
    EXPECT_GT(at(right, cell.width - 1, cell.height / 2), 0);
    for (int y = 2; y < cell.height - 2; ++y) EXPECT_GT(at(right, 0, y), 100) << "no gap to the cell before";
  }
}

TEST(Procedural, DiagonalsReachTheirCorners) {
  for (const CellMetrics& cell : all_cells()) {
    const GlyphBitmap rising = draw_character(U'╱', cell);
    const GlyphBitmap falling = draw_character(U'╲', cell);
    EXPECT_GT(at(rising, 0, cell.height - 1), 0);
    EXPECT_GT(at(rising, cell.width - 1, 0), 0);
    EXPECT_GT(at(falling, 0, 0), 0);
    EXPECT_GT(at(falling, cell.width - 1, cell.height - 1), 0);
  }
}

TEST(Procedural, CurlsStayInTheLowerPartAndGoOnInTheNextCell) {
  for (const CellMetrics& cell : all_cells()) {
    const GlyphBitmap curl = draw_curl(cell);
    EXPECT_EQ(curl.width, cell.width);
    EXPECT_GE(curl.top, cell.height / 2);
    EXPECT_LE(curl.top + curl.height, cell.height);
    for (int x = 0; x < curl.width; ++x) {
      int column = 0;
      for (int y = 0; y < curl.height; ++y) column += at(curl, x, y);
      EXPECT_GT(column, 60) << "a column without ink is a gap, " << size_of(cell);
    }
  }
}

TEST(Procedural, TheMissingBoxIsHollow) {
  const GlyphBitmap box = draw_missing(cell_of(9, 18), 2);
  EXPECT_EQ(box.width, 18);
  EXPECT_GT(area(box), 0);
  EXPECT_LT(area(box), 18 * 18 / 2);
}

}  // namespace
}  // namespace tabacus::fonts
