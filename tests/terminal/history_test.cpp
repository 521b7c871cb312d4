// Packed lines read back as they were, within the limits.
#include "terminal/history.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tabacus::terminal {
namespace {

std::vector<Cell> cells_of(std::string_view text, StyleId style = 0) {
  std::vector<Cell> cells;
  for (const char c : text) {
    Cell cell;
    cell.text = static_cast<unsigned char>(c);
    cell.style = style;
    cells.push_back(cell);
  }
  return cells;
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
    for (std::size_t left = random() % 50; left > 0; --left) {
      Cell cell;
      cell.text = is_ascii ? random() % 0x7F : random() % 0x10FFFF;
      if (random() % 20 == 0) cell.text = Cell::kClusterBit | random() % 100;
      cell.style = static_cast<StyleId>(random() % 3);
      cell.link = static_cast<std::uint16_t>(random() % 40 == 0);
      cell.width = is_ascii ? 1 : static_cast<std::uint8_t>(random() % 3);
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
