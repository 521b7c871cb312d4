// Rows stand where scrolling put them, whichever regions scroll in turn.
#include "terminal/grid.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tabacus::terminal {
namespace {

constexpr int kRows = 9;

char letter_at(const Grid& grid, int row) {
  const Line& line = grid.line(row);
  return line.used == 0 ? ' ' : static_cast<char>(line.cells[0].text);
}

void write(Grid& grid, int row, char letter) {
  Line& line = grid.line(row);
  line.reach(1);
  line.cells[0].text = static_cast<char32_t>(letter);
}

TEST(Grid, ScrollsAnyRegionAsIfRowsWereCopied) {
  std::mt19937 random{3};
  const auto below = [&random](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  Grid grid{4, kRows};
  std::string rows(kRows, ' ');
  for (int step = 0; step < 5000; ++step) {
    const int top = below(kRows);
    const int bottom = top + below(kRows - top);
    const int count = 1 + below(kRows + 2);
    const auto moved = static_cast<std::size_t>(std::min(count, bottom - top + 1));
    std::string region = rows.substr(static_cast<std::size_t>(top), static_cast<std::size_t>(bottom - top + 1));
    for (int repeats = 1 + below(3); repeats > 0; --repeats) {  // the second time finds the region turned already
      if (random() % 2 == 0) {
        if (count == 1 && random() % 2 == 0)
          grid.feed_line(top, bottom, Color{}, nullptr);
        else
          grid.scroll_up(top, bottom, count, Color{}, nullptr);
        region = region.substr(moved) + std::string(moved, ' ');
      } else {
        grid.scroll_down(top, bottom, count, Color{});
        region = std::string(moved, ' ') + region.substr(0, region.size() - moved);
      }
    }
    rows.replace(static_cast<std::size_t>(top), region.size(), region);
    const int written = below(kRows);
    const char letter = static_cast<char>('a' + below(26));
    write(grid, written, letter);
    rows[static_cast<std::size_t>(written)] = letter;
    for (int row = 0; row < kRows; ++row)
      ASSERT_EQ(letter_at(grid, row), rows[static_cast<std::size_t>(row)]) << "step " << step << " row " << row;
  }
}

TEST(Grid, GivesWhatLeavesToTheHistoryOldestFirst) {
  Grid grid{4, 5};
  History history{10};
  for (int row = 0; row < 5; ++row) write(grid, row, static_cast<char>('a' + row));
  grid.scroll_up(0, 3, 3, Color::indexed(4), &history);
  ASSERT_EQ(history.size(), 3);
  std::vector<Cell> cells;
  history.read(2, cells);
  EXPECT_EQ(cells[0].text, U'c');
  EXPECT_EQ(letter_at(grid, 0), 'd');
  EXPECT_EQ(letter_at(grid, 4), 'e') << "below the region";
  EXPECT_EQ(grid.line(1).at(3).background, Color::indexed(4)) << "blank rows take the background";
}

}  // namespace
}  // namespace tabacus::terminal
