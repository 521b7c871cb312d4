// A change of size keeps the text, the cursor's place in it, and what had scrolled off.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

/// Scrollback and screen as one text: wrapped lines joined, blank lines at the end left out.
std::string whole_text(const Probe& probe) {
  std::string text;
  std::vector<Cell> cells;
  const History& history = probe.screen().history();
  const auto append = [&](bool wrapped) {
    std::string line = testing_support::text_of(probe.screen(), cells);
    text += line + (wrapped ? "" : "\n");
  };
  for (int i = 0; i < history.size(); ++i) {
    history.read(i, cells);
    append(history.is_wrapped(i));
  }
  for (int row = 0; row < probe.screen().rows(); ++row) {
    const Line& line = probe.screen().line(row);
    cells.assign(line.cells.get(), line.cells.get() + line.used);
    append(line.wrapped);
  }
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

TEST(Reflow, WrapsLongerAndJoinsAgain) {
  Probe probe{{10, 4}};
  probe.feed("abcdefghijklmno\r\nxyz");
  EXPECT_EQ(probe.rows(), "abcdefghij|klmno|xyz||");
  probe.terminal.resize({6, 4});
  EXPECT_EQ(probe.rows(), "abcdef|ghijkl|mno|xyz|");
  EXPECT_EQ(probe.cursor(), "3,3");
  probe.terminal.resize({20, 4});
  EXPECT_EQ(probe.rows(), "abcdefghijklmno|xyz|||");
  EXPECT_EQ(probe.cursor(), "1,3");
}

TEST(Reflow, PushesWhatHasNoRoomIntoTheHistoryAndTakesItBack) {
  Probe probe{{8, 3}};
  probe.feed("11111111\r\n22222222\r\n33333333");
  probe.terminal.resize({4, 3});
  EXPECT_EQ(probe.rows(), "2222|3333|3333|");
  EXPECT_EQ(probe.screen().history().size(), 3);
  EXPECT_EQ(probe.cursor(), "2,3+");
  probe.terminal.resize({8, 3});
  EXPECT_EQ(probe.rows(), "11111111|22222222|33333333|");
  EXPECT_EQ(probe.screen().history().size(), 0);
}

TEST(Reflow, NeverSplitsAWideCharacter) {
  Probe probe{{6, 3}};
  probe.feed("a\xE6\xBC\xA2\xE5\xAD\x97x");
  probe.terminal.resize({4, 3});
  EXPECT_EQ(probe.rows(), "a\xE6\xBC\xA2|\xE5\xAD\x97x||");
  probe.terminal.resize({6, 3});
  EXPECT_EQ(probe.rows(), "a\xE6\xBC\xA2\xE5\xAD\x97x|||");
}

TEST(Reflow, TakesBlankRowsBelowBeforeText) {
  Probe probe{{10, 6}};
  probe.feed("one\r\ntwo");
  probe.terminal.resize({10, 3});
  EXPECT_EQ(probe.rows(), "one|two||");
  EXPECT_EQ(probe.screen().history().size(), 0);
  probe.terminal.resize({10, 1});
  EXPECT_EQ(probe.rows(), "two|");
  EXPECT_EQ(probe.screen().history().size(), 1);
  probe.terminal.resize({10, 6});
  EXPECT_EQ(probe.rows(), "one|two|||||");
}

TEST(Reflow, LeavesTheAlternateScreenAloneAndReflowsThePrimaryBehindIt) {
  Probe probe{{10, 3}};
  probe.feed("abcdefghijkl\x1B[?1049h\x1B[Halternate!");
  probe.terminal.resize({5, 3});
  EXPECT_EQ(probe.rows(), "alter|||");
  probe.feed("\x1B[?1049l.");
  EXPECT_EQ(probe.rows(), "abcde|fghij|kl.|");
}

TEST(Reflow, KeepsTheTextThroughAnySizes) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random{seed};
    const auto below = [&random](unsigned bound) { return static_cast<int>(random() % bound); };
    Probe probe{{2 + below(30), 2 + below(10)}};
    for (int lines = 1 + below(40); lines > 0; --lines) {
      for (int left = below(60); left > 0; --left) {
        switch (below(8)) {
          case 0:
            probe.feed("\xE6\xBC\xA2");
            break;
          case 1:
            probe.feed("e\xCC\x81");
            break;
          default:
            probe.feed(std::string(1, static_cast<char>('a' + below(26))));
        }
      }
      probe.feed("\r\n");
    }
    probe.feed("$ ");
    const std::string before = whole_text(probe);
    for (int changes = 0; changes < 5; ++changes) {
      probe.terminal.resize({2 + below(50), 1 + below(12)});
      ASSERT_EQ(whole_text(probe), before) << "seed " << seed;
      const Cursor& cursor = probe.screen().cursor();
      ASSERT_EQ(probe.row(cursor.row).back(), '$') << "seed " << seed << ": the cursor stays behind the prompt";
    }
  }
}

TEST(Reflow, ClampsSizesToWhatATerminalCanBe) {
  Probe probe{{0, 0}};
  EXPECT_EQ(probe.screen().columns(), 2);
  EXPECT_EQ(probe.screen().rows(), 1);
  probe.terminal.resize({1'000'000, -5});
  EXPECT_EQ(probe.screen().columns(), 4096);
  EXPECT_EQ(probe.screen().rows(), 1);
}

}  // namespace
}  // namespace tabacus::terminal
