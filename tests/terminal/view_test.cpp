// Selecting text, on the screen and in the scrollback.
#include "terminal/view.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

TEST(Selection, TakesCharactersFromTheFirstToTheLast) {
  Probe probe{{10, 3}};
  probe.feed("hello\r\nworld");
  probe.terminal.begin_selection(0, 2, SelectBy::Character);
  EXPECT_FALSE(probe.terminal.has_selection()) << "a click alone selects nothing";
  probe.terminal.extend_selection(1, 2);
  EXPECT_EQ(probe.terminal.selected_text(), "llo\nwor");
  probe.terminal.extend_selection(0, 0);
  EXPECT_EQ(probe.terminal.selected_text(), "hel") << "backwards, the first cell stays in";
  probe.terminal.clear_selection();
  EXPECT_EQ(probe.terminal.selected_text(), "");
}

TEST(Selection, TakesWordsAndLines) {
  Probe probe{{40, 2}};
  probe.feed("see /usr/lib/x.so, or (foo-bar)");
  probe.terminal.begin_selection(0, 8, SelectBy::Word);
  EXPECT_EQ(probe.terminal.selected_text(), "/usr/lib/x.so");
  probe.terminal.extend_selection(0, 25);
  EXPECT_EQ(probe.terminal.selected_text(), "/usr/lib/x.so, or (foo-bar");
  probe.terminal.begin_selection(0, 3, SelectBy::Line);
  EXPECT_EQ(probe.terminal.selected_text(), "see /usr/lib/x.so, or (foo-bar)");
}

TEST(Selection, TakesABlockOfColumns) {
  Probe probe{{10, 4}};
  probe.feed("abcdef\r\nab\r\nghijkl");
  probe.terminal.begin_selection(2, 4, SelectBy::Block);
  EXPECT_FALSE(probe.terminal.has_selection());
  probe.terminal.extend_selection(0, 1);
  EXPECT_EQ(probe.terminal.selected_text(), "bcde\nb\nhijk");
  Frame frame;
  probe.terminal.copy_to(frame);
  ASSERT_EQ(frame.selection.size(), 3u);
  EXPECT_EQ(frame.selection[1].first, 1);
  EXPECT_EQ(frame.selection[1].last, 5);
}

TEST(Selection, TakesWordsAndLinesOverTheWrap) {
  Probe probe{{6, 4}};
  probe.feed("an address.org x");
  probe.terminal.begin_selection(1, 1, SelectBy::Word);
  EXPECT_EQ(probe.terminal.selected_text(), "address.org");
  probe.terminal.begin_selection(1, 1, SelectBy::Line);
  EXPECT_EQ(probe.terminal.selected_text(), "an address.org x");
}

TEST(Selection, JoinsWrappedLinesAndKeepsWideCharactersWhole) {
  Probe probe{{4, 3}};
  probe.feed("abcdef\r\n\xE6\xBC\xA2");
  probe.terminal.begin_selection(0, 0, SelectBy::Character);
  probe.terminal.extend_selection(2, 0);
  EXPECT_EQ(probe.terminal.selected_text(), "abcdef\n\xE6\xBC\xA2");
  probe.terminal.begin_selection(2, 1, SelectBy::Word);
  EXPECT_EQ(probe.terminal.selected_text(), "\xE6\xBC\xA2");
}

TEST(Selection, StaysOnItsTextWhileOutputGoesOn) {
  Probe probe{{10, 2}};
  probe.feed("one\r\ntwo");
  probe.terminal.begin_selection(0, 0, SelectBy::Word);
  probe.feed("\r\nthree\r\nfour");
  EXPECT_EQ(probe.terminal.selected_text(), "one");
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_TRUE(frame.selection.empty());
  probe.terminal.scroll_view(2);
  probe.terminal.copy_to(frame);
  ASSERT_EQ(frame.selection.size(), 1u);
  EXPECT_EQ(frame.selection[0].row, 0);
  EXPECT_EQ(frame.selection[0].last, 3);
}

TEST(Selection, DamagesOnlyTheRowsWhereItChanged) {
  Probe probe{{10, 4}};
  probe.feed("1\r\n2\r\n3\r\n4");
  Frame frame;
  probe.terminal.copy_to(frame);
  frame.damaged.assign(4, 0);
  probe.terminal.begin_selection(1, 0, SelectBy::Line);
  EXPECT_TRUE(probe.terminal.has_damage());
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.damaged, (std::vector<std::uint8_t>{0, 1, 0, 0}));
}

