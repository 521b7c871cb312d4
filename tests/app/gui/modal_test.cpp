// What takes the keyboard, driven by keys without a window.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <set>

#include "app/gui/modal/copy_mode.hpp"
#include "app/gui/modal/hints.hpp"
#include "app/gui/modal/line_prompt.hpp"
#include "app/gui/modal/list_sheet.hpp"
#include "app/gui/modal/question.hpp"
#include "app/gui/modal/search_bar.hpp"

namespace tabacus::app {
namespace {

using terminal::Key;
using terminal::KeyPress;
using terminal::SelectBy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr render::SheetRoom kRoom{80, 20};

KeyPress press(Key key) {
  KeyPress made;
  made.key = key;
  return made;
}

KeyPress letter(char c, bool control = false) {
  KeyPress made;
  made.key = Key::Character;
  made.code_point = static_cast<unsigned char>(c);
  made.modifiers.control = control;
  if (!control) made.text = std::string(1, c);
  return made;
}

ModalStep type(Modal& modal, std::string_view text) {
  ModalStep last;
  for (const char c : text) last = modal.key(letter(c));
  return last;
}

TEST(MatchScore, PrefersWholeWordsAndFindsLettersInOrder) {
  EXPECT_FALSE(match_score("xyz", "open a tab"));
  EXPECT_GT(*match_score("tab", "open a tab"), *match_score("tab", "stable"));
  EXPECT_GT(*match_score("open", "open a tab"), *match_score("oat", "open a tab"));
  EXPECT_TRUE(match_score("OAT", "open a tab")) << "in any case";
  EXPECT_TRUE(match_score("", "anything"));
}

TEST(ListSheet, NarrowsByTypingAndRunsWhatIsChosen) {
  std::string ran;
  const auto item = [&ran](std::string text) {
    return ListItem{text, "", render::SheetInk::Plain, [&ran, text] { ran = text; }};
  };
  ListSheet list{"Do", {item("open a tab"), item("close the tab"), item("larger text")}};
  EXPECT_EQ(list.sheet(kRoom)->rows.size(), 3U);
  type(list, "tab");
  auto sheet = *list.sheet(kRoom);
  EXPECT_EQ(sheet.note, "2 of 3");
  EXPECT_EQ(sheet.chosen, 0U);
  list.key(press(Key::Down));
  list.key(press(Key::Down));  // there is no third
  const std::string chosen = list.sheet(kRoom)->rows[1].text;
  ModalStep step = list.key(press(Key::Enter));
  ASSERT_TRUE(step.closes);
  step.then();
  EXPECT_EQ(ran, chosen);
}

TEST(ListSheet, KeepsTheChosenRowInSight) {
  std::vector<ListItem> items;
  for (int i = 0; i < 100; ++i) items.push_back({"item " + std::to_string(i)});
  ListSheet list{"Many", std::move(items)};
  const render::SheetRoom small{40, 5};
  (void)list.sheet(small);
  for (int i = 0; i < 50; ++i) list.key(press(Key::Down));
  const auto sheet = *list.sheet(small);
  EXPECT_EQ(sheet.rows.size(), 5U);
  EXPECT_EQ(sheet.rows[*sheet.chosen].text, "item 50");
  EXPECT_TRUE(list.key(press(Key::Escape)).closes);
}

TEST(ListSheet, TakesNothingWhereNothingMatches) {
  ListSheet list{"Do", {{"one"}}};
  type(list, "zzz");
  EXPECT_FALSE(list.key(press(Key::Enter)).closes);
  list.key(letter('u', true));
  EXPECT_EQ(list.sheet(kRoom)->chosen, 0U) << "Ctrl+U empties the line";
}

TEST(Question, EnterIsYesAndEscapeIsNo) {
  int yes = 0;
  int no = 0;
  Question question{{"Close?", {"vim is running"}, "close it"}, [&] { ++yes; }, [&] { ++no; }};
  EXPECT_FALSE(question.key(letter('y')).closes) << "a letter that was meant for the program";
  EXPECT_THAT(question.sheet(kRoom)->footer, HasSubstr("close it"));
  question.key(press(Key::Enter)).then();
  question.key(press(Key::Escape)).then();
  EXPECT_EQ(yes, 1);
  EXPECT_EQ(no, 1);
}

TEST(Question, ThatNobodyAskedForIsNotAnsweredByTheEnterOfACommand) {
  int yes = 0;
  QuestionText text{"Meter?", {}, "switch it on"};
  text.is_unasked = true;
  Question question{text, [&] { ++yes; }};
  EXPECT_FALSE(question.key(press(Key::Enter)).closes);
  EXPECT_THAT(question.sheet(kRoom)->footer, HasSubstr("Ctrl+Enter: switch it on"));
  terminal::KeyPress with_control = press(Key::Enter);
  with_control.modifiers.control = true;
  question.key(with_control).then();
  EXPECT_EQ(yes, 1);
}

TEST(LinePrompt, TakesWhatWasTyped) {
  std::string taken = "none";
  LinePrompt prompt{"Tab name", "old", [&](const std::string& text) { taken = text; }};
  prompt.key(letter('u', true));
  type(prompt, "my wrk");
  prompt.key(press(Key::Backspace));
  prompt.typed("k\033[2J");
  EXPECT_EQ(prompt.prompt()->text, "my wrk[2J") << "no control character gets in";
  prompt.key(press(Key::Enter)).then();
  EXPECT_EQ(taken, "my wrk[2J");
}

/// What a modal sent to the tab, in words.
struct Sent {
  std::vector<std::string> words;
  std::function<void(TabMessage)> take() {
    return [this](TabMessage message) { words.push_back(word_of(message)); };
  }
  static std::string word_of(const TabMessage& message) {
    if (const auto* search = std::get_if<SearchBegins>(&message))
      return (search->kind == terminal::PatternKind::Regex ? "regex " : "search ") + search->pattern;
    if (const auto* step = std::get_if<SearchSteps>(&message))
      return step->direction == terminal::SearchDirection::Older ? "older" : "newer";
    if (std::holds_alternative<SearchEnds>(message)) return "end";
    if (const auto* begin = std::get_if<BeginSelection>(&message))
      return fmt::format("begin {},{} {}", begin->row, begin->column, static_cast<int>(begin->by));
    if (const auto* extend = std::get_if<ExtendSelection>(&message))
      return fmt::format("extend {},{}", extend->row, extend->column);
    if (const auto* scroll = std::get_if<ScrollView>(&message)) return fmt::format("scroll {}", scroll->amount);
    if (std::holds_alternative<CopySelection>(message)) return "copy";
    if (std::holds_alternative<ClearSelection>(message)) return "clear";
    if (std::holds_alternative<FindTargets>(message)) return "find";
    return "other";
  }
};

TEST(SearchBar, SearchesAtEachLetterAndStepsThroughMatches) {
  Sent sent;
  SearchBar bar{sent.take()};
  type(bar, "ab");
  bar.key(press(Key::Enter));
  bar.key(press(Key::Down));
  bar.key(letter('r', true));
  EXPECT_THAT(sent.words, ElementsAre("search a", "search ab", "older", "newer", "regex ab"));
  bar.told(SearchTold{.matches = 7, .is_complete = false, .problem = ""});
  EXPECT_THAT(bar.prompt()->status, HasSubstr("7+ found"));
  bar.told(SearchTold{.matches = 0, .is_complete = true, .problem = ""});
  EXPECT_THAT(bar.prompt()->status, HasSubstr("nothing found"));
  EXPECT_TRUE(bar.key(press(Key::Escape)).closes);
  EXPECT_EQ(sent.words.back(), "end");
}

terminal::Frame frame_of(const std::vector<std::string>& lines, int columns) {
  terminal::Frame frame;
  frame.columns = columns;
  frame.rows = static_cast<int>(lines.size());
  frame.cells.assign(static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(columns), terminal::Cell{});
  frame.damaged.assign(static_cast<std::size_t>(frame.rows), 0);
  for (std::size_t row = 0; row < lines.size(); ++row)
    for (std::size_t i = 0; i < lines[row].size(); ++i)
      frame.cells[row * static_cast<std::size_t>(columns) + i].text = static_cast<unsigned char>(lines[row][i]);
  frame.cursor = {frame.rows - 1, 0};
  return frame;
}

class CopyModeTest : public ::testing::Test {
 protected:
  CopyModeTest() { look(); }
  void look() {
    shown_ = frame_;
    mode_.decorate(shown_);
  }
  /// Where the cursor is after these letters.
  std::pair<int, int> after(std::string_view letters) {
    type(mode_, letters);
    look();
    return {shown_.cursor.row, shown_.cursor.column};
  }

