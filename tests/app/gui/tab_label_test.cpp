#include "app/gui/tab_label.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using render::TabBadge;
using terminal::BlockedOn;
using terminal::ProgramState;
using terminal::ProgramStatus;

TabState tab_that_says(std::optional<ProgramState> state) {
  TabState tab;
  if (state)
    tab.status = ProgramStatus{.id = "", .state = *state, .percent = {}, .app = "", .title = "", .message = ""};
  return tab;
}

TEST(TabBadgeOf, TellsWhatProgramsSay) {
  EXPECT_EQ(badge_of(tab_that_says(std::nullopt), nullptr), TabBadge::None);
  EXPECT_EQ(badge_of(tab_that_says(ProgramState::Idle), nullptr), TabBadge::None);
  EXPECT_EQ(badge_of(tab_that_says(ProgramState::Working), nullptr), TabBadge::Working);
  EXPECT_EQ(badge_of(tab_that_says(ProgramState::Blocked), nullptr), TabBadge::Blocked);
  EXPECT_EQ(badge_of(tab_that_says(ProgramState::Done), nullptr), TabBadge::Done);
  EXPECT_EQ(badge_of(tab_that_says(ProgramState::Error), nullptr), TabBadge::Failed);
}

TEST(TabBadgeOf, GuessesWhereTheySayNothing) {
  analytics::TabStats stats;
  stats.in_flight = 1;
  TabState tab;
  EXPECT_EQ(badge_of(tab, &stats), TabBadge::Working);
  tab.unread = true;
  EXPECT_EQ(badge_of(tab, nullptr), TabBadge::Unread);
  EXPECT_EQ(badge_of(tab, &stats), TabBadge::Working);
  tab.ended = true;
  EXPECT_EQ(badge_of(tab, nullptr), TabBadge::Done);
  tab.rang = true;
  EXPECT_EQ(badge_of(tab, nullptr), TabBadge::Bell);
  tab.failed = true;
  EXPECT_EQ(badge_of(tab, nullptr), TabBadge::Failed);
}

TEST(TabLabelOf, SaysWhatAProgramWaitsForBeforeWhatItCosts) {
  analytics::TabStats stats;
  stats.calls = 1;
  stats.cost = Nanodollars{1'500'000'000};
  TabState tab = tab_that_says(ProgramState::Working);
  EXPECT_EQ(tab_label(tab, &stats).detail, "$1.5000");
  tab.status->percent = 42;
  EXPECT_EQ(tab_label(tab, &stats).detail, "42%");
  tab.status->state = ProgramState::Blocked;
  for (const auto& [on, reason] : {std::pair{BlockedOn::Permission, "permission"},
                                   {BlockedOn::Question, "question"},
                                   {BlockedOn::Authentication, "sign-in"},
                                   {BlockedOn::Unsaid, "waits"}}) {
    tab.status->blocked_on = on;
    EXPECT_EQ(tab_label(tab, &stats).detail, reason);
    EXPECT_TRUE(tab.is_waiting());
  }
}

TEST(TabLabelOf, OfSeveralPanesTellsTheMostPressingAndWhatAllCost) {
  analytics::TabStats first;
  first.calls = 1;
  first.cost = Nanodollars{1'000'000'000};
  analytics::TabStats second = first;
  second.cost_is_lower_bound = true;
  TabState calm;
  calm.program_title = "calm";
  TabState other = tab_that_says(ProgramState::Working);
  other.program_title = "other";
  const std::vector<PaneView> panes{{&calm, &first}, {&other, &second}, {&calm, nullptr}};
  const render::TabLabel working = tab_label(panes, 0);
  EXPECT_EQ(working.title, "calm") << "that of the focus";
  EXPECT_EQ(working.badge, TabBadge::Working);
  EXPECT_EQ(working.detail, "≥ $2.0000");
  other.status->state = ProgramState::Blocked;
  other.status->blocked_on = BlockedOn::Permission;
  EXPECT_EQ(tab_label(panes, 0).badge, TabBadge::Blocked);
  EXPECT_EQ(tab_label(panes, 0).detail, "permission");
}

}  // namespace
}  // namespace tabacus::app
