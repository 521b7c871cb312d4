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

/// A program that prints without a pause while main draws when it may. The number of pictures shown.
int flood(FramePacer& pacer, std::uint64_t& output, double from, double to, double cost) {
  int shown = 0;
  double now = from;
  pacer.output_arrived(at(now), ++output);
  while (now < to) {
    now = std::max(now, due_ms(pacer) + 0.001);  // at() cuts to microseconds
    if (!pacer.take_due(at(now), ++output)) continue;
    pacer.drawn(at(now), at(now + cost), true);
    ++shown;
    now += cost + 0.1;
    pacer.output_arrived(at(now), ++output);
  }
  return shown;
}

TEST(FramePacer, WaitsForNothing) {
  FramePacer pacer = pacer_at_rest();
  EXPECT_FALSE(pacer.due());
  EXPECT_FALSE(pacer.take_due(at(1e6), 0));
}

TEST(FramePacer, GathersWhatAProgramPrintsInOneGo) {
  FramePacer pacer = pacer_at_rest();
  pacer.output_arrived(at(0), 1);
  EXPECT_FALSE(pacer.take_due(at(0), 1));
  pacer.output_arrived(at(0.5), 2);
  EXPECT_EQ(due_ms(pacer), 1) << "the first bytes set the time";
  EXPECT_FALSE(pacer.take_due(at(1), 3)) << "there is still more";
  EXPECT_EQ(due_ms(pacer), 2);
  EXPECT_TRUE(pacer.take_due(at(2), 3)) << "it paused";
}

TEST(FramePacer, DoesNotGatherForLong) {
  FramePacer pacer = pacer_at_rest();
  std::uint64_t output = 0;
  pacer.output_arrived(at(0), output);
  double now = 0;
  do now = due_ms(pacer) + 0.001;
  while (!pacer.take_due(at(now), ++output));
  EXPECT_NEAR(now, 8, 0.1);
}

TEST(FramePacer, ShowsAtMostOnePictureInARefresh) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  EXPECT_TRUE(pacer.take_due(at(0), 0));
  pacer.drawn(at(0), at(1), true);
  EXPECT_FALSE(pacer.due());
  pacer.changed(at(3));
  EXPECT_EQ(due_ms(pacer), 10);
  pacer.output_arrived(at(4), 1);
  EXPECT_EQ(due_ms(pacer), 10);
}

TEST(FramePacer, APictureThatShowedNothingNewDelaysNoOther) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  pacer.drawn(at(0), at(0.1), false);
  EXPECT_FALSE(pacer.due());
  pacer.changed(at(0.2));
  EXPECT_TRUE(pacer.take_due(at(0.2), 0));
}

TEST(FramePacer, DrawsTheEchoOfAKeyAtOnceEvenWithinARefresh) {
  FramePacer pacer = pacer_at_rest();
  pacer.changed(at(0));
  pacer.drawn(at(0), at(1), true);
  pacer.key_pressed(at(2));
  pacer.output_arrived(at(2.5), 1);
  EXPECT_TRUE(pacer.take_due(at(2.5), 1));
  pacer.drawn(at(2.5), at(3), true);
  pacer.output_arrived(at(4), 2);
  EXPECT_EQ(due_ms(pacer), 12.5) << "one echo a key";
}

TEST(FramePacer, OutputLongAfterAKeyIsNoEcho) {
  FramePacer pacer = pacer_at_rest();
  pacer.key_pressed(at(0));
  pacer.output_arrived(at(60), 1);
  EXPECT_FALSE(pacer.take_due(at(60), 1));
}

TEST(FramePacer, DrawsAFloodByWhatAPictureCosts) {
  std::uint64_t output = 0;
  FramePacer cheap = pacer_at_rest();
  EXPECT_NEAR(flood(cheap, output, 0, 1000, 0.5), 100, 3) << "a graphics card shows every refresh";
  FramePacer dear = pacer_at_rest();
  EXPECT_NEAR(flood(dear, output, 0, 1000, 10), 1000 / 120, 2) << "a twelfth of the time goes into pictures";
  FramePacer dearest = pacer_at_rest();
  EXPECT_NEAR(flood(dearest, output, 0, 1000, 60), 5, 1) << "but five a second are shown";
}

TEST(FramePacer, ShowsWhereAFloodEndedWithinARefresh) {
  FramePacer pacer = pacer_at_rest();
  std::uint64_t output = 0;
  flood(pacer, output, 0, 600, 15);
  double now = due_ms(pacer);
  EXPECT_FALSE(pacer.take_due(at(now), ++output)) << "it goes on";
  const double ended = now;
  do now = due_ms(pacer) + 0.001;
  while (!pacer.take_due(at(now), output));
  EXPECT_LE(now - ended, 10.1);
}

TEST(FramePacer, AnAnimationIsNoFlood) {
  FramePacer pacer = pacer_at_rest();
  std::uint64_t output = 0;
  for (double now = 0; now < 1000; now += 10) {
    pacer.output_arrived(at(now), ++output);
    const double due = due_ms(pacer);
    ASSERT_TRUE(pacer.take_due(at(due), output)) << "at " << now;
    ASSERT_LE(due, now + 2) << "at " << now;
    pacer.drawn(at(due), at(due + 5), true);
  }
}

TEST(FramePacer, AKeyInAFloodIsEchoedAtOnce) {
  FramePacer pacer = pacer_at_rest();
  std::uint64_t output = 0;
  flood(pacer, output, 0, 600, 12);
  const double waiting = due_ms(pacer);
  pacer.key_pressed(at(waiting - 5));
  pacer.output_arrived(at(waiting - 4), ++output);
  EXPECT_TRUE(pacer.take_due(at(waiting - 4), ++output));
}

TEST(FramePacer, WhatTheUserDoesInAFloodIsNotPutOff) {
  FramePacer pacer = pacer_at_rest();
  std::uint64_t output = 0;
  flood(pacer, output, 0, 600, 12);
  const double due = due_ms(pacer);
  pacer.changed(at(due));
  EXPECT_TRUE(pacer.take_due(at(due), ++output));
}

}  // namespace
}  // namespace tabacus::app