  Sent sent_;
  CopyMode mode_{sent_.take()};
  terminal::Frame frame_ = frame_of({"git status -s", "", "  foo.cpp:12 bar", "$ "}, 20);
  terminal::Frame shown_;
};

TEST_F(CopyModeTest, MovesAsViDoes) {
  using At = std::pair<int, int>;
  EXPECT_EQ(after("g"), At(0, 0));
  EXPECT_EQ(after("w"), At(0, 4));
  EXPECT_EQ(after("e"), At(0, 9));
  EXPECT_EQ(after("$"), At(0, 12));
  EXPECT_EQ(after("b"), At(0, 11));
  EXPECT_EQ(after("0jj^"), At(2, 2));
  EXPECT_EQ(after("w"), At(2, 5)) << "punctuation is a word of its own";
  EXPECT_EQ(after("k"), At(1, 5));
  EXPECT_EQ(after("G"), At(3, 5));
  EXPECT_EQ(after("H"), At(0, 5));
  EXPECT_EQ(after("hhhhhhhhh"), At(0, 0)) << "not over the edge";
}

TEST_F(CopyModeTest, SelectsAndCopies) {
  after("g");
  type(mode_, "vll");
  ModalStep step = mode_.key(letter('y'));
  ASSERT_TRUE(step.closes);
  step.then();
  EXPECT_THAT(sent_.words, ElementsAre("begin 0,0 0", "extend 0,0", "extend 0,1", "extend 0,2", "copy", "clear"));
}

TEST_F(CopyModeTest, EscapeDropsTheMarkFirst) {
  type(mode_, "V");
  EXPECT_FALSE(mode_.key(press(Key::Escape)).closes);
  EXPECT_TRUE(mode_.key(press(Key::Escape)).closes);
}

TEST_F(CopyModeTest, ScrollsAtTheEdgesAsFarAsThereIsText) {
  frame_.scrollback_lines = 2;
  look();
  after("H");
  type(mode_, "kkkk");
  EXPECT_THAT(sent_.words, ElementsAre("scroll 1", "scroll 1"));
}

TEST(HintLabels, AreDifferentAndOfOneLength) {
  EXPECT_THAT(hint_labels(3), ElementsAre("a", "s", "d"));
  const auto many = hint_labels(200);
  EXPECT_EQ(std::set(many.begin(), many.end()).size(), 200U);
  for (const std::string& label : many) EXPECT_EQ(label.size(), 2U);
}

TEST(Hints, OpenWhatTheLabelNamesAndCopyWithShift) {
  Sent sent;
  std::vector<std::string> used;
  const auto use = [&](const terminal::Target& target, HintUse how) {
    used.push_back((how == HintUse::Copy ? "copy " : "open ") + target.text);
  };
  const auto make = [&] {
    auto hints = std::make_unique<Hints>(sent.take(), use);
    hints->told(TargetsFound{{{0, 0, {terminal::TargetKind::File, "foo.cpp", 12, 0, 0, 7}},
                              {2, 2, {terminal::TargetKind::Url, "https://x.test", 0, 0, 2, 16}}}});
    return hints;
  };
  auto hints = make();
  EXPECT_THAT(sent.words, ElementsAre("find"));
  terminal::Frame frame = frame_of({"foo.cpp", "", "  https://x.test"}, 20);
  hints->decorate(frame);
  EXPECT_EQ(frame.row(2)[2].text, U'a') << "the lowest one is the nearest";
  EXPECT_EQ(frame.row(0)[0].text, U's');
  hints->key(letter('a')).then();
  make()->key(letter('S')).then();
  EXPECT_THAT(used, ElementsAre("open https://x.test", "copy foo.cpp"));
  EXPECT_FALSE(make()->key(letter('z')).closes);
}

TEST(Hints, SayWhenThereIsNothing) {
  Sent sent;
  Hints hints{sent.take(), {}};
  hints.told(TargetsFound{});
  EXPECT_THAT(hints.prompt()->status, HasSubstr("nothing"));
  EXPECT_TRUE(hints.key(letter('x')).closes);
}

}  // namespace
}  // namespace tabacus::app
