// What a command wrote as one row of the view: with the text unharmed, wherever it goes.
#include "terminal/folds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

TEST(Folds, CountWhatIsShown) {
  Folds folds;
  folds.add({20, 29});
  folds.add({5, 9});
  EXPECT_EQ(folds.place_of(4), 4u);
  EXPECT_EQ(folds.place_of(5), 5u);
  EXPECT_EQ(folds.place_of(9), 5u);
  EXPECT_EQ(folds.place_of(10), 6u);
  EXPECT_EQ(folds.place_of(29), 16u);
  EXPECT_EQ(folds.place_of(30), 17u);
  for (const std::uint64_t line : {0u, 4u, 5u, 10u, 19u, 20u, 30u, 99u})
    EXPECT_EQ(folds.line_at(folds.place_of(line)), line);
  ASSERT_NE(folds.find(7), nullptr);
  EXPECT_EQ(*folds.find(7), (Fold{5, 9}));
  EXPECT_EQ(folds.find(10), nullptr);
}

TEST(Folds, LoseTheLinesThatAreGone) {
  Folds folds;
  folds.add({5, 9});
  folds.add({20, 29});
  EXPECT_FALSE(folds.forget_before(5));
  EXPECT_TRUE(folds.forget_before(8));
  EXPECT_EQ(folds[0], (Fold{8, 9}));
  EXPECT_TRUE(folds.forget_before(10));
  EXPECT_EQ(folds.size(), 1u);
  EXPECT_EQ(folds.place_of(30), 21u);
  folds.remove(20);
  EXPECT_TRUE(folds.empty());
}

constexpr std::string_view kPrompt = "\x1B]133;D;0\a\x1B]133;A\a$ \x1B]133;B\a";

/// A shell at its prompt runs a command that writes that many lines, "NAME1" and so on.
void run(Probe& probe, std::string_view name, int lines) {
  probe.feed(name).feed("\r\n\x1B]133;C\a");
  for (int line = 1; line <= lines; ++line) probe.feed(fmt::format("{}{}\r\n", name, line));
  probe.feed(kPrompt);
}

/// What the view shows, each row ended by '|', the cursor's with '<'.
std::string shown(Probe& probe, Frame& frame) {
  probe.terminal.copy_to(frame);
  std::string text;
  for (int row = 0; row < frame.rows; ++row) {
    const auto cells = frame.row(row);
    text += testing_support::text_of(probe.screen(), {cells.begin(), cells.end()});
    text += frame.cursor.visible && frame.cursor.row == row ? "<|" : "|";
  }
  return text;
}
std::string shown(Probe& probe) {
  Frame frame;
  return shown(probe, frame);
}

