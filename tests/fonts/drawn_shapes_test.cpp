// Sextants, octants, wedges and their like: what meets or completes another does so in every size of cell.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fonts/procedural.hpp"

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

/// 7 x 14 to 20 x 41, even and odd.
std::vector<CellMetrics> some_cells() {
  std::vector<CellMetrics> cells;
  for (const auto& [width, height] :
       {std::pair{7, 14}, {8, 16}, {9, 17}, {9, 18}, {11, 21}, {12, 24}, {15, 31}, {20, 41}})
    cells.push_back(cell_of(width, height));
  return cells;
}

std::string size_of(const CellMetrics& cell) { return std::to_string(cell.width) + "x" + std::to_string(cell.height); }

int at(const GlyphBitmap& bitmap, int x, int y) {
  return bitmap.pixels.at(static_cast<std::size_t>(y * bitmap.width + x));
}

/// Ink, in whole pixels.
double area(const GlyphBitmap& bitmap) {
  double sum = 0;
  for (const std::uint8_t value : bitmap.pixels) sum += value;
  return sum / 255;
}

TEST(DrawnShapes, RangesRiseAndDoNotMeet) {
  for (std::size_t i = 1; i < kDrawnRanges.size(); ++i)
    EXPECT_GT(kDrawnRanges[i].first, kDrawnRanges[i - 1].last) << std::hex << std::uint32_t{kDrawnRanges[i].first};
  for (const DrawnRange& range : kDrawnRanges) EXPECT_LE(range.first, range.last);
  for (const char32_t c : {U'A', U'~', U'é', U'語', U'⚡', U'\u25FD', U'\u2606', U'\U0001F600'})
    EXPECT_FALSE(is_drawn(c));
}

TEST(DrawnShapes, EveryMosaicIsAnother) {
  for (const CellMetrics& cell : some_cells()) {
    std::set<std::vector<std::uint8_t>> seen;
    std::size_t drawn = 0;
    const auto add = [&](char32_t first, char32_t last) {
      for (char32_t c = first; c <= last; ++c, ++drawn) seen.insert(draw_character(c, cell).pixels);
    };
    add(0x1FB00, 0x1FB3B);
    add(0x1CD00, 0x1CDE5);
    EXPECT_EQ(seen.size(), drawn) << size_of(cell);
  }
}

/// With the characters that Unicode had before, the parts of a cell can be shown in each combination.
TEST(DrawnShapes, SextantsAndOctantsCoverWhatTheirNamesSay) {
  for (const CellMetrics& cell : some_cells()) {
    const double whole = cell.width * cell.height;
    double sum = 0;
    for (char32_t c = 0x1FB00; c <= 0x1FB3B; ++c) sum += area(draw_character(c, cell));
    EXPECT_NEAR(sum, whole * 30, 1e-6) << "60 of 64 in pairs that complete each other";
    // BLOCK SEXTANT-1, -2, -12; -3456 is the last but two.
    const auto upper_left = draw_character(0x1FB00, cell);
    EXPECT_EQ(at(upper_left, 0, 0), 255);
    EXPECT_EQ(at(upper_left, cell.width - 1, 0), 0);
    EXPECT_EQ(area(draw_character(0x1FB00, cell)) + area(draw_character(0x1FB01, cell)),
              area(draw_character(0x1FB02, cell)));
    // BLOCK OCTANT-3 and BLOCK OCTANT-2345678, the first and the last of the block.
    const auto third = draw_character(0x1CD00, cell);
    EXPECT_EQ(at(third, 0, cell.height * 3 / 8), 255);
    EXPECT_EQ(at(third, 0, 0), 0);
    const auto all_but_first = draw_character(0x1CDE5, cell);
    EXPECT_EQ(at(all_but_first, 0, 0), 0);
    EXPECT_EQ(at(all_but_first, cell.width - 1, 0), 255);
    EXPECT_EQ(at(all_but_first, 0, cell.height - 1), 255);
  }
}

struct Complement {
  char32_t one;
  char32_t other;
};

class Complements : public testing::TestWithParam<Complement> {};

