// Searching scrollback and screen while output goes on.
#include "terminal/search.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

void read_all(Probe& probe) {
  while (probe.terminal.step_search(7)) {
  }
}

std::string numbered_lines(int first, int last) {
  std::string bytes;
  for (int i = first; i <= last; ++i) bytes += "line " + std::to_string(i) + "\r\n";
  return bytes;
}

TEST(Search, FindsAllAndWalksFromTheNewestRoundTheCorner) {
  Probe probe{{20, 4}};
  probe.feed(numbered_lines(1, 100));
  ASSERT_TRUE(probe.terminal.start_search("line 1"));
  EXPECT_EQ(probe.terminal.search_matches(), 0u);
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 12u) << "1, 10 to 19, 100";
  ASSERT_TRUE(probe.terminal.select_match(SearchDirection::Older));
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.scrolled_back, 0) << "it is in view";
  ASSERT_EQ(frame.selection.size(), 1u);
  EXPECT_EQ(frame.selection[0].row, 2);
  EXPECT_EQ(frame.selection[0].last, 6);
  ASSERT_TRUE(probe.terminal.select_match(SearchDirection::Older));
  probe.terminal.copy_to(frame);
  ASSERT_EQ(frame.selection.size(), 1u) << "the view went there";
  EXPECT_EQ(frame.row(frame.selection[0].row)[6].text, U'9');
  for (int i = 0; i < 10; ++i) probe.terminal.select_match(SearchDirection::Older);
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(frame.selection[0].row)[6], Cell{}) << "line 1";
  probe.terminal.select_match(SearchDirection::Older);
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(frame.selection[0].row)[7].text, U'0') << "line 100 again";
  probe.terminal.select_match(SearchDirection::Newer);
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(frame.selection[0].row)[6], Cell{});
}

TEST(Search, ReadsALineThatWrapsAsOne) {
  Probe probe{{8, 3}};
  probe.feed("0123 a needle in hay\r\n1\r\n2\r\n3");
  ASSERT_TRUE(probe.terminal.start_search("needle in"));
  read_all(probe);
  ASSERT_EQ(probe.terminal.search_matches(), 1u);
  ASSERT_TRUE(probe.terminal.select_match(SearchDirection::Older));
  EXPECT_EQ(probe.terminal.selected_text(), "needle in");
}

TEST(Search, GoesOnWithWhatArrives) {
  Probe probe{{20, 3}};
  probe.feed("hit\r\n");
  ASSERT_TRUE(probe.terminal.start_search("hit"));
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 1u);
  for (int i = 0; i < 50; ++i) {
    probe.feed("a hit\r\nnothing\r\n");
    read_all(probe);
    ASSERT_EQ(probe.terminal.search_matches(), static_cast<std::size_t>(i) + 2);
  }
  probe.feed("\x1B[2J");
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 50u) << "what was erased on the screen is gone";
}

TEST(Search, ForgetsWhatTheScrollbackDrops) {
  Probe probe{{20, 3}, {.scrollback_lines = 10}};
  probe.feed(numbered_lines(1, 5));
  ASSERT_TRUE(probe.terminal.start_search("line"));
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 5u);
  for (int i = 0; i < 20; ++i) {
    probe.feed(numbered_lines(1, 5));
    read_all(probe);
  }
  EXPECT_EQ(probe.terminal.search_matches(), 12u);
}

TEST(Search, FindsTheSameAfterAResizeAndOnTheAlternateScreenOnlyWhatItShows) {
  Probe probe{{20, 4}};
  probe.feed(numbered_lines(1, 40));
  ASSERT_TRUE(probe.terminal.start_search("\\bline \\d*0\\b", PatternKind::Regex));
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 4u);
  probe.terminal.resize({5, 6});
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 4u);
  probe.feed("\x1B[?1049hline 50");
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 1u);
  probe.feed("\x1B[?1049l");
  read_all(probe);
  EXPECT_EQ(probe.terminal.search_matches(), 4u);
}

TEST(Search, SaysWhatIsWrongWithAPattern) {
  Probe probe;
  const auto started = probe.terminal.start_search("(", PatternKind::Regex);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("without its )"), std::string::npos);
  EXPECT_FALSE(probe.terminal.step_search(10));
  EXPECT_FALSE(probe.terminal.select_match(SearchDirection::Older));
}

}  // namespace
}  // namespace tabacus::terminal
