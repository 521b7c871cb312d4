// The terminal by its front door.
#include "terminal/terminal.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

TEST(Terminal, WrapsOnlyWhenAFurtherGlyphComes) {
  Probe probe{{5, 3}};
  EXPECT_EQ(probe.feed("abcde").cursor(), "0,4+");
  EXPECT_EQ(probe.feed("f").rows(), "abcde|f||");
  EXPECT_TRUE(probe.screen().line(0).wrapped);
}

TEST(Terminal, KeepsALineTogetherThatWrapsAtTheEndOfARegion) {
  Probe probe{{5, 4}};
  probe.feed("\x1B[4;1Hbelow\x1B[1;3r\x1B[3;1Habcdefghijkl");
  EXPECT_EQ(probe.rows(), "abcde|fghij|kl|below|");
  EXPECT_TRUE(probe.screen().line(0).wrapped);
  EXPECT_TRUE(probe.screen().line(1).wrapped);
  EXPECT_FALSE(probe.screen().line(2).wrapped);
  probe.feed("\n");
  EXPECT_TRUE(probe.screen().line(0).wrapped);
  EXPECT_FALSE(probe.screen().line(1).wrapped);
}

TEST(Terminal, SendsKeysAndTheMouseInEightBitsWhenAskedTo) {
  Probe probe;
  probe.feed("\x1B G\x1B[?1000;1004;1006h");
  const Terminal& terminal = probe.terminal;
  EXPECT_EQ(terminal.encode_key({.key = Key::Up}),
            "\x9B"
            "A");
  EXPECT_EQ(terminal.encode_key({.key = Key::F1}), "\x8FP");
  EXPECT_EQ(terminal.encode_key({.key = Key::Character, .code_point = U'[', .modifiers = {.alt = true}, .text = "["}),
            "\x1B[");
  EXPECT_EQ(probe.terminal.encode_mouse({.action = MouseAction::Press, .button = MouseButton::Left}), "\x9B<0;1;1M");
  EXPECT_EQ(terminal.encode_focus(true), "\x9BI");
  EXPECT_EQ(terminal.encode_clipboard("a"),
            "\x9D"
            "52;c;YQ==\x9C");
  probe.terminal.reset_input_modes();
  EXPECT_EQ(terminal.encode_key({.key = Key::Up}), "\x1B[A") << "a shell expects seven";
}

TEST(Terminal, EchoesWhatIsTypedWhileItsProgramWantsThat) {
  Probe probe{{10, 2}};
  probe.terminal.echo("a");
  EXPECT_EQ(probe.rows(), "||") << "most programs echo for themselves";
  probe.feed("\x1B[12l\x1B[2;");
  probe.terminal.echo("ab\xC3");
  probe.terminal.echo("\xA9\x1B[Dc");
  EXPECT_EQ(probe.rows(), "abc||") << "typed keys act, and are no part of what the program writes";
  EXPECT_EQ(probe.feed("4Hd").rows(), "abc|   d|");
  probe.terminal.reset_input_modes();
  probe.terminal.echo("e");
  EXPECT_EQ(probe.rows(), "abc|   d|");
}

TEST(Terminal, SendsNoKeysWhileTheyAreLocked) {
  Probe probe{{10, 2}};
  const KeyPress up{.key = Key::Up};
  EXPECT_EQ(probe.feed("\x1B[2h").terminal.encode_key(up), "");
  EXPECT_EQ(probe.feed("\x1B[2l").terminal.encode_key(up), "\x1B[A");
  probe.feed("\x1B[2h").terminal.reset_input_modes();
  EXPECT_EQ(probe.terminal.encode_key(up), "\x1B[A");
}

TEST(Terminal, TellsTheLinesOfALongPage) {
  Probe probe{{10, 40}};
  EXPECT_EQ(probe.feed("\x1BP$qt\x1B\\\x1BP$q*|\x1B\\").take_replies(), "\x1BP1$r40t\x1B\\\x1BP1$r40*|\x1B\\");
}

TEST(Terminal, IsNoVt52AnyMoreWhenItsProgramHasDied) {
  Probe probe{{10, 2}};
  probe.feed("\x1B[?2l\x1B[H");
  EXPECT_EQ(probe.rows(), "H||") << "a VT52 knows no CSI";
  probe.terminal.reset_input_modes();
  EXPECT_EQ(probe.feed("\x1B[2;3Hx").rows(), "H|  x|");
}

