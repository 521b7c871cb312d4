// Colours as the renderer draws them: eight bits each of red, green, blue and opacity, not premultiplied. Pure.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tabacus::render {

struct Rgba {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  std::uint8_t a = 255;
  friend constexpr bool operator==(Rgba, Rgba) = default;
};

[[nodiscard]] constexpr Rgba rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8), static_cast<std::uint8_t>(hex),
          255};
}

[[nodiscard]] constexpr Rgba with_alpha(Rgba color, int alpha) {
  color.a = static_cast<std::uint8_t>(std::clamp(alpha, 0, 255));
  return color;
}

/// `over` at `percent` upon `under`; opaque.
[[nodiscard]] constexpr Rgba mix(Rgba under, Rgba over, int percent) {
  const auto channel = [percent](int from, int to) {
    return static_cast<std::uint8_t>((from * (100 - percent) + to * percent + 50) / 100);
  };
  return {channel(under.r, over.r), channel(under.g, over.g), channel(under.b, over.b), 255};
}

/// Relative luminance (WCAG 2.1, with gamma 2.2 for the piecewise curve), 0 to 1.
[[nodiscard]] inline double luminance(Rgba color) {
  const auto linear = [](std::uint8_t channel) { return std::pow(channel / 255.0, 2.2); };
  return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b);
}

/// 1 (the same) to 21 (black on white).
[[nodiscard]] inline double contrast(Rgba a, Rgba b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace tabacus::render
