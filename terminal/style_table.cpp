#include "terminal/style_table.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kCapacity = 0x10000;

constexpr std::uint64_t bits_of(Color color) { return static_cast<std::uint64_t>(color.kind()) << 24 | color.rgb24(); }

/// Multiply and fold: colours differ in few bits, and the low ones pick the cache's slot.
constexpr std::uint64_t mix(std::uint64_t x) {
  x *= 0x9E3779B97F4A7C15u;
  return x ^ (x >> 32);
}

/// One number for every style without colours: eight flags, six underlines.
constexpr std::size_t kReservedForFlags = 256 * 6;

/// The nearest step of the palette's colour cube: 0, 95, 135, ... 255.
constexpr std::uint32_t cube_step(std::uint32_t level) {
  if (level < 48) return 0;
  return level < 115 ? 1 : (level - 35) / 40;
}

Color coarse(Color color) {
  if (color.kind() != Color::Kind::Rgb) return color;
  const std::uint32_t rgb = color.rgb24();
  const std::uint32_t red = cube_step(rgb >> 16 & 0xFF);
  const std::uint32_t green = cube_step(rgb >> 8 & 0xFF);
  return Color::indexed(static_cast<std::uint8_t>(16 + 36 * red + 6 * green + cube_step(rgb & 0xFF)));
}

}  // namespace

std::size_t StyleHash::operator()(const Style& style) const {
  const unsigned flags = static_cast<unsigned>(style.bold) | static_cast<unsigned>(style.dim) << 1 |
                         static_cast<unsigned>(style.italic) << 2 | static_cast<unsigned>(style.blink) << 3 |
                         static_cast<unsigned>(style.reverse) << 4 | static_cast<unsigned>(style.hidden) << 5 |
                         static_cast<unsigned>(style.strike) << 6 | static_cast<unsigned>(style.overline) << 7 |
                         static_cast<unsigned>(style.underline) << 8;
  const std::uint64_t colors = bits_of(style.foreground) | bits_of(style.background) << 32;
  return mix(mix(colors) + (bits_of(style.underline_color) | std::uint64_t{flags} << 32));
}

StyleTable::StyleTable() : InternTable{kCapacity} {}

std::uint32_t StyleTable::number_of(const Style& style) {
  StyleId& cached = cached_[StyleHash{}(style) % cached_.size()];
  if ((*this)[cached] == style) return cached;
  const std::uint32_t number = find_or_add(style, kReserved);
  if (number != kNone) cached = static_cast<StyleId>(number);
  return number;
}

std::uint32_t StyleTable::number_of_coarse(const Style& style) {
  Style simple = style;
  simple.foreground = coarse(style.foreground);
  simple.background = coarse(style.background);
  simple.underline_color = coarse(style.underline_color);
  const std::uint32_t number = find_or_add(simple, kReservedForFlags);
  if (number != kNone) return number;
  simple.foreground = simple.background = simple.underline_color = Color{};
  return find_or_add(simple);
}

}  // namespace tabacus::terminal
