// How text looks: the pen that programs set, and what a cell keeps of it.
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
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
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

  /// The switches in one byte, bold being its lowest bit.
  [[nodiscard]] constexpr std::uint8_t flags() const {
    return static_cast<std::uint8_t>(bold | dim << 1 | italic << 2 | blink << 3 | reverse << 4 | hidden << 5 |
                                     strike << 6 | overline << 7);
  }
  constexpr void set_flags(std::uint8_t flags) {
    bold = (flags & 1) != 0;
    dim = (flags & 2) != 0;
    italic = (flags & 4) != 0;
    blink = (flags & 8) != 0;
    reverse = (flags & 16) != 0;
    hidden = (flags & 32) != 0;
    strike = (flags & 64) != 0;
    overline = (flags & 128) != 0;
  }
  friend constexpr bool operator==(const Style&, const Style&) = default;
};

}  // namespace tabacus::terminal
