#include "terminal/palette.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::array<std::uint32_t, 16> kBasic{0x1D1F21, 0xCC6666, 0xB5BD68, 0xF0C674, 0x81A2BE, 0xB294BB,
                                               0x8ABEB7, 0xC5C8C6, 0x666666, 0xD54E53, 0xB9CA4A, 0xE7C547,
                                               0x7AA6DA, 0xC397D8, 0x70C0B1, 0xEAEAEA};

constexpr std::uint32_t cube_level(std::uint32_t step) { return step == 0 ? 0 : 55 + 40 * step; }

std::optional<std::uint32_t> hex(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    if (c >= '0' && c <= '9') {
      value = value << 4 | static_cast<std::uint32_t>(c - '0');
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      value = value << 4 | static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

/// One component of one to four digits; `f` of "rgb:f/.." means full, of "#f.." the high digit.
std::optional<std::uint32_t> component(std::string_view digits, bool is_scaled) {
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  const auto value = hex(digits);
  if (!value) return std::nullopt;
  const auto bits = static_cast<unsigned>(4 * digits.size());
  if (is_scaled) return *value * 255 / ((1u << bits) - 1);
  return bits >= 8 ? *value >> (bits - 8) : *value << (8 - bits);
}

std::optional<std::uint32_t> joined(std::string_view r, std::string_view g, std::string_view b, bool is_scaled) {
  const auto red = component(r, is_scaled);
  const auto green = component(g, is_scaled);
  const auto blue = component(b, is_scaled);
  if (!red || !green || !blue) return std::nullopt;
  return *red << 16 | *green << 8 | *blue;
}

std::uint32_t luminance(std::uint32_t rgb) {
  return 299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF);
}

}  // namespace

FramePalette default_palette() {
  FramePalette palette;
  for (std::uint32_t i = 0; i < 16; ++i) palette.indexed[i] = kBasic[i];
  for (std::uint32_t i = 0; i < 216; ++i)
    palette.indexed[16 + i] = cube_level(i / 36) << 16 | cube_level(i / 6 % 6) << 8 | cube_level(i % 6);
  for (std::uint32_t i = 0; i < 24; ++i) palette.indexed[232 + i] = (8 + 10 * i) * 0x010101;
  return palette;
}

std::optional<std::uint32_t> parse_color(std::string_view text) {
  if (text.substr(0, 1) == "#") {
    text.remove_prefix(1);
    if (text.empty() || text.size() % 3 != 0) return std::nullopt;
    const std::size_t n = text.size() / 3;
    return joined(text.substr(0, n), text.substr(n, n), text.substr(2 * n), false);
  }
  if (text.substr(0, 4) != "rgb:") return std::nullopt;
  const auto parts = split(text.substr(4), '/');
  if (parts.size() != 3) return std::nullopt;
  return joined(parts[0], parts[1], parts[2], true);
}

std::string color_reply(std::uint32_t rgb) {
  const std::uint32_t r = rgb >> 16 & 0xFF;
  const std::uint32_t g = rgb >> 8 & 0xFF;
  const std::uint32_t b = rgb & 0xFF;
  return fmt::format("rgb:{:04x}/{:04x}/{:04x}", r * 0x101, g * 0x101, b * 0x101);
}

bool is_dark(const FramePalette& palette) { return luminance(palette.background) < luminance(palette.foreground); }

}  // namespace tabacus::terminal
