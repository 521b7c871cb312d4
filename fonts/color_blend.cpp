#include "fonts/color_blend.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tabacus::fonts {
namespace {

/// Red, green and blue without their alpha.
using Rgb = std::array<float, 3>;

Rgb plain(const PaintColor& c) {
  if (c.alpha <= 0) return {};
  return {c.red / c.alpha, c.green / c.alpha, c.blue / c.alpha};
}

/// 9.1, of one channel.
float hard_light(float source, float backdrop) {
  return source <= 0.5F ? 2 * source * backdrop : 2 * (source + backdrop - source * backdrop) - 1;
}

float soft_light(float source, float backdrop) {
  if (source <= 0.5F) return backdrop - (1 - 2 * source) * backdrop * (1 - backdrop);
  const float lighter = backdrop <= 0.25F ? ((16 * backdrop - 12) * backdrop + 4) * backdrop : std::sqrt(backdrop);
  return backdrop + (2 * source - 1) * (lighter - backdrop);
}

float channel(BlendMode mode, float source, float backdrop) {
  switch (mode) {
    case BlendMode::Screen:
      return source + backdrop - source * backdrop;
    case BlendMode::Overlay:
      return hard_light(backdrop, source);
    case BlendMode::Darken:
      return std::min(source, backdrop);
    case BlendMode::Lighten:
      return std::max(source, backdrop);
    case BlendMode::ColorDodge:
      if (backdrop <= 0) return 0;
      return source >= 1 ? 1 : std::min(1.0F, backdrop / (1 - source));
    case BlendMode::ColorBurn:
      if (backdrop >= 1) return 1;
      return source <= 0 ? 0 : 1 - std::min(1.0F, (1 - backdrop) / source);
    case BlendMode::HardLight:
      return hard_light(source, backdrop);
    case BlendMode::SoftLight:
      return soft_light(source, backdrop);
    case BlendMode::Difference:
      return std::fabs(source - backdrop);
    case BlendMode::Exclusion:
      return source + backdrop - 2 * source * backdrop;
    case BlendMode::Multiply:
      return source * backdrop;
    default:
      return source;
  }
}

// 9.2, of the whole colour.

float luminosity(const Rgb& c) { return 0.3F * c[0] + 0.59F * c[1] + 0.11F * c[2]; }
float saturation(const Rgb& c) { return std::ranges::max(c) - std::ranges::min(c); }

Rgb with_luminosity(Rgb c, float wanted) {
  const float by = wanted - luminosity(c);
  for (float& value : c) value += by;
  const float light = luminosity(c);
  const float least = std::ranges::min(c);
  const float most = std::ranges::max(c);
  for (float& value : c) {
    if (least < 0) value = light + (value - light) * light / (light - least);
    if (most > 1) value = light + (value - light) * (1 - light) / (most - light);
  }
  return c;
}

Rgb with_saturation(Rgb c, float wanted) {
  const float least = std::ranges::min(c);
  const float range = saturation(c);
  for (float& value : c) value = range > 0 ? (value - least) * wanted / range : 0;
  return c;
}

Rgb mixed(BlendMode mode, const Rgb& source, const Rgb& backdrop) {
  switch (mode) {
    case BlendMode::Hue:
      return with_luminosity(with_saturation(source, saturation(backdrop)), luminosity(backdrop));
    case BlendMode::Saturation:
      return with_luminosity(with_saturation(backdrop, saturation(source)), luminosity(backdrop));
    case BlendMode::Color:
      return with_luminosity(source, luminosity(backdrop));
    case BlendMode::Luminosity:
      return with_luminosity(backdrop, luminosity(source));
    default: {
      Rgb result{};
      for (std::size_t i = 0; i < result.size(); ++i) result[i] = channel(mode, source[i], backdrop[i]);
      return result;
    }
  }
}

/// Which share of each stays, by Porter and Duff; chapter 6.
struct Shares {
  float source;
  float backdrop;
};

Shares shares_of(BlendMode mode, float source, float backdrop) {
  switch (mode) {
    case BlendMode::Clear:
      return {0, 0};
    case BlendMode::Source:
      return {1, 0};
    case BlendMode::Backdrop:
      return {0, 1};
    case BlendMode::BackdropOver:
      return {1 - backdrop, 1};
    case BlendMode::SourceIn:
      return {backdrop, 0};
    case BlendMode::BackdropIn:
      return {0, source};
    case BlendMode::SourceOut:
      return {1 - backdrop, 0};
    case BlendMode::BackdropOut:
      return {0, 1 - source};
    case BlendMode::SourceAtop:
      return {backdrop, 1 - source};
    case BlendMode::BackdropAtop:
      return {1 - backdrop, source};
    case BlendMode::Xor:
      return {1 - backdrop, 1 - source};
    case BlendMode::Plus:
      return {1, 1};
    default:
      return {1, 1 - source};
  }
}

}  // namespace

PaintColor blend(BlendMode mode, const PaintColor& source, const PaintColor& backdrop) {
  if (mode <= BlendMode::Plus) {
    const auto [of_source, of_backdrop] = shares_of(mode, source.alpha, backdrop.alpha);
    const PaintColor both = sum(scaled(source, of_source), scaled(backdrop, of_backdrop));
    return {std::min(both.red, 1.0F), std::min(both.green, 1.0F), std::min(both.blue, 1.0F),
            std::min(both.alpha, 1.0F)};
  }
  // Where only one of them is, it stays as it is.
  const Rgb here = mixed(mode, plain(source), plain(backdrop));
  const PaintColor both = scaled({here[0], here[1], here[2], 1}, source.alpha * backdrop.alpha);
  return sum(both, sum(scaled(source, 1 - backdrop.alpha), scaled(backdrop, 1 - source.alpha)));
}

}  // namespace tabacus::fonts
