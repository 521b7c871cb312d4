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
  const std::uint32_t number = find_or_add(style);
  if (number != kNone) cached = static_cast<StyleId>(number);
  return number;
}

}  // namespace tabacus::terminal
