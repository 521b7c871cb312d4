// The wheel: what an event of SDL's is in parts of lines and in notches, and how a view comes to rest.
#include <SDL.h>
#include <gtest/gtest.h>

#include "app/gui/pointer.hpp"
#include "app/gui/wheel_rest.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;

render::Layout some_layout() {
  render::Layout layout;
  layout.window = layout.grid = {0, 0, 800, 600};
  layout.cell_width = 10;
  layout.cell_height = 20;
  layout.columns = 80;
  layout.rows = 30;
  return layout;
}

SDL_MouseWheelEvent turned(float notches) {
  SDL_MouseWheelEvent event{};
  event.type = SDL_MOUSEWHEEL;
  event.preciseY = notches;
  event.mouseX = event.mouseY = 50;
  return event;
}

TEST(Wheel, ANotchIsThreeLinesAndOneReport) {
  Pointer pointer;
  const auto turn = pointer.wheel(turned(-1), some_layout(), 1);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->input.parts, -3000);
  EXPECT_EQ(turn->input.notches, 1);
  EXPECT_EQ(turn->lines, -3);
  EXPECT_EQ(turn->input.where.row, 2);
}

TEST(Wheel, AFineTurnMovesByPartsAndReportsWholeNotches) {
  Pointer pointer;
  int parts = 0;
  int notches = 0;
  int lines = 0;
  for (int i = 0; i < 8; ++i)
    if (const auto turn = pointer.wheel(turned(0.125F), some_layout(), 1)) {
      parts += turn->input.parts;
      notches += turn->input.notches;
      lines += turn->lines;
      EXPECT_EQ(turn->input.parts, 375);
    }
  EXPECT_EQ(parts, 3000);
  EXPECT_EQ(notches, 1);
  EXPECT_EQ(lines, 3);
}

TEST(Wheel, MayMoveByWholeLinesOnlyAndByAsManyAsOneLikes) {
  Pointer pointer;
  pointer.set_wheel(WheelMotion::Lines, 5);
  EXPECT_FALSE(pointer.wheel(turned(0.125F), some_layout(), 1)) << "less than a line";
  const auto turn = pointer.wheel(turned(0.125F), some_layout(), 1);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->input.parts, 1000);
}

/// Where a view ends that stood `part` above its line, in parts, when the timer is kept.
int rest_of(int part, milliseconds late) {
  const TabId pane = TabId::mint();
  SteadyTime now{};
  WheelRest rest;
  rest.turned(pane, now);
  EXPECT_EQ(rest.pane(), pane);
  EXPECT_EQ(rest.due(), now + WheelRest::kPatience);
  int steps = 0;
  while (rest.due() && ++steps < 100) {
    now = *rest.due() + late;
    const WheelRest::Step step = rest.take_step(now, part);
    part += step.parts;
    EXPECT_EQ(step.is_last, !rest.due());
  }
  EXPECT_LE(steps, 10);
  return part;
}

TEST(Wheel, AViewComesToRestOnTheNearerLine) {
  for (const milliseconds late : {milliseconds{0}, milliseconds{5}, milliseconds{400}}) {
    EXPECT_EQ(rest_of(0, late), 0);
    EXPECT_EQ(rest_of(499, late), 0);
    EXPECT_EQ(rest_of(500, late), 1000);
    EXPECT_EQ(rest_of(999, late), 1000);
  }
}

TEST(Wheel, NothingIsDueAtRest) {
  WheelRest rest;
  EXPECT_FALSE(rest.due());
  rest.turned(TabId{}, SteadyTime{});
  rest.stop();
  EXPECT_FALSE(rest.due());
}

}  // namespace
}  // namespace tabacus::app
