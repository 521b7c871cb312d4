#include "app/gui/cursor_blink.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;

constexpr SteadyTime at(int ms) { return SteadyTime{milliseconds{100'000 + ms}}; }

TEST(CursorBlink, IsBrightAndAsleepBeforeTheFirstKey) {
  const CursorBlink blink;
  EXPECT_FALSE(blink.is_dark(at(0)));
  EXPECT_FALSE(blink.next_change(at(0)));
}

TEST(CursorBlink, TurnsDarkAndBrightEveryHalfPeriod) {
  CursorBlink blink;
  blink.restart(at(0));
  EXPECT_FALSE(blink.is_dark(at(529)));
  EXPECT_TRUE(blink.is_dark(at(530)));
  EXPECT_FALSE(blink.is_dark(at(1060)));
  EXPECT_EQ(blink.next_change(at(0)), at(530));
  EXPECT_EQ(blink.next_change(at(530)), at(1060));
}

TEST(CursorBlink, StaysBrightAfterTenSeconds) {
  CursorBlink blink;
  blink.restart(at(0));
  EXPECT_TRUE(blink.next_change(at(9'999)));
  EXPECT_FALSE(blink.next_change(at(10'000)));
  EXPECT_FALSE(blink.is_dark(at(10'100)));
}

TEST(CursorBlink, EveryChangeIsAtTheTimeAnnounced) {
  CursorBlink blink;
  blink.restart(at(0));
  SteadyTime now = at(0);
  while (const auto next = blink.next_change(now)) {
    EXPECT_EQ(blink.is_dark(*next - milliseconds{1}), blink.is_dark(now));
    now = *next;
  }
  EXPECT_FALSE(blink.is_dark(now)) << "the last change leaves it bright";
}

}  // namespace
}  // namespace tabacus::app
