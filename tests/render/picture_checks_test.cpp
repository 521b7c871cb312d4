// What can be said of any picture without knowing the font: lines that run through, boxes that are closed, halves that
// are halves, waves that go on, in ten sizes of type at four scales.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/render/renderer_fixture.hpp"

namespace tabacus::render {
namespace {

using terminal::Style;

constexpr std::uint32_t kInk = 0xD8D8D8;
constexpr double kSizes[] = {8, 9, 10, 11, 12, 13, 14, 15, 17, 19};
constexpr double kScales[] = {1.0, 1.25, 1.5, 2.0};
constexpr int kWide = 13;
constexpr int kHigh = 12;

/// One frame in every size: what is drawn must hold in each.
class PictureChecks : public RendererTest {
 protected:
  template <typename Check>
  void in_every_size(terminal::Frame& frame, Check check) {
    for (const double scale : kScales)
      for (const double size : kSizes) {
        renderer_ = make(font(scale, size), kWide, kHigh);
        ASSERT_NE(renderer_, nullptr);
        damage_all(frame);
        draw(frame);
        const Rect cell = cells(0, 0);
        SCOPED_TRACE(std::to_string(cell.width) + "x" + std::to_string(cell.height) + " at " + std::to_string(scale));
        check();
        if (HasFailure()) return keep_picture(picture_, "picture_checks");
      }
  }

  /// Areas of pure background that no ink divides, within the cells.
  [[nodiscard]] int count_regions(const Rect& rect) const {
    std::vector<char> seen(static_cast<std::size_t>(rect.width * rect.height));
    const auto index = [&](int x, int y) { return static_cast<std::size_t>((y - rect.y) * rect.width + x - rect.x); };
    for (int y = rect.y; y < rect.bottom(); ++y)
      for (int x = rect.x; x < rect.right(); ++x) seen[index(x, y)] = hex(at(x, y)) != kBlank;
    int regions = 0;
    for (int y = rect.y; y < rect.bottom(); ++y)
      for (int x = rect.x; x < rect.right(); ++x) {
        if (seen[index(x, y)] != 0) continue;
        ++regions;
        std::vector<std::pair<int, int>> open{{x, y}};
        seen[index(x, y)] = 1;
        while (!open.empty()) {
          const auto [ox, oy] = open.back();
          open.pop_back();
          for (const auto& [nx, ny] : {std::pair{ox + 1, oy}, {ox - 1, oy}, {ox, oy + 1}, {ox, oy - 1}}) {
            if (!rect.contains(nx, ny) || seen[index(nx, ny)] != 0) continue;
            seen[index(nx, ny)] = 1;
            open.emplace_back(nx, ny);
          }
        }
      }
    return regions;
  }

  /// The rows of pixels in which the whole rectangle is ink.
  [[nodiscard]] int full_rows(const Rect& rect) const {
    int rows = 0;
    for (int y = rect.y; y < rect.bottom(); ++y) rows += is_uniform({rect.x, y, rect.width, 1}, kInk) ? 1 : 0;
    return rows;
  }
  [[nodiscard]] int full_columns(const Rect& rect) const {
    int columns = 0;
    for (int x = rect.x; x < rect.right(); ++x) columns += is_uniform({x, rect.y, 1, rect.height}, kInk) ? 1 : 0;
    return columns;
  }
};

TEST_F(PictureChecks, LinesRunThroughAllTheirCells) {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 1, 0, "─────────────");
  put(frame, 3, 0, "━━━━━━━━━━━━━");
  for (int row = 5; row < kHigh; ++row) put(frame, row, 2, "│ ┃ █");
  in_every_size(frame, [this] {
    const Layout now = renderer_->layout(TabBarVisibility::Shown);
    const int light = full_rows(cells(1, 0, kWide));
    EXPECT_GE(light, 1);
    EXPECT_EQ(full_rows(cells(3, 0, kWide)), 2 * light);
    const auto column = [&](int at) {
      return Rect{now.cell_x(at), now.cell_y(5), now.cell_width, 7 * now.cell_height};
    };
    EXPECT_EQ(full_columns(column(2)), light);
    EXPECT_EQ(full_columns(column(4)), 2 * light);
    EXPECT_TRUE(is_uniform(column(6), kInk));
  });
}

TEST_F(PictureChecks, BoxesAreClosed) {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 1, 1, "┌─┬─┐ ┏━┳━┓");
  put(frame, 2, 1, "│ │ │ ┃ ┃ ┃");
  put(frame, 3, 1, "├─┼─┤ ┣━╋━┫");
  put(frame, 4, 1, "│ │ │ ┃ ┃ ┃");
  put(frame, 5, 1, "└─┴─┘ ┗━┻━┛");
  put(frame, 7, 1, "╭─┬─╮ ┍━┯━┑");
  put(frame, 8, 1, "│ │ │ │ │ │");
  put(frame, 9, 1, "╰─┴─╯ ┕━┷━┙");
  in_every_size(frame, [this] {
    const Rect whole = cells(0, 0, kWide);
    EXPECT_EQ(count_regions({whole.x, whole.y, whole.width, whole.height * kHigh}), 4 + 4 + 2 + 2 + 1);
  });
}