TEST(FoldedOutput, IsOneRowThatSaysHowMuch) {
  Probe probe{{20, 6}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  EXPECT_EQ(shown(probe), "$ a|a1|a2|a3|$<||");
  ASSERT_TRUE(probe.terminal.toggle_fold());
  Frame frame;
  EXPECT_EQ(shown(probe, frame), "$ a|[3 lines folded]|$<||||");
  EXPECT_TRUE(style_of(frame.row(1)[0], frame.extras).dim);
  ASSERT_TRUE(probe.terminal.toggle_fold());
  EXPECT_EQ(shown(probe), "$ a|a1|a2|a3|$<||");
}

TEST(FoldedOutput, BringsOlderTextDown) {
  Probe probe{{20, 5}};
  probe.feed(kPrompt);
  run(probe, "a", 2);
  run(probe, "b", 3);
  EXPECT_EQ(shown(probe), "$ b|b1|b2|b3|$<|");
  probe.terminal.toggle_fold();
  EXPECT_EQ(shown(probe), "a1|a2|$ b|[3 lines folded]|$<|");
  probe.terminal.toggle_all_folds();
  EXPECT_EQ(shown(probe), "$ b|b1|b2|b3|$<|") << "one is folded: all open";
  probe.terminal.toggle_all_folds();
  EXPECT_EQ(shown(probe), "$ a|[2 lines folded]|$ b|[3 lines folded]|$<|");
  probe.feed("typed");
  EXPECT_EQ(shown(probe), "$ a|[2 lines folded]|$ b|[3 lines folded]|$ typed<|");
}

TEST(FoldedOutput, IsOfTheCommandAtTheTopOfAViewThatIsScrolledBack) {
  Probe probe{{20, 4}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  run(probe, "b", 3);
  probe.terminal.scroll_view(4);
  EXPECT_EQ(shown(probe), "a1|a2|a3|$ b|");
  ASSERT_TRUE(probe.terminal.toggle_fold());
  EXPECT_EQ(shown(probe), "[3 lines folded]|$ b|b1|b2|") << "the row at the top stays there";
  probe.terminal.scroll_to_prompt(1);
  EXPECT_EQ(shown(probe), "$ a|[3 lines folded]|$ b|b1|");
  ASSERT_TRUE(probe.terminal.toggle_fold());
  EXPECT_EQ(shown(probe), "$ a|a1|a2|a3|");
  probe.terminal.scroll_view(-1);
  ASSERT_TRUE(probe.terminal.toggle_fold());
  ASSERT_TRUE(probe.terminal.unfold_at(0));
  EXPECT_EQ(shown(probe), "a1|a2|a3|$ b|");
  EXPECT_FALSE(probe.terminal.unfold_at(0));
}

TEST(FoldedOutput, IsNotOfACommandThatRunsOrWroteLittle) {
  Probe probe{{20, 6}};
  EXPECT_FALSE(probe.terminal.toggle_fold());
  probe.feed(kPrompt);
  run(probe, "a", 1);
  run(probe, "b", 0);
  probe.feed(
      "c\r\n\x1B]133;C\a"
      "1\r\n2\r\n");
  EXPECT_FALSE(probe.terminal.toggle_fold());
  probe.feed("\x1B[?1049h");
  EXPECT_FALSE(probe.terminal.toggle_fold());
}

TEST(FoldedOutput, IsSelectedAndCopiedWhole) {
  Probe probe{{20, 6}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  probe.terminal.toggle_fold();
  probe.terminal.begin_selection(1, 4, SelectBy::Character);
  EXPECT_FALSE(probe.terminal.has_selection()) << "a click alone selects nothing";
  probe.terminal.extend_selection(1, 5);
  EXPECT_EQ(probe.terminal.selected_text(), "a1\na2\na3");
  Frame frame;
  probe.terminal.copy_to(frame);
  ASSERT_EQ(frame.selection.size(), 1u);
  EXPECT_EQ(frame.selection[0].row, 1);
  probe.terminal.begin_selection(0, 2, SelectBy::Character);
  probe.terminal.extend_selection(2, 0);
  EXPECT_EQ(probe.terminal.selected_text(), "a\na1\na2\na3\n$");
  EXPECT_EQ(probe.terminal.last_command_output(), "a1\na2\na3");
  EXPECT_EQ(probe.terminal.prompts(9)[1].output_lines, 3u);
}

TEST(FoldedOutput, OpensForAMatch) {
  Probe probe{{20, 6}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  run(probe, "b", 3);
  probe.terminal.toggle_all_folds();
  ASSERT_TRUE(probe.terminal.start_search("a2"));
  probe.terminal.step_search(1000);
  ASSERT_TRUE(probe.terminal.select_match(SearchDirection::Older));
  EXPECT_EQ(probe.terminal.selected_text(), "a2");
  const std::string view = shown(probe);
  EXPECT_NE(view.find("a2|"), std::string::npos) << view;
  EXPECT_NE(view.find("[3 lines folded]"), std::string::npos) << view << ": the other stays";
}

TEST(FoldedOutput, StaysThroughResizes) {
  Probe probe{{20, 5}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  run(probe, "longer", 3);
  probe.terminal.toggle_all_folds();
  const std::string view = shown(probe);
  EXPECT_EQ(view, "$ a|[3 lines folded]|$ longer|[3 lines folded]|$<|");
  probe.terminal.resize({6, 7});
  EXPECT_NE(shown(probe).find("[6 lin|"), std::string::npos) << shown(probe) << ": rows of the narrower window";
  probe.feed("\x1B[?1049h");
  probe.terminal.resize({20, 5});
  probe.feed("\x1B[?1049l");
  EXPECT_EQ(shown(probe), view);
}

TEST(FoldedOutput, LosesTheLinesThatTheHistoryLoses) {
  Probe probe{{20, 3}, {.scrollback_lines = 8}};
  probe.feed(kPrompt);
  run(probe, "a", 5);
  run(probe, "b", 2);
  probe.terminal.toggle_all_folds();
  probe.terminal.scroll_view(100);
  EXPECT_EQ(shown(probe), "$ a|[5 lines folded]|$ b|");
  run(probe, "c", 3);
  EXPECT_EQ(shown(probe), "[3 lines folded]|$ b|[2 lines folded]|");
  probe.terminal.resize({20, 4});
  probe.terminal.scroll_view(100);
  EXPECT_EQ(shown(probe).substr(0, 21), "[3 lines folded]|$ b|");
  run(probe, "d", 30);
  EXPECT_EQ(shown(probe).find("folded"), std::string::npos);
}

TEST(FoldedOutput, OpensWhenItsTextChanges) {
  const char* const changes[] = {"\x1B[2J", "\x1B[2;1H", "\x1B[3;1H\x1B[M\x1B[5;1H",
                                 "\x1B"
                                 "c"};
  for (const char* bytes : changes) {
    Probe probe{{20, 6}};
    probe.feed(kPrompt);
    run(probe, "a", 3);
    probe.terminal.toggle_fold();
    probe.feed(bytes);
    EXPECT_EQ(shown(probe).find("folded"), std::string::npos) << bytes;
  }
}

TEST(FoldedOutput, ProgramsHearOfTheMouseWhereItIsOnTheScreen) {
  Probe probe{{20, 6}};
  probe.feed(kPrompt);
  run(probe, "a", 3);
  probe.terminal.toggle_fold();
  probe.feed("\x1B[?1000;1006h");
  MouseEvent event;
  event.action = MouseAction::Press;
  event.button = MouseButton::Left;
  event.row = 2;
  EXPECT_EQ(probe.terminal.encode_mouse(event), "\x1B[<0;1;5M");
}

/// Its last row is the screen's first, which is written and then scrolls out before a renderer looks again.
TEST(FoldedOutput, AViewThatLeavesTheScreenTakesWhatWasWrittenThere) {
  Probe probe{{20, 6}, {.scrollback_lines = 60}};
  probe.feed(kPrompt);
  run(probe, "a", 9);
  ASSERT_TRUE(probe.terminal.toggle_fold());
  run(probe, "b", 12);
  probe.feed("\x1B[H\x1B[2J");
  probe.terminal.scroll_view(5);
  Frame frame;
  shown(probe, frame);
  probe.feed("written").feed("\x1B[6;1H\n");
  const std::string view = shown(probe, frame);
  EXPECT_NE(view.find("written"), std::string::npos) << view;
  EXPECT_EQ(view, shown(probe));
}

/// Folding, scrolling, resizing and output in any order: what a renderer was given row by row is what a fresh copy is.
TEST(FoldedOutput, IsCopiedRightWhateverHappens) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random{seed};
  const auto below = [&random](unsigned bound) { return static_cast<int>(random() % bound); };
  Probe probe{{20, 8}, {.scrollback_lines = 60}};
  probe.feed(kPrompt);
  Frame frame;
  for (int step = 0; step < 3000; ++step) {
    switch (below(12)) {
      case 0:
        probe.terminal.toggle_all_folds();
        break;
      case 1:
      case 2:
        probe.terminal.toggle_fold();
        break;
      case 3:
        probe.terminal.scroll_view(below(9) - 4);
        break;
      case 4:
        probe.terminal.glide_view(below(5000) - 2500);
        break;
      case 5:
        probe.terminal.unfold_at(below(8));
        break;
      case 6:
        probe.feed(std::array{"\x1B[H\x1B[2J", "\x1B[3;6r\x1B[6;1H\n\n\x1B[r", "\x1B[2;1H\x1B[M",
                              "\x1B[?1049h\x1B[?1049l", "\x1B[3J"}[static_cast<std::size_t>(below(5))]);
        break;
      case 7:
        if (below(10) == 0) probe.terminal.resize({10 + below(20), 4 + below(8)});
        break;
      case 8:
        probe.terminal.begin_selection(below(8), below(10), SelectBy::Character);
        probe.terminal.extend_selection(below(8), below(10));
        break;
      default:
        run(probe, "x", below(12));
    }
    if (below(3) != 0) continue;
    const std::string view = shown(probe, frame);
    ASSERT_EQ(view, shown(probe)) << "seed " << seed << ", step " << step;
  }
}

}  // namespace
}  // namespace tabacus::terminal
