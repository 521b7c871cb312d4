// How a cell looks, interned: cells hold a StyleId, the table holds the Style.
#pragma once

#include <compare>
#include <cstdint>

namespace tabacus::terminal {

/// Default, one of 256 palette entries, or 24 bits of RGB; four bytes.
class Color {
 public:
  enum class Kind : std::uint8_t { Default, Indexed, Rgb };

  constexpr Color() = default;
  [[nodiscard]] static constexpr Color indexed(std::uint8_t index) { return Color{0x01000000u | index}; }
  [[nodiscard]] static constexpr Color rgb(std::uint8_t r, std::uint8_t g, std::uint8_t b) {
    return Color{0x02000000u | (std::uint32_t{r} << 16) | (std::uint32_t{g} << 8) | b};
  }

  [[nodiscard]] constexpr Kind kind() const { return static_cast<Kind>(bits_ >> 24); }
  [[nodiscard]] constexpr std::uint8_t index() const { return static_cast<std::uint8_t>(bits_); }
  [[nodiscard]] constexpr std::uint32_t rgb24() const { return bits_ & 0xFFFFFFu; }
  friend constexpr auto operator<=>(Color, Color) = default;

 private:
  constexpr explicit Color(std::uint32_t bits) : bits_{bits} {}
  std::uint32_t bits_ = 0;
};

enum class Underline : std::uint8_t { None, Single, Double, Curly, Dotted, Dashed };

struct Style {
  Color foreground;
  Color background;
  Color underline_color;
  Underline underline = Underline::None;
  bool bold : 1 = false;
  bool dim : 1 = false;
  bool italic : 1 = false;
  bool blink : 1 = false;
  bool reverse : 1 = false;
  bool hidden : 1 = false;
  bool strike : 1 = false;
  bool overline : 1 = false;
  friend constexpr bool operator==(const Style&, const Style&) = default;
};

using StyleId = std::uint16_t;  ///< 0 is the default style

}  // namespace tabacus::terminal