TEST_P(Complements, FillTheCellTogetherAndDoNotOverlap) {
  for (const CellMetrics& cell : some_cells()) {
    const auto one = draw_character(GetParam().one, cell);
    const auto other = draw_character(GetParam().other, cell);
    for (std::size_t i = 0; i < one.pixels.size(); ++i)
      ASSERT_NEAR(one.pixels[i] + other.pixels[i], 255, 1) << size_of(cell) << " pixel " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, Complements,
    testing::Values(Complement{0x1FB3C, 0x1FB52}, Complement{0x1FB41, 0x1FB57}, Complement{0x1FB47, 0x1FB5D},
                    Complement{0x1FB51, 0x1FB67}, Complement{0x1FB68, 0x1FB6C}, Complement{0x1FB69, 0x1FB6D},
                    Complement{0x1FB6A, 0x1FB6E}, Complement{0x1FB6B, 0x1FB6F}, Complement{0x1FB95, 0x1FB96},
                    Complement{0x25E2, 0x25E4}, Complement{0x25E3, 0x25E5}, Complement{0xE0B8, 0xE0BE},
                    Complement{0xE0BA, 0xE0BC}, Complement{0x2573, 0x1FBBD}, Complement{0x1FBAE, 0x1FBBF},
                    Complement{0x1FB02, 0x1FB39}, Complement{0x1FB82, 0x2586}),
    [](const auto& test) { return "c" + std::to_string(static_cast<std::uint32_t>(test.param.one)); });

struct Mirror {
  char32_t right;
  char32_t left;
};

class Mirrors : public testing::TestWithParam<Mirror> {};

TEST_P(Mirrors, AreTheSameFromTheOtherSide) {
  for (const CellMetrics& cell : some_cells()) {
    const auto right = draw_character(GetParam().right, cell);
    const auto left = draw_character(GetParam().left, cell);
    for (int y = 0; y < cell.height; ++y)
      for (int x = 0; x < cell.width; ++x) ASSERT_EQ(at(right, x, y), at(left, cell.width - 1 - x, y)) << size_of(cell);
  }
}

INSTANTIATE_TEST_SUITE_P(Pairs, Mirrors,
                         testing::Values(Mirror{0xE0B0, 0xE0B2}, Mirror{0xE0B1, 0xE0B3}, Mirror{0xE0B4, 0xE0B6},
                                         Mirror{0xE0B5, 0xE0B7}, Mirror{0xE0D2, 0xE0D4}, Mirror{0xE0B8, 0xE0BA},
                                         Mirror{0x1FB6C, 0x1FB6E}, Mirror{0x25E2, 0x25E3}),
                         [](const auto& test) {
                           return "c" + std::to_string(static_cast<std::uint32_t>(test.param.right));
                         });

/// Which of its edges (up, right, down, left) a character's ink touches.
std::string edges_of(char32_t c, const CellMetrics& cell) {
  const GlyphBitmap bitmap = draw_character(c, cell);
  const auto ink = [&](int x, int y) { return bitmap.pixels[static_cast<std::size_t>(y * cell.width + x)] > 127; };
  bool up = false, right = false, down = false, left = false;
  for (int x = 0; x < cell.width; ++x) {
    up = up || ink(x, 0);
    down = down || ink(x, cell.height - 1);
  }
  for (int y = 0; y < cell.height; ++y) {
    left = left || ink(0, y);
    right = right || ink(cell.width - 1, y);
  }
  return std::string{up ? "u" : ""} + (right ? "r" : "") + (down ? "d" : "") + (left ? "l" : "");
}

TEST(DrawnShapes, BranchesReachTheEdgesTheyLeadTo) {
  struct Case {
    char32_t character;
    const char* edges;
  };
  for (const Case& branch : {Case{0xF5D0, "rl"}, Case{0xF5D1, "ud"}, Case{0xF5D6, "rd"}, Case{0xF5D9, "ul"},
                             Case{0xF5DA, "urd"}, Case{0xF5E1, "rdl"}, Case{0xF5E6, "urdl"}, Case{0xF5ED, "urdl"}})
    EXPECT_EQ(edges_of(branch.character, cell_of(9, 18)), branch.edges) << std::hex << std::uint32_t{branch.character};
}

TEST(DrawnShapes, CommitsAreFilledOrHollowAndLeadWhereTheirBranchesGo) {
  constexpr std::array<std::string_view, 16> kArms{"",   "r",  "l",  "rl",  "d",   "u",   "ud",  "rd",
                                                   "dl", "ur", "ul", "urd", "udl", "rdl", "url", "urdl"};
  const CellMetrics cell = cell_of(9, 18);
  for (std::size_t i = 0; i < 2 * kArms.size(); ++i) {
    const auto commit = static_cast<char32_t>(0xF5EE + i);
    const GlyphBitmap bitmap = draw_character(commit, cell);
    EXPECT_EQ(at(bitmap, 4, 8) > 127, i % 2 == 0) << std::hex << std::uint32_t{commit} << ": its middle";
    // It is as wide as the cell: its sides tell of no arm.
    const std::string edges = edges_of(commit, cell);
    for (const char edge : {'u', 'd'})
      EXPECT_EQ(edges.find(edge) != edges.npos, kArms[i / 2].find(edge) != kArms[i / 2].npos)
          << std::hex << std::uint32_t{commit} << " " << edge;
  }
}

TEST(DrawnShapes, ScanLinesLieInOrderAndCrossTheCell) {
  for (const CellMetrics& cell : some_cells()) {
    int above = -1;
    for (const char32_t line : {U'\u23BA', U'\u23BB', U'\u2500', U'\u23BC', U'\u23BD'}) {
      const GlyphBitmap bitmap = draw_character(line, cell);
      int top = 0;
      while (top < cell.height && at(bitmap, 0, top) == 0) ++top;
      ASSERT_LT(top, cell.height) << size_of(cell);
      for (int x = 0; x < cell.width; ++x) EXPECT_EQ(at(bitmap, x, top), 255) << size_of(cell);
      EXPECT_GT(top, above) << size_of(cell) << " U+" << std::hex << std::uint32_t{line};
      above = top;
    }
  }
}

TEST(DrawnShapes, FadingBranchesBeginFullAndEndWithNothing) {
  const CellMetrics cell = cell_of(9, 18);
  const GlyphBitmap to_right = draw_character(0xF5D2, cell);
  const GlyphBitmap to_top = draw_character(0xF5D5, cell);
  EXPECT_EQ(at(to_right, 0, 8), 255);
  EXPECT_LT(at(to_right, 8, 8), 40);
  EXPECT_EQ(at(to_top, 4, 17), 255);
  EXPECT_LT(at(to_top, 4, 0), 20);
}

TEST(DrawnShapes, RoundSeparatorsStandOnTheWholeEdge) {
  for (const CellMetrics& cell : some_cells()) {
    const auto half = draw_character(0xE0B4, cell);
    for (int y = 1; y < cell.height - 1; ++y) EXPECT_GT(at(half, 0, y), 100) << size_of(cell) << " row " << y;
    EXPECT_GT(at(half, cell.width - 1, cell.height / 2), 100);
    EXPECT_LT(at(half, cell.width - 1, 0), 60);
  }
}

TEST(DrawnShapes, SeparatedBlocksLeaveAGapOnEverySide) {
  for (const CellMetrics& cell : some_cells()) {
    for (const char32_t c : {0x1CC2F, 0x1CE8F}) {
      const auto blocks = draw_character(c, cell);
      for (int y = 0; y < cell.height; ++y) EXPECT_EQ(at(blocks, 0, y), 0) << size_of(cell);
      for (int x = 0; x < cell.width; ++x) EXPECT_EQ(at(blocks, x, 0), 0) << size_of(cell);
      EXPECT_GT(area(blocks), cell.width * cell.height * 0.3);
    }
  }
}

TEST(DrawnShapes, EighthsRiseWithTheirNumber) {
  for (const CellMetrics& cell : some_cells()) {
    double before = 0;
    for (char32_t c = 0x1FB82; c <= 0x1FB86; ++c) {
      EXPECT_GT(area(draw_character(c, cell)), before);
      before = area(draw_character(c, cell));
    }
    before = 0;
    for (char32_t c = 0x1FB87; c <= 0x1FB8B; ++c) {
      EXPECT_GE(area(draw_character(c, cell)), before);
      before = area(draw_character(c, cell));
    }
    for (char32_t c = 0x1FB76; c <= 0x1FB7B; ++c) EXPECT_GE(area(draw_character(c, cell)), cell.width);
  }
}

/// What btop and chafa draw with: a picture of mosaics has no line of background between its cells.
TEST(DrawnShapes, DiagonalsMeetAtTheMiddleOfAnEdge) {
  for (const CellMetrics& cell : some_cells()) {
    const auto from_left = draw_character(0x1FBA2, cell);   // middle left to lower centre
    const auto from_above = draw_character(0x1FBA0, cell);  // upper centre to middle left
    EXPECT_GT(at(from_left, cell.width / 2, cell.height - 1) + at(from_left, (cell.width - 1) / 2, cell.height - 1),
              100);
    EXPECT_GT(at(from_above, cell.width / 2, 0) + at(from_above, (cell.width - 1) / 2, 0), 100);
  }
}

}  // namespace
}  // namespace tabacus::fonts
