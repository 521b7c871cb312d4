// Colours as the renderer draws them: eight bits each of red, green, blue and opacity, not premultiplied. Pure.
#pragma once

#include <algorithm>
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

}  // namespace tabacus::render