TEST_F(PictureChecks, HalvesAreHalvesAndMeet) {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 1, 1, "▀▄▌▐█");
  put(frame, 3, 1, "▀▀▀▀");
  put(frame, 4, 1, "🬋🬋🬋🬋");
  in_every_size(frame, [this] {
    const auto ink = [this](int column) {
      const auto seen = colors(cells(1, column));
      const auto found = seen.find(kInk);
      return found != seen.end() ? found->second : 0;
    };
    const Rect cell = cells(1, 1);
    const int whole = cell.width * cell.height;
    EXPECT_EQ(ink(5), whole);
    EXPECT_NEAR(ink(1), whole / 2, cell.width);
    EXPECT_NEAR(ink(3), whole / 2, cell.height);
    EXPECT_EQ(ink(1) + ink(2), whole);
    EXPECT_EQ(ink(3) + ink(4), whole);
    EXPECT_EQ(full_rows(cells(3, 1, 4)), cell.height - cell.height / 2 - (cell.height % 2 == 0 ? 0 : 1));
    EXPECT_NEAR(full_rows(cells(4, 1, 4)), cell.height / 3.0, 1.0) << "the middle sextants are one bar";
  });
}

TEST_F(PictureChecks, CurlsGoOnFromCellToCellInTheLowerPart) {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  Style curly;
  curly.underline = terminal::Underline::Curly;
  put(frame, 1, 2, "      ", curly);
  put(frame, 1, 8, "xy    ", curly);
  in_every_size(frame, [this] {
    const Rect area = cells(1, 2, 6);
    const int upper = area.height * 5 / 8;
    int last_middle = -1;
    for (int x = area.x; x < area.right(); ++x) {
      EXPECT_TRUE(is_uniform({x, area.y, 1, upper}, kBlank));
      double weight = 0;
      double sum = 0;
      for (int y = area.y + upper; y < area.bottom(); ++y) {
        const int ink = at(x, y).r - 0x18;
        weight += ink;
        sum += ink * (y + 0.5);
      }
      ASSERT_GT(weight, 40) << "no ink in column " << x - area.x;
      const int middle = static_cast<int>(sum / weight * 4);
      if (last_middle >= 0) {
        EXPECT_LE(std::abs(middle - last_middle), 8) << "a step in column " << x - area.x;
      }
      last_middle = middle;
    }
  });
}

TEST_F(PictureChecks, WideCharactersStandInTheMiddleOfTheirTwoCells) {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 1, 2, "日");  // a glyph or, where no font has it, a box as wide
  put(frame, 3, 2, "🦊");
  in_every_size(frame, [this] {
    for (const int row : {1, 3}) {
      const Rect both = cells(row, 2, 2);
      double weight = 0;
      double sum = 0;
      for (int y = both.y; y < both.bottom(); ++y)
        for (int x = both.x; x < both.right(); ++x) {
          const Rgba pixel = at(x, y);
          const int ink = std::abs(pixel.r - 0x18) + std::abs(pixel.g - 0x18) + std::abs(pixel.b - 0x18);
          weight += ink;
          sum += ink * (x + 0.5 - both.x);
        }
      EXPECT_FALSE(is_uniform(cells(row, 2), kBlank));
      EXPECT_FALSE(is_uniform(cells(row, 3), kBlank));
      EXPECT_NEAR(sum / weight, both.width / 2.0, both.width * 0.12);
      EXPECT_TRUE(is_uniform(cells(row, 1), kBlank)) << "no ink beside it";
      EXPECT_TRUE(is_uniform(cells(row, 4), kBlank)) << "no ink beside it";
    }
  });
}

}  // namespace
}  // namespace tabacus::render
