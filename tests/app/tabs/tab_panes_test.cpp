// Panes with real programs: each has its own terminal, size, focus and port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/tabs/tab_harness.hpp"

namespace tabacus::app {
namespace {

using testing::Desk;
using testing::screen_text;

constexpr const char* kSizeAndEcho = "trap 'stty size' WINCH; stty size; while :; do read line && echo got-$line; done";

TabRequest script(const std::string& text) { return {.program = "/bin/sh", .arguments = {"sh", "-c", text}}; }

std::string screen_of(Desk& desk, TabId pane) {
  TabState* const state = desk.tabs.pane(pane);
  return state != nullptr ? screen_text(state->frame) : "";
}

bool shows(Desk& desk, TabId pane, const std::string& text) {
  return desk.wait([&] { return screen_of(desk, pane).find(text) != std::string::npos; });
}

TEST(TabPanes, EachHasTheSizeOfItsCellsAndKeysGoToTheOneWithTheFocus) {
  Desk desk;
  const TabId left = desk.open_script(kSizeAndEcho);
  ASSERT_TRUE(shows(desk, left, "24 80"));
  const auto right = desk.tabs.split(Cut::SideBySide, script(kSizeAndEcho));
  ASSERT_TRUE(right) << right.error().message;
  EXPECT_EQ(desk.tabs.size(), 1u) << "one label";
  ASSERT_TRUE(shows(desk, *right, "24 39"));
  ASSERT_TRUE(shows(desk, left, "24 40"));
  desk.type("new\n");
  ASSERT_TRUE(shows(desk, *right, "got-new"));
  ASSERT_TRUE(desk.tabs.focus_pane_toward(Toward::Left));
  desk.type("old\n");
  ASSERT_TRUE(shows(desk, left, "got-old"));
  EXPECT_EQ(screen_of(desk, *right).find("got-old"), std::string::npos);
  EXPECT_FALSE(desk.tabs.focus_pane_toward(Toward::Up));
}

TEST(TabPanes, FollowTheWindowTheLineAndTheZoom) {
  Desk desk;
  const TabId upper = desk.open_script(kSizeAndEcho);
  const auto lower = desk.tabs.split(Cut::Stacked, script(kSizeAndEcho));
  ASSERT_TRUE(lower);
  ASSERT_TRUE(shows(desk, *lower, "11 80"));
  desk.tabs.resize({60, 31, 0, 0});
  ASSERT_TRUE(shows(desk, *lower, "15 60"));
  ASSERT_TRUE(desk.tabs.resize_pane(Toward::Up, 3));
  ASSERT_TRUE(shows(desk, *lower, "18 60"));
  desk.tabs.toggle_pane_zoom();
  EXPECT_EQ(desk.tabs.placed_panes().size(), 1u);
  EXPECT_TRUE(desk.tabs.gaps().empty());
  ASSERT_TRUE(shows(desk, *lower, "31 60"));
  desk.tabs.toggle_pane_zoom();
  EXPECT_EQ(desk.tabs.placed_panes().size(), 2u);
  desk.tabs.resize({60, 4, 0, 0});
  EXPECT_EQ(desk.tabs.placed_panes().size(), 1u) << "four rows are too few for two and a line";
  ASSERT_TRUE(shows(desk, *lower, "4 60"));
  EXPECT_NE(desk.tabs.pane(upper), nullptr) << "out of sight, not gone";
}

TEST(TabPanes, OneThatEndsLeavesItsRoomAndTheFocus) {
  Desk desk;
  const TabId first = desk.open_script(kSizeAndEcho);
  const auto second = desk.tabs.split(Cut::SideBySide, script("read line; exit 0"));
  ASSERT_TRUE(second);
  desk.type("\n");
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.pane(*second) == nullptr; }));
  EXPECT_EQ(desk.tabs.focused().tab->id(), first);
  ASSERT_TRUE(shows(desk, first, "24 80"));
  desk.tabs.close_pane(first);
  EXPECT_TRUE(desk.tabs.empty()) << "with its last pane a tab goes";
}

