// Where on its colour line a point of a gradient lies, and which colour that is. Needs no font.
#include "fonts/color_gradient.hpp"

#include <gtest/gtest.h>

namespace tabacus::fonts {
namespace {

constexpr double kNowhere = -99;

double place(const Gradient& gradient, double x, double y) { return place_on(gradient, {x, y}).value_or(kNowhere); }

TEST(ColorGradient, ALineRunsFromItsStartToItsEnd) {
  const LinearGradient level{{10, 0}, {20, 0}, {10, 5}};
  EXPECT_DOUBLE_EQ(place(level, 10, 7), 0);
  EXPECT_DOUBLE_EQ(place(level, 15, -3), 0.5);
  EXPECT_DOUBLE_EQ(place(level, 30, 0), 2);
  const LinearGradient slanted{{0, 0}, {10, 0}, {10, 10}};
  EXPECT_DOUBLE_EQ(place(slanted, 4, 4), 0) << "towards the third point the colour stays";
  EXPECT_DOUBLE_EQ(place(slanted, 10, 0), 1);
  EXPECT_DOUBLE_EQ(place(slanted, 13, 3), 1);
  EXPECT_DOUBLE_EQ(place(LinearGradient{{0, 0}, {10, 0}, {0, 0}}, 5, 3), 0.5) << "without a third point it is level";
  EXPECT_EQ(place(LinearGradient{{0, 0}, {10, 0}, {5, 0}}, 5, 3), kNowhere);
  EXPECT_EQ(place(LinearGradient{{0, 0}, {0, 0}, {0, 5}}, 5, 3), kNowhere);
}

TEST(ColorGradient, CirclesGrowFromOneToTheOther) {
  const RadialGradient rings{{5, 5}, 0, {5, 5}, 10};
  EXPECT_DOUBLE_EQ(place(rings, 5, 5), 0);
  EXPECT_DOUBLE_EQ(place(rings, 5, 10), 0.5);
  EXPECT_DOUBLE_EQ(place(rings, 25, 5), 2);
  const RadialGradient band{{0, 0}, 2, {10, 0}, 2};
  EXPECT_DOUBLE_EQ(place(band, 7, 0), 0.9) << "the later of the two circles through it";
  EXPECT_EQ(place(band, 5, 3), kNowhere) << "no circle reaches it";
  const RadialGradient cone{{0, 0}, 0, {10, 0}, 5};
  EXPECT_EQ(place(cone, -4, 0), kNowhere) << "before the tip their radius would be negative";
  EXPECT_EQ(place(RadialGradient{{1, 1}, 3, {1, 1}, 3}, 2, 2), kNowhere);
}

TEST(ColorGradient, ASweepGoesCounterClockwiseFromTheRight) {
  const SweepGradient whole{{0, 0}, 0, 360};
  EXPECT_DOUBLE_EQ(place(whole, 1, 0), 0);
  EXPECT_DOUBLE_EQ(place(whole, 0, 1), 0.25);
  EXPECT_DOUBLE_EQ(place(whole, -1, 0), 0.5);
  EXPECT_DOUBLE_EQ(place(whole, 0, -1), 0.75);
  EXPECT_DOUBLE_EQ(place(SweepGradient{{0, 0}, 90, 180}, -1, 0), 1);
}

TEST(ColorGradient, AColourLineIsMixedBetweenItsStopsAndGoesOnBeyondThem) {
  const PaintColor red{1, 0, 0, 1};
  const PaintColor blue{0, 0, 1, 1};
  ColorLine line{{{0.25, red}, {0.75, blue}}, GradientExtend::Pad};
  EXPECT_EQ(line.at(0.5), (PaintColor{0.5F, 0, 0.5F, 1}));
  EXPECT_EQ(line.at(-3), red);
  EXPECT_EQ(line.at(3), blue);
  line.extend = GradientExtend::Repeat;
  EXPECT_EQ(line.at(1.0), (PaintColor{0.5F, 0, 0.5F, 1}));
  EXPECT_EQ(line.at(0.8125), (PaintColor{0.875F, 0, 0.125F, 1}));
  line.extend = GradientExtend::Reflect;
  EXPECT_EQ(line.at(0.8125), (PaintColor{0.125F, 0, 0.875F, 1}));
  EXPECT_EQ(line.at(0.1875), (PaintColor{0.875F, 0, 0.125F, 1}));
  EXPECT_EQ(ColorLine{}.at(0.5), PaintColor{});
  const ColorLine step{{{0.5, red}, {0.5, blue}}, GradientExtend::Repeat};
  EXPECT_EQ(step.at(0.1), blue) << "a line without length has its end's colour";
}

}  // namespace
}  // namespace tabacus::fonts
