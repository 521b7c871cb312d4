// Tabs that move between the sets of two windows: programs, frames and events go with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/tabs/tab_harness.hpp"

namespace tabacus::app {
namespace {

using testing::Desk;
using testing::screen_text;

constexpr const char* kEcho = "trap 'stty size' WINCH; stty size; while :; do read line && echo got-$line; done";

/// A second window beside a desk, whose events come through the desk's mailbox.
struct TwoWindows {
  Desk first;
  TabSet second{other_options()};

  TabSetOptions other_options() {
    TabSetOptions options = first.tabs.options();
    options.size = {60, 20, 0, 0};
    return options;
  }
  /// As the main loop does: taken once, given to both.
  bool wait(const std::function<bool()>& done) {
    return first.wait_with(
        [this](const std::vector<TabEvent>& events) {
          second.handle(events, first);
          second.update_frames();
        },
        done);
  }
  [[nodiscard]] std::string second_screen() { return second.empty() ? "" : screen_text(second.focused().frame); }
};

TEST(TabWindows, AMovedTabKeepsItsProgramAndHasTheOtherWindowsSize) {
  TwoWindows windows;
  const TabId stays = windows.first.open_script(kEcho);
  const TabId goes = windows.first.open_script(kEcho);
  ASSERT_TRUE(windows.wait([&] { return windows.first.screen().find("24 80") != std::string::npos; }));
  windows.second.adopt(windows.first.tabs.release(1));
  EXPECT_EQ(windows.first.tabs.size(), 1u);
  EXPECT_EQ(windows.first.tabs.focused().tab->id(), stays);
  ASSERT_EQ(windows.second.size(), 1u);
  EXPECT_EQ(windows.second.focused().tab->id(), goes);
  ASSERT_TRUE(windows.wait([&] { return windows.second_screen().find("20 60") != std::string::npos; }));
  windows.second.send(TypedText{"there\n"});
  ASSERT_TRUE(windows.wait([&] { return windows.second_screen().find("got-there") != std::string::npos; }));
  EXPECT_EQ(windows.first.screen().find("got-there"), std::string::npos);
}

TEST(TabWindows, EventsOfAMovedTabReachTheWindowThatHasIt) {
  TwoWindows windows;
  windows.first.open_script("read line; printf '\\033]2;renamed\\007'; read line; exit 0");
  windows.second.adopt(windows.first.tabs.release(0));
  EXPECT_TRUE(windows.first.tabs.empty());
  windows.second.send(TypedText{"\n"});
  ASSERT_TRUE(windows.wait([&] { return windows.second.focused().program_title == "renamed"; }));
  windows.second.send(TypedText{"\n"});
  EXPECT_TRUE(windows.wait([&] { return windows.second.empty(); })) << "its program ended well: the tab closes";
}

TEST(TabWindows, AllPanesOfATabMoveTogether) {
  TwoWindows windows;
  const TabId left = windows.first.open_script(kEcho);
  const auto right =
      windows.first.tabs.split(Cut::SideBySide, {.program = "/bin/sh", .arguments = {"sh", "-c", kEcho}});
  ASSERT_TRUE(right);
  windows.second.adopt(windows.first.tabs.release(0));
  EXPECT_EQ(windows.second.placed_panes().size(), 2u);
  EXPECT_EQ(windows.second.index_of(left), 0u);
  EXPECT_EQ(windows.second.focused().tab->id(), *right);
  ASSERT_TRUE(windows.wait([&] { return windows.second_screen().find("20 29") != std::string::npos; }));
}

TEST(TabWindows, AWindowThatClosesHangsItsProgramsUpAndLeavesTheThreadsToOthers) {
  TwoWindows windows;
  windows.first.open_script(kEcho);
  windows.second.open({.program = "/bin/sh", .arguments = {"sh", "-c", kEcho}});
  ASSERT_TRUE(windows.wait([&] { return windows.second_screen().find("20 60") != std::string::npos; }));
  const auto closing = windows.second.close_all();
  EXPECT_TRUE(windows.second.empty());
  ASSERT_EQ(closing.size(), 1u);
  windows.first.type("here\n");
  EXPECT_TRUE(windows.first.wait_for("got-here")) << "the other window goes on";
}

}  // namespace
}  // namespace tabacus::app
