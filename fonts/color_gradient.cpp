#include "fonts/color_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tabacus::fonts {
namespace {

Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

/// Into [first, last], as the line goes on beyond its stops.
double folded(double place, double first, double last, GradientExtend extend) {
  const double length = last - first;
  if (extend == GradientExtend::Pad || length <= 0) return std::clamp(place, first, last);
  const double turns = (place - first) / length;
  double share = turns - std::floor(turns);
  if (extend == GradientExtend::Reflect && std::fmod(std::fabs(std::floor(turns)), 2) == 1) share = 1 - share;
  return first + share * length;
}

/// Colours change across the line from start to turn: what counts is the part of the way that leads away from it.
std::optional<double> place_on_linear(const LinearGradient& gradient, Point point) {
  const Point along = gradient.end - gradient.start;
  const Point turn = gradient.turn - gradient.start;
  Point across{-turn.y, turn.x};
  if (dot(turn, turn) == 0) across = along;
  const double length = dot(across, across);
  const double reach = length > 0 ? dot(along, across) / length : 0;
  if (reach == 0) return std::nullopt;
  return dot(point - gradient.start, across) / (length * reach);
}

/// The last circle on the way from start to end that goes through the point and is one.
std::optional<double> place_on_radial(const RadialGradient& gradient, Point point) {
  const Point way = gradient.end - gradient.start;
  const Point from = point - gradient.start;
  const double growth = gradient.end_radius - gradient.start_radius;
  const double a = dot(way, way) - growth * growth;
  const double b = dot(from, way) + gradient.start_radius * growth;
  const double c = dot(from, from) - gradient.start_radius * gradient.start_radius;
  const auto is_circle = [&](double place) { return gradient.start_radius + place * growth >= 0; };
  if (a == 0) {
    if (b == 0) return std::nullopt;
    const double place = c / (2 * b);
    return is_circle(place) ? std::optional{place} : std::nullopt;
  }
  const double under = b * b - a * c;
  if (under < 0) return std::nullopt;
  const double root = std::sqrt(under);
  const double later = std::max((b + root) / a, (b - root) / a);
  const double earlier = std::min((b + root) / a, (b - root) / a);
  if (is_circle(later)) return later;
  return is_circle(earlier) ? std::optional{earlier} : std::nullopt;
}

std::optional<double> place_on_sweep(const SweepGradient& gradient, Point point) {
  const Point from = point - gradient.center;
  double angle = std::atan2(from.y, from.x) * 180 / std::numbers::pi;
  if (angle < 0) angle += 360;
  const double width = gradient.end - gradient.start;
  if (width == 0) return angle < gradient.start ? 0.0 : 1.0;
  return (angle - gradient.start) / width;
}

}  // namespace

PaintColor ColorLine::at(double place) const {
  if (stops.empty()) return {};
  place = folded(place, stops.front().offset, stops.back().offset, extend);
  const auto after = std::ranges::upper_bound(stops, place, {}, &ColorStop::offset);
  if (after == stops.begin()) return stops.front().color;
  if (after == stops.end()) return stops.back().color;
  const ColorStop& from = *(after - 1);
  return mix(from.color, after->color, static_cast<float>((place - from.offset) / (after->offset - from.offset)));
}

std::optional<double> place_on(const Gradient& gradient, Point point) {
  if (const auto* linear = std::get_if<LinearGradient>(&gradient)) return place_on_linear(*linear, point);
  if (const auto* radial = std::get_if<RadialGradient>(&gradient)) return place_on_radial(*radial, point);
  return place_on_sweep(std::get<SweepGradient>(gradient), point);
}

}  // namespace tabacus::fonts