TEST(Terminal, KeepsWhatScrollsOff) {
  Probe probe{{10, 2}};
  probe.feed("one\r\ntwo\r\nthree\r\nfour");
  EXPECT_EQ(probe.rows(), "three|four|");
  ASSERT_EQ(probe.screen().history().size(), 2);
  EXPECT_EQ(probe.history_row(0), "one");
  EXPECT_EQ(probe.history_row(1), "two");
}

TEST(Terminal, KeepsATranscriptOfWhatAlternateScreensLose) {
  Probe probe{{10, 4}};
  EXPECT_EQ(probe.terminal.transcript(), "");
  probe.feed("shell\r\n\x1B[?1049h\x1B[Hone\r\ntwo\r\nthree\r\nfour\r\nfive");
  EXPECT_EQ(probe.terminal.transcript(), "one\n");
  probe.feed("\x1B[1;3r\x1B[2S");
  EXPECT_EQ(probe.terminal.transcript(), "one\ntwo\nthree\n") << "the region is most of the screen";
  probe.feed("\x1B[1;2r\x1B[S\x1B[r\x1B[1;1Hlast one that wraps\x1B[?1049l");
  EXPECT_EQ(probe.terminal.transcript(), "one\ntwo\nthree\nlast one that wraps\n\nfive\n\n");
  EXPECT_EQ(probe.rows(), "shell||||");
}

TEST(Terminal, KeepsNoTranscriptWithoutScrollback) {
  Probe probe{{10, 2}, {.scrollback_lines = 0}};
  probe.feed("\x1B[?1049hone\r\ntwo\r\nthree\x1B[?1049l");
  EXPECT_EQ(probe.terminal.transcript(), "");
}

TEST(Terminal, CopiesOnlyDamagedRows) {
  Probe probe{{10, 3}};
  Frame frame;
  probe.feed("one\r\ntwo");
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.damaged, (std::vector<std::uint8_t>{1, 1, 1}));
  EXPECT_FALSE(probe.terminal.has_damage());
  frame.damaged.assign(3, 0);
  probe.feed("!");
  EXPECT_TRUE(probe.terminal.has_damage());
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.damaged, (std::vector<std::uint8_t>{0, 1, 0}));
  EXPECT_EQ(frame.row(1)[3].text, U'!');
  EXPECT_EQ(frame.row(1)[4], Cell{});
}

TEST(Terminal, DamagesTheRowsThatTheCursorLeavesAndReaches) {
  Probe probe{{10, 3}};
  Frame frame;
  probe.terminal.copy_to(frame);
  frame.damaged.assign(3, 0);
  probe.feed("\x1B[3;1H");
  EXPECT_TRUE(probe.terminal.has_damage());
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.damaged, (std::vector<std::uint8_t>{1, 0, 1}));
  EXPECT_EQ(frame.cursor.row, 2);
}

TEST(Terminal, KeepsAScrolledBackViewOnItsLines) {
  Probe probe{{10, 2}};
  probe.feed("1\r\n2\r\n3\r\n4\r\n5");
  probe.terminal.scroll_view(2);
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(0)[0].text, U'2');
  EXPECT_FALSE(frame.cursor.visible);
  probe.feed("\r\n6");
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.scrolled_back, 3);
  EXPECT_EQ(frame.row(0)[0].text, U'2');
  probe.terminal.scroll_view_to_end();
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(1)[0].text, U'6');
}

TEST(Terminal, HoldsTheRedrawDuringASynchronizedUpdateButNotForEver) {
  Probe probe;
  const auto start = std::chrono::steady_clock::time_point{};
  EXPECT_FALSE(probe.terminal.redraw_held_until(start));
  probe.feed("\x1B[?2026h");
  const auto until = probe.terminal.redraw_held_until(start);
  ASSERT_TRUE(until);
  EXPECT_EQ(*until - start, Terminal::kSynchronizedOutputLimit);
  EXPECT_TRUE(probe.terminal.redraw_held_until(*until - std::chrono::milliseconds{1}));
  EXPECT_FALSE(probe.terminal.redraw_held_until(*until));
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_FALSE(probe.terminal.redraw_held_until(*until)) << "an update that took too long is not waited for again";
  probe.feed("\x1B[?2026l\x1B[?2026h");  // the next update has its own time
  EXPECT_TRUE(probe.terminal.redraw_held_until(*until));
  probe.feed("\x1B[?2026l");
  EXPECT_FALSE(probe.terminal.redraw_held_until(*until));
}

