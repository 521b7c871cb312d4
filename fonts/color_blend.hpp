// Colours of COLRv1 and how they are put on one another (W3C Compositing and Blending Level 1). Pure.
#pragma once

#include <cstdint>

namespace tabacus::fonts {

/// Each 0 to 1, multiplied by alpha.
struct PaintColor {
  float red = 0;
  float green = 0;
  float blue = 0;
  float alpha = 0;
  friend bool operator==(const PaintColor&, const PaintColor&) = default;
};

[[nodiscard]] constexpr PaintColor scaled(const PaintColor& c, float by) {
  return {c.red * by, c.green * by, c.blue * by, c.alpha * by};
}
[[nodiscard]] constexpr PaintColor sum(const PaintColor& a, const PaintColor& b) {
  return {a.red + b.red, a.green + b.green, a.blue + b.blue, a.alpha + b.alpha};
}
[[nodiscard]] constexpr PaintColor mix(const PaintColor& from, const PaintColor& to, float share) {
  return sum(scaled(from, 1 - share), scaled(to, share));
}
[[nodiscard]] constexpr PaintColor over(const PaintColor& source, const PaintColor& backdrop) {
  return sum(source, scaled(backdrop, 1 - source.alpha));
}

/// Numbered as CompositeMode in the COLR table.
enum class BlendMode : std::uint8_t {
  Clear,
  Source,
  Backdrop,
  SourceOver,
  BackdropOver,
  SourceIn,
  BackdropIn,
  SourceOut,
  BackdropOut,
  SourceAtop,
  BackdropAtop,
  Xor,
  Plus,
  Screen,
  Overlay,
  Darken,
  Lighten,
  ColorDodge,
  ColorBurn,
  HardLight,
  SoftLight,
  Difference,
  Exclusion,
  Multiply,
  Hue,
  Saturation,
  Color,
  Luminosity,
};

[[nodiscard]] PaintColor blend(BlendMode mode, const PaintColor& source, const PaintColor& backdrop);

}  // namespace tabacus::fonts
