// The gradients of COLRv1 (OpenType 1.9.1, "COLR – Color Table"): a point in the glyph's units to a colour. Pure.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "fonts/color_blend.hpp"

namespace tabacus::fonts {

struct Point {
  double x = 0;
  double y = 0;
};

struct ColorStop {
  double offset = 0;
  PaintColor color;
};

enum class GradientExtend : unsigned char { Pad, Repeat, Reflect };

/// Stops in the order of their offsets.
struct ColorLine {
  std::vector<ColorStop> stops;
  GradientExtend extend = GradientExtend::Pad;

  /// Clear without stops.
  [[nodiscard]] PaintColor at(double place) const;
};

/// From `start` to `end`; the line from `start` to `turn` has the colour of its start.
struct LinearGradient {
  Point start;
  Point end;
  Point turn;
};
struct RadialGradient {
  Point start;
  double start_radius = 0;
  Point end;
  double end_radius = 0;
};
/// Counter-clockwise from the x axis, in degrees.
struct SweepGradient {
  Point center;
  double start = 0;
  double end = 0;
};
using Gradient = std::variant<LinearGradient, RadialGradient, SweepGradient>;

/// Where on the colour line a point lies; empty: it has no colour.
[[nodiscard]] std::optional<double> place_on(const Gradient& gradient, Point point);

}  // namespace tabacus::fonts
