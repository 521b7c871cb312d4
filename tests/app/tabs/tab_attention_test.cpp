// What a tab tells of itself while nobody looks at it, and what the user does to its text without its program.
#include <gmock/gmock.h>

#include <chrono>

#include "tab_harness.hpp"

namespace tabacus::app {
namespace {

using testing::Desk;
using ::testing::SizeIs;

constexpr const char* kWait = "; exec cat";

TEST(TabStatus, IsWhatProgramsReport) {
  Desk desk;
  desk.open_script(std::string{"printf '\\033]7501;id=main:state=blocked:kind=permission\\033\\\\'"} + kWait);
  desk.open_script("exec cat");
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.at(0).status.has_value(); }));
  EXPECT_EQ(desk.tabs.at(0).status->state, terminal::ProgramState::Blocked);
  EXPECT_TRUE(desk.tabs.at(0).is_waiting());
  EXPECT_EQ(desk.tabs.focused_index(), 1U);
  EXPECT_TRUE(desk.tabs.focus_next_waiting());
  EXPECT_EQ(desk.tabs.focused_index(), 0U);
  EXPECT_FALSE(desk.tabs.focus_next_waiting()) << "nobody else waits";
}

TEST(TabUnread, IsMarkedUntilTheTabIsLookedAt) {
  Desk desk;
  desk.open_script("read line; while :; do echo news; sleep 0.2; done");
  desk.open_script("exec cat");
  EXPECT_FALSE(desk.tabs.at(0).unread);
  ASSERT_TRUE(desk.tabs.at(0).tab->send(TypedText{"go\n"}));
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.at(0).unread; }));
  EXPECT_FALSE(desk.tabs.at(1).unread) << "the focused tab is read";
  desk.tabs.focus(0);
  EXPECT_FALSE(desk.tabs.at(0).unread);
}

TEST(TabTitle, ThatChangesAllTheTimeIsShownOnceASecond) {
  Desk desk;
  desk.open_script(std::string{"printf '\\033]2;one\\007'; sleep 0.1; printf '\\033]2;two\\007'"} + kWait);
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.at(0).next_title.has_value(); }));
  EXPECT_EQ(desk.tabs.at(0).title(), "one");
  const auto due = desk.tabs.next_title();
  ASSERT_TRUE(due);
  EXPECT_FALSE(desk.tabs.show_due_titles(*due - std::chrono::milliseconds{1}));
  EXPECT_TRUE(desk.tabs.show_due_titles(*due));
  EXPECT_EQ(desk.tabs.at(0).title(), "two");
  EXPECT_FALSE(desk.tabs.next_title());
}

TEST(TabNotification, ReachesTheWindow) {
  Desk desk;
  desk.open_script(std::string{"printf '\\033]9;look here\\007'"} + kWait);
  ASSERT_TRUE(desk.wait([&] { return !desk.notifications.empty(); }));
  EXPECT_EQ(desk.notifications.front().body, "look here");
}

struct PasteCase {
  const char* name;
  PasteCheck check;
  bool bracketed;
  const char* text;
  bool is_doubted;
};

class TabPaste : public ::testing::TestWithParam<PasteCase> {};

TEST_P(TabPaste, IsDoubtedWhereItWouldRun) {
  const auto& [name, check, bracketed, text, is_doubted] = GetParam();
  Desk desk;
  desk.open_script(std::string{"stty -echo; "} + (bracketed ? "printf '\\033[?2004h';" : "") + " echo ready" + kWait);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(PastedText{text, check});
  desk.type("\nend\n");
  ASSERT_TRUE(desk.wait_for("end"));
  EXPECT_THAT(desk.doubted, SizeIs(is_doubted ? 1 : 0));
}

