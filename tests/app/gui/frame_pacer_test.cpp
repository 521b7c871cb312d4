#include "app/gui/frame_pacer.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr SteadyTime at(double ms) { return SteadyTime{microseconds{100'000'000 + static_cast<int>(ms * 1000)}}; }

double due_ms(const FramePacer& pacer) {
  return std::chrono::duration<double, std::milli>(*pacer.due() - at(0)).count();
}

/// 100 Hz, so that a refresh is ten milliseconds.
FramePacer pacer_at_rest() {
  FramePacer pacer;
  pacer.set_refresh_rate(100);
  return pacer;
}

/// A flood's loop: draws when due, and finds new output a moment later. The number of pictures shown.
int flood(FramePacer& pacer, double from, double to, double cost) {
  int shown = 0;
  double now = from;
  pacer.output_arrived(at(now));
  while (now < to) {
    now = std::max(now, due_ms(pacer));
    pacer.drawn(at(now), at(now + cost), true);
    ++shown;
    now += cost + 0.1;
    pacer.output_arrived(at(now));
  }
  return shown;
}

TEST(FramePacer, WaitsForNothing) {
  const FramePacer pacer = pacer_at_rest();
  EXPECT_FALSE(pacer.due());
  EXPECT_FALSE(pacer.is_due(at(1e6)));
}

TEST(FramePacer, GathersWhatAProgramPrintsInOneGo) {
  FramePacer pacer = pacer_at_rest();
  pacer.output_arrived(at(0));
  EXPECT_FALSE(pacer.is_due(at(0)));
  pacer.output_arrived(at(0.5));
  EXPECT_EQ(due_ms(pacer), 1) << "the first bytes set the time";
  EXPECT_TRUE(pacer.is_due(at(1)));
}

TEST(FramePacer, ShowsAtMostOnePictureInARefresh) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  EXPECT_TRUE(pacer.is_due(at(0)));
  pacer.drawn(at(0), at(1), true);
  EXPECT_FALSE(pacer.due());
  pacer.changed(at(3));
  EXPECT_EQ(due_ms(pacer), 10);
  pacer.output_arrived(at(4));
  EXPECT_EQ(due_ms(pacer), 10);
}

TEST(FramePacer, APictureThatShowedNothingNewDelaysNoOther) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  pacer.drawn(at(0), at(0.1), false);
  EXPECT_FALSE(pacer.due());
  pacer.changed(at(0.2));
  EXPECT_TRUE(pacer.is_due(at(0.2)));
}

TEST(FramePacer, DrawsTheEchoOfAKeyAtOnceEvenWithinARefresh) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  pacer.drawn(at(0), at(1), true);
  pacer.key_pressed(at(2));
  pacer.output_arrived(at(2.5));
  EXPECT_TRUE(pacer.is_due(at(2.5)));
  pacer.drawn(at(2.5), at(3), true);
  pacer.output_arrived(at(4));
  EXPECT_EQ(due_ms(pacer), 12.5) << "one echo a key";
}

TEST(FramePacer, OutputLongAfterAKeyIsNoEcho) {
  FramePacer pacer = pacer_at_rest();
  pacer.key_pressed(at(0));
  pacer.output_arrived(at(60));
  EXPECT_FALSE(pacer.is_due(at(60)));
}

TEST(FramePacer, DrawsAFloodRarelyAndByWhatAPictureCosts) {
  FramePacer cheap = pacer_at_rest();
  EXPECT_NEAR(flood(cheap, 0, 150, 1), 15, 2) << "at first every refresh";
  EXPECT_NEAR(flood(cheap, 200, 1200, 1), 7 + 50, 10) << "then every second";
  FramePacer dear = pacer_at_rest();
  flood(dear, 0, 400, 12);
  EXPECT_NEAR(flood(dear, 400, 1360, 12), 20, 3) << "a quarter of the time goes into pictures";
  FramePacer dearest = pacer_at_rest();
  flood(dearest, 0, 1000, 60);
  EXPECT_NEAR(flood(dearest, 1000, 2000, 60), 10, 2) << "but ten a second are shown";
}

TEST(FramePacer, AnAnimationIsNoFlood) {
  FramePacer pacer = pacer_at_rest();
  int shown = 0;
  for (double now = 0; now < 1000; now += 10) {
    pacer.output_arrived(at(now));
    pacer.drawn(at(due_ms(pacer)), at(due_ms(pacer) + 1), true);
    ++shown;
  }
  pacer.output_arrived(at(1000));
  EXPECT_LE(due_ms(pacer), 1002) << "after " << shown << " pictures";
}

TEST(FramePacer, AKeyInAFloodIsEchoedAtOnce) {
  FramePacer pacer = pacer_at_rest();
  flood(pacer, 0, 600, 12);
  const double waiting = due_ms(pacer);
  pacer.key_pressed(at(waiting - 5));
  pacer.output_arrived(at(waiting - 4));
  EXPECT_TRUE(pacer.is_due(at(waiting - 4)));
}

}  // namespace
}  // namespace tabacus::app