TEST(TabPanes, AProgramHearsOfTheFocusAsItGoesFromPaneToPane) {
  Desk desk;
  desk.tabs.set_window_focus(true);
  const TabId first = desk.open_script("printf '\\033[?1004h'; stty raw -echo; echo ready; cat -v");
  ASSERT_TRUE(shows(desk, first, "ready"));
  const auto second = desk.tabs.split(Cut::SideBySide, script("cat"));
  ASSERT_TRUE(second);
  ASSERT_TRUE(shows(desk, first, "^[[O"));
  desk.tabs.focus_pane(first);
  ASSERT_TRUE(shows(desk, first, "^[[I"));
}

TEST(TabPanes, BecomeTabsOfTheirOwn) {
  Desk desk;
  const TabId first = desk.open_script(kSizeAndEcho);
  EXPECT_FALSE(desk.tabs.pane_to_tab());
  const auto second = desk.tabs.split(Cut::SideBySide, script(kSizeAndEcho));
  ASSERT_TRUE(second);
  ASSERT_TRUE(shows(desk, *second, "24 39"));
  EXPECT_TRUE(desk.tabs.pane_to_tab());
  EXPECT_EQ(desk.tabs.size(), 2u);
  EXPECT_EQ(desk.tabs.focused_index(), 1u);
  ASSERT_TRUE(shows(desk, *second, "24 80"));
  EXPECT_EQ(desk.tabs.index_of(first), 0u);
}

TEST(TabPanes, AWaitingOneIsFoundInItsTab) {
  Desk desk;
  const TabId waiting = desk.open_script("read line; printf '\\a'; cat");
  ASSERT_TRUE(desk.tabs.split(Cut::SideBySide, script("cat")));
  const TabId other = desk.open_script("cat");
  desk.tabs.send_to(waiting, TypedText{"\n"});
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.group(0).is_waiting(); }));
  EXPECT_EQ(desk.tabs.focused().tab->id(), other);
  EXPECT_TRUE(desk.tabs.focus_next_waiting());
  EXPECT_EQ(desk.tabs.focused().tab->id(), waiting);
}

TEST(TabPanes, NoneIsMadeWhereThereIsNoRoom) {
  Desk desk;
  desk.open_script("cat");
  desk.tabs.resize({16, 4, 0, 0});
  for (const Cut cut : {Cut::SideBySide, Cut::Stacked}) {
    const auto refused = desk.tabs.split(cut, script("cat"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Exhausted);
  }
  EXPECT_EQ(desk.tabs.group(0).panes.size(), 1u);
}

TEST(TabPanes, WhatIsTypedReachesAllOfABroadcastAndNoneThatIsReadOnly) {
  Desk desk;
  const TabId first = desk.open_script(kSizeAndEcho);
  const auto second = desk.tabs.split(Cut::SideBySide, script(kSizeAndEcho));
  ASSERT_TRUE(second);
  desk.tabs.set_broadcasting(true);
  desk.type("both\n");
  ASSERT_TRUE(shows(desk, first, "got-both"));
  ASSERT_TRUE(shows(desk, *second, "got-both"));
  desk.tabs.pane(first)->read_only = true;
  desk.type("one\n");
  ASSERT_TRUE(shows(desk, *second, "got-one"));
  EXPECT_EQ(screen_of(desk, first).find("one"), std::string::npos);
  desk.tabs.set_broadcasting(false);
  desk.tabs.focus_pane(first);
  desk.type("none\n");
  desk.tabs.focus_pane(*second);
  desk.type("last\n");
  ASSERT_TRUE(shows(desk, *second, "got-last"));
  EXPECT_EQ(screen_of(desk, first).find("none"), std::string::npos);
}

}  // namespace
}  // namespace tabacus::app