INSTANTIATE_TEST_SUITE_P(Cases, TabPaste,
                         ::testing::Values(PasteCase{"one_line", PasteCheck::Lines, false, "ls", false},
                                           PasteCase{"its_end", PasteCheck::Lines, false, "ls\n", false},
                                           PasteCase{"lines", PasteCheck::Unsafe, false, "ls\nrm x", true},
                                           PasteCase{"bracketed", PasteCheck::Unsafe, true, "ls\nrm x", false},
                                           PasteCase{"always", PasteCheck::Lines, true, "ls\nrm x", true},
                                           PasteCase{"never", PasteCheck::None, false, "ls\nrm x", false}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(TabSearch, FindsCountsAndSelects) {
  Desk desk;
  desk.open_script(std::string{"echo apple; echo pear; echo apple pie; echo ready"} + kWait);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(SearchBegins{"apple"});
  ASSERT_TRUE(desk.wait([&] { return desk.found && desk.found->is_complete; }));
  EXPECT_EQ(desk.found->matches, 2U);
  const auto selected_row = [&] {
    const auto& selection = desk.tabs.focused().frame.selection;
    return selection.empty() ? -1 : selection.front().row;
  };
  EXPECT_TRUE(desk.wait([&] { return selected_row() == 2; })) << "the newest first";
  desk.tabs.send(SearchSteps{terminal::SearchDirection::Older});
  EXPECT_TRUE(desk.wait([&] { return selected_row() == 0; }));
  desk.tabs.send(SearchBegins{"(", terminal::PatternKind::Regex});
  EXPECT_TRUE(desk.wait([&] { return desk.found && !desk.found->problem.empty(); }));
  desk.tabs.send(SearchEnds{});
}

TEST(TabSearch, GoesOnInATabWhoseProgramHasEnded) {
  Desk desk;
  desk.open_script("echo apple; exit 1");
  ASSERT_TRUE(desk.wait_for("exited"));
  desk.tabs.send(SearchBegins{"apple"});
  EXPECT_TRUE(desk.wait([&] { return desk.found && desk.found->is_complete && desk.found->matches == 1; }));
}

TEST(TabTargets, AreWhatTheViewShows) {
  Desk desk;
  desk.open_script(std::string{"echo 'see src/main.cpp:12 and https://example.test/a'; echo ready"} + kWait);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(FindTargets{});
  ASSERT_TRUE(desk.wait([&] { return !desk.targets.empty(); }));
  ASSERT_THAT(desk.targets, SizeIs(2));
  EXPECT_EQ(desk.targets[0].target.text, "src/main.cpp");
  EXPECT_EQ(desk.targets[0].target.line, 12);
  EXPECT_EQ(desk.targets[1].target.text, "https://example.test/a");
}

TEST(TabScrollback, IsForgottenWhenTheUserSaysSo) {
  Desk desk;
  desk.open_script(std::string{"seq 1 200; echo ready"} + kWait);
  ASSERT_TRUE(desk.wait_for("ready"));
  EXPECT_GT(desk.tabs.focused().frame.scrollback_lines, 100);
  desk.tabs.send(ClearScrollback{});
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().frame.scrollback_lines == 0; }));
}

TEST(TabSelection, IsMadeByKeysToo) {
  Desk desk;
  desk.open_script(std::string{"echo some words; echo ready"} + kWait);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(BeginSelection{0, 5, terminal::SelectBy::Word});
  desk.tabs.send(ExtendSelection{0, 6});
  desk.tabs.send(CopySelection{ClipboardKind::Standard});
  EXPECT_TRUE(desk.wait([&] { return desk.clipboard == "words"; }));
}

TEST(BusyProgram, IsAnyButAnIdleShell) {
  Desk desk;
  desk.tabs.open({.program = "/bin/sh", .arguments = {"sh", "-i"}});
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.at(0).tab->foreground().has_value(); }));
  ASSERT_TRUE(desk.wait([&] { return !desk.screen().empty(); }));
  EXPECT_EQ(desk.tabs.busy_program(0), "");
  desk.type("exec cat\n");
  desk.type("here\n");
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.busy_program(0) == "cat"; }));
}

TEST(TabOrder, KeepsTheFocusOnItsTab) {
  Desk desk;
  for (const char* title : {"a", "b", "c", "d"})
    desk.tabs.open({.program = "/bin/cat", .arguments = {"cat"}, .title = title});
  desk.tabs.focus(1);
  const auto order = [&] {
    std::string titles;
    for (std::size_t i = 0; i < desk.tabs.size(); ++i) titles += desk.tabs.at(i).title();
    return titles + "/" + desk.tabs.focused().title();
  };
  desk.tabs.move(0, 3);
  EXPECT_EQ(order(), "bcda/b");
  desk.tabs.move(3, 1);
  EXPECT_EQ(order(), "bacd/b");
  desk.tabs.move(1, 9);
  EXPECT_EQ(order(), "bacd/b");
}

}  // namespace
}  // namespace tabacus::app