TEST(Terminal, DrawsWithinTheLimitHoweverOftenAProgramBeginsAnUpdate) {
  for (const char* again : {"\x1B[?2026h", "\x1B[?2026l\x1B[?2026h", "\x1B[?2026l\x1B[?2026h\x1B[?2026h"}) {
    Probe probe;
    Frame frame;
    probe.feed("\x1B[?2026h");
    const auto start = std::chrono::steady_clock::time_point{};
    auto last_drawn = start;
    int drawn = 0;
    for (auto now = start; now < start + std::chrono::seconds{1}; now += std::chrono::milliseconds{10}) {
      probe.feed(again);
      if (probe.terminal.redraw_held_until(now)) continue;
      probe.feed(again);  // between the check of one thread and the copy of the other
      ASSERT_FALSE(probe.terminal.redraw_held_until(now)) << again;
      EXPECT_LE(now - last_drawn, Terminal::kSynchronizedOutputLimit + std::chrono::milliseconds{10}) << again;
      probe.terminal.copy_to(frame);
      last_drawn = now;
      ++drawn;
    }
    EXPECT_GE(drawn, 6) << again;
  }
}

TEST(Terminal, KeepsTheLimitWhenACheckFallsBetweenTwoUpdates) {
  Probe probe;
  const auto start = std::chrono::steady_clock::time_point{};
  probe.feed("\x1B[?2026h");
  const auto until = probe.terminal.redraw_held_until(start);
  ASSERT_TRUE(until);
  probe.feed("\x1B[?2026l");
  EXPECT_FALSE(probe.terminal.redraw_held_until(start + std::chrono::milliseconds{50}));
  probe.feed("\x1B[?2026h");  // nothing was copied: the limit goes on from the start
  EXPECT_EQ(probe.terminal.redraw_held_until(start + std::chrono::milliseconds{100}), until);
  EXPECT_FALSE(probe.terminal.redraw_held_until(*until));
}

TEST(Terminal, KeepsEveryMarkOfALongCluster) {
  constexpr int kMarks = 3000;
  Probe probe;
  std::string cluster{"a"};
  probe.feed("a");
  for (int i = 0; i < kMarks; ++i) {
    const std::string_view mark = i % 2 == 0 ? "\u0301" : "\u0323";
    cluster += mark;
    probe.feed(mark);
  }
  EXPECT_EQ(probe.row(0), cluster);
  EXPECT_EQ(probe.cursor(), "0,1");
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.clusters[frame.cells[0].cluster_index()], cluster.substr(0, 255)) << "who draws gets the beginning";
}

TEST(Terminal, DoesNotChangeTheCopiesOfALongClusterThatGrows) {
  Probe probe;
  std::string cluster{"a"};
  for (int i = 0; i < 100; ++i) cluster += "\u0301";
  probe.feed(cluster);
  probe.feed("\x1B[1;1;1;1;1;3;1;1$v");  // DECCRA: row 1 to row 3
  probe.feed("\u0302");
  EXPECT_EQ(probe.row(0), cluster + "\u0302");
  EXPECT_EQ(probe.row(2), cluster);
  probe.feed("\x1B[b\u0303");  // REP
  EXPECT_EQ(probe.row(0), cluster + "\u0302" + cluster + "\u0302\u0303");
}

TEST(Terminal, BoundsTheMemoryOfLongClusters) {
  Probe probe;
  std::string marks;
  for (int i = 0; i < 16 * 1024; ++i) marks += "\U000E0100";
  for (int i = 0; i < 80; ++i) probe.feed("a").feed(marks);
  std::size_t bytes = 0;
  for (const std::string& cluster : probe.screen().clusters().values()) bytes += cluster.size();
  EXPECT_LT(bytes, Screen::kMaxUnsharedBytes + 64 * 1024);
}

}  // namespace
}  // namespace tabacus::terminal