TEST(Selection, EndsWithAResizeOrAnotherScreen) {
  Probe probe{{10, 2}};
  probe.feed("word");
  probe.terminal.begin_selection(0, 0, SelectBy::Word);
  probe.feed("\x1B[?1049h");
  EXPECT_FALSE(probe.terminal.has_selection());
}

TEST(View, KeepsUpWhileScrolledBackWhenARegionAtTheTopScrolls) {
  Probe probe{{10, 4}};
  probe.feed("1\r\n2\r\n3\r\n4\r\n5\r\n6");
  probe.terminal.scroll_view(1);
  Frame frame;
  probe.terminal.copy_to(frame);
  for (const char* bytes : {"\x1B[1;2r\x1B[2;1H\nnew", "\n", "\n\n\n"}) {
    probe.feed(bytes);
    probe.terminal.copy_to(frame);
    Frame fresh;
    probe.terminal.copy_to(fresh);
    EXPECT_EQ(frame.cells, fresh.cells);
  }
}

/// "row above|first row", and where the view stands.
std::string place_of(Probe& probe, Frame& frame) {
  probe.terminal.copy_to(frame);
  const Screen& screen = probe.terminal.screen();
  const auto text = [&screen](std::span<const Cell> cells) {
    return testing_support::text_of(screen, {cells.begin(), cells.end()});
  };
  return fmt::format("{}|{} {}+{}", text(frame.row(-1)), text(frame.row(0)), frame.scrolled_back, frame.scrolled_part);
}

TEST(View, GlidesByPartsOfALineAndSettlesOnTheNearest) {
  Probe probe{{10, 2}};
  probe.feed("1\r\n2\r\n3\r\n4\r\n5");
  Frame frame;
  const auto after = [&](int parts) {
    probe.terminal.glide_view(parts);
    return place_of(probe, frame);
  };
  const auto settled = [&] {
    probe.terminal.settle_view();
    return place_of(probe, frame);
  };
  EXPECT_EQ(after(0), "|4 0+0");
  EXPECT_EQ(after(300), "3|4 0+300");
  EXPECT_EQ(settled(), "|4 0+0");
  EXPECT_EQ(after(1500), "2|3 1+500");
  EXPECT_EQ(settled(), "|2 2+0");
  EXPECT_EQ(after(-1), "2|3 1+999");
  EXPECT_EQ(after(90'000), "|1 3+0") << "there is no line above the oldest";
  EXPECT_EQ(after(-2'750), "3|4 0+250");
  EXPECT_EQ(after(-90'000), "|4 0+0");
}

TEST(View, StaysBetweenTwoLinesWhileOutputArrives) {
  Probe probe{{10, 2}, {.scrollback_lines = 4}};
  probe.feed("1\r\n2\r\n3\r\n4");
  Frame frame;
  probe.terminal.glide_view(500);
  EXPECT_EQ(place_of(probe, frame), "2|3 0+500");
  probe.feed("\r\n5");
  EXPECT_EQ(place_of(probe, frame), "2|3 1+500");
  probe.feed("\r\n6\r\n7\r\n8\r\n9");
  EXPECT_EQ(place_of(probe, frame), "|4 4+0") << "the lines that stood there went";
  probe.terminal.glide_view(-500);
  probe.terminal.scroll_view_to_end();
  EXPECT_EQ(place_of(probe, frame), "|8 0+0");
}

TEST(View, ALineInSightByAPartIsSelectedToo) {
  Probe probe{{10, 2}};
  probe.feed("one\r\ntwo\r\nthree");
  probe.terminal.scroll_view(1);
  probe.terminal.begin_selection(0, 0, SelectBy::Line);
  probe.terminal.extend_selection(1, 0);
  probe.terminal.glide_view(-500);
  Frame frame;
  probe.terminal.copy_to(frame);
  ASSERT_EQ(frame.selection.size(), 2u);
  EXPECT_EQ(frame.selection[0].row, 0);
  EXPECT_EQ(frame.selection[1].row, -1);
}

TEST(View, FindsTheLinkUnderACell) {
  Probe probe{{10, 2}};
  probe.feed("a\x1B]8;;http://x.example/\x1B\\bc\x1B]8;;\x1B\\d");
  EXPECT_EQ(probe.terminal.link_at(0, 0), "");
  EXPECT_EQ(probe.terminal.link_at(0, 2), "http://x.example/");
  EXPECT_EQ(probe.terminal.link_at(0, 3), "");
  EXPECT_EQ(probe.terminal.link_at(1, 99), "");
}

}  // namespace
}  // namespace tabacus::terminal
