// Packed lines read back as they were, within the limits.
#include "terminal/history.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tabacus::terminal {
namespace {

std::vector<Cell> cells_of(std::string_view text) {
  std::vector<Cell> cells;
  for (const char c : text) {
    Cell cell;
    cell.text = static_cast<unsigned char>(c);
    cells.push_back(cell);
  }
  return cells;
}

Color random_color(std::mt19937& random) {
  const auto byte = [&random] { return static_cast<std::uint8_t>(random()); };
  switch (random() % 3) {
    case 0:
      return {};
    case 1:
      return Color::indexed(byte());
    default:
      return Color::rgb(byte(), byte(), byte());
  }
}

Cell random_look(std::mt19937& random) {
  Cell cell;
  cell.foreground = random_color(random);
  if (random() % 2 == 0) cell.background = random_color(random);
  if (random() % 4 == 0) cell.flags = static_cast<std::uint8_t>(random());
  if (random() % 4 == 0) cell.underline = static_cast<Underline>(random() % 6);
  if (random() % 8 == 0) cell.extra = static_cast<std::uint16_t>(random());
  return cell;
}

std::string text_at(const History& history, int index) {
  std::vector<Cell> cells;
  history.read(index, cells);
  std::string text;
  for (const Cell& cell : cells) text += static_cast<char>(cell.text);
  return text;
}

TEST(History, ReadsBackWhatItPacked) {
  std::mt19937 random{7};
  History history{100};
  std::vector<std::vector<Cell>> lines;
  for (int i = 0; i < 100; ++i) {
    std::vector<Cell> cells;
    const bool is_ascii = random() % 2 == 0;
    Cell look;
    for (std::size_t left = random() % 50; left > 0; --left) {
      Cell cell;
      cell.text = is_ascii ? random() % 0x7F : random() % 0x10FFFF;
      if (random() % 20 == 0) cell.text = Cell::kClusterBit | random() % 100;
      if (random() % 3 == 0) look = random_look(random);
      cell.foreground = look.foreground;
      cell.background = look.background;
      cell.flags = look.flags;
      cell.underline = look.underline;
      cell.extra = look.extra;
      cell.set_width(is_ascii ? 1 : static_cast<int>(random() % 3));
      cells.push_back(cell);
      if (cell.width != 2 || random() % 4 == 0) continue;
      cell.text = 0;
      cell.set_width(0);
      cells.push_back(cell);
    }
    history.push(cells, random() % 2 == 0);
    lines.push_back(std::move(cells));
  }
  std::vector<Cell> cells;
  for (int i = 0; i < 100; ++i) {
    history.read(i, cells);
    EXPECT_EQ(cells, lines[static_cast<std::size_t>(i)]) << i;
  }
}

TEST(History, DropsTheOldestAndKeepsNamingTheRest) {
  History history{3};
  for (const char* text : {"1", "2", "3", "4", "5"}) history.push(cells_of(text), false);
  EXPECT_EQ(history.size(), 3);
  EXPECT_EQ(history.dropped(), 2u);
  EXPECT_EQ(text_at(history, 0), "3");
  EXPECT_EQ(text_at(history, 2), "5");
  history.pop();
  EXPECT_EQ(text_at(history, 1), "4");
  EXPECT_EQ(history.size(), 2);
  history.push(cells_of("six"), true);
  EXPECT_EQ(text_at(history, 2), "six");
  EXPECT_TRUE(history.is_wrapped(2));
}

/// Against a plain list of lines.
TEST(History, KeepsNumbersRightWhateverIsPushedPoppedAndCleared) {
  std::mt19937 random{11};
  History history{150, 4000};
  std::vector<std::string> all;  // every line that was not taken back
  std::size_t cleared = 0;
  for (int step = 0; step < 5000; ++step) {
    const unsigned choice = random() % 100;
    if (choice < 80) {
      all.push_back(std::to_string(step) + std::string(random() % 60, 'x'));
      history.push(cells_of(all.back()), random() % 2 == 0);
    } else if (choice < 99) {
      for (unsigned left = random() % 8; left > 0 && history.size() > 0; --left) {
        history.pop();
        all.pop_back();
      }
    } else if (random() % 8 == 0) {
      history.clear();
      cleared = all.size();
    }
    ASSERT_EQ(history.dropped() + static_cast<std::size_t>(history.size()), all.size());
    ASSERT_GE(history.dropped(), cleared);
    ASSERT_LE(history.size(), 150);
    ASSERT_LE(history.bytes(), 4000u + 600);
    for (int index = 0; index < history.size(); index += 1 + static_cast<int>(random() % 40))
      ASSERT_EQ(text_at(history, index), all[history.dropped() + static_cast<std::size_t>(index)]);
  }
}

TEST(History, StaysBelowItsBytes) {
  History history{1'000'000, 10'000};
  for (int i = 0; i < 5000; ++i) history.push(cells_of(std::string(100, 'x')), false);
  EXPECT_LE(history.bytes(), 10'200u);
  EXPECT_GT(history.size(), 50);
}

TEST(History, TakesAboutAByteForACellOfPlainText) {
  History history{10'000};
  for (int i = 0; i < 10'000; ++i) history.push(cells_of(std::string(100, 'x')), false);
  EXPECT_LT(history.bytes(), 10'000u * 110u);
}

TEST(History, TakesFourBytesForAnRgbCellAndThreeForAWideCharacter) {
  History history{1000};
  std::vector<Cell> cells = cells_of(std::string(100, 'x'));
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i].foreground = Color::rgb(1, 2, static_cast<std::uint8_t>(i));
  history.push(cells, false);
  constexpr std::size_t kLine = 8;   // what a line takes beside its cells
  constexpr std::size_t kLooks = 4;  // and what the length of its looks does
  EXPECT_EQ(history.bytes(), kLine + kLooks + 100u * (1 + 3 + 1));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = Cell{};
    cells[i].text = i % 2 == 0 ? U'\u6F22' : U'\0';
    cells[i].set_width(i % 2 == 0 ? 2 : 0);
  }
  history.push(cells, false);
  EXPECT_EQ(history.bytes(), 2 * kLine + kLooks + 500u + 50 * 3);
}

TEST(History, KeepsTheMarksOfLines) {
  History history{2};
  history.push(cells_of("$ ls"), false, LineMark::Prompt);
  history.push(cells_of("a"), false);
  EXPECT_EQ(history.mark(0), LineMark::Prompt);
  EXPECT_EQ(history.mark(1), LineMark::None);
}

TEST(History, WithoutLinesKeepsNoneButCountsThem) {
  History history{0};
  history.push(cells_of("x"), false);
  EXPECT_EQ(history.size(), 0);
  EXPECT_EQ(history.dropped(), 1u);
}

TEST(History, ClearsAndGoesOn) {
  History history{3};
  for (const char* text : {"1", "2", "3", "4"}) history.push(cells_of(text), false);
  history.clear();
  EXPECT_EQ(history.size(), 0);
  EXPECT_EQ(history.dropped(), 4u);
  history.push(cells_of("5"), false);
  EXPECT_EQ(text_at(history, 0), "5");
}

}  // namespace
}  // namespace tabacus::terminal
