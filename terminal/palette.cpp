#include "terminal/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

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

using Triple = std::array<double, 3>;

constexpr Triple kD65{0.95047, 1.0, 1.08883};

std::optional<double> real(std::string_view text) {
  double value = 0;
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Linear, 0 to 1; what is beyond is cut. IEC 61966-2-1.
std::uint32_t of_intensities(const Triple& linear) {
  std::uint32_t color = 0;
  for (const double part : linear) {
    const double within = std::clamp(part, 0.0, 1.0);
    const double encoded = within <= 0.0031308 ? 12.92 * within : 1.055 * std::pow(within, 1 / 2.4) - 0.055;
    color = color << 8 | static_cast<std::uint32_t>(std::lround(encoded * 255));
  }
  return color;
}

std::optional<std::uint32_t> of_xyz(const std::optional<Triple>& xyz) {
  if (!xyz || (*xyz)[1] < 0 || (*xyz)[1] > 1) return std::nullopt;
  const auto [x, y, z] = *xyz;
  const Triple linear{3.2404542 * x - 1.5371385 * y - 0.4985314 * z, -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
                      0.0556434 * x - 0.2040259 * y + 1.0572252 * z};
  // Of numbers near the largest there are the differences are none.
  if (!std::ranges::all_of(linear, [](double part) { return std::isfinite(part); })) return std::nullopt;
  return of_intensities(linear);
}

// CIE 15:2004. Each is empty where the numbers are no colour.
std::optional<Triple> from_xyz(const Triple& xyz) { return xyz; }
std::optional<Triple> from_xyy(const Triple& v) {
  if (v[1] <= 0) return std::nullopt;
  return Triple{v[0] * v[2] / v[1], v[2], (1 - v[0] - v[1]) * v[2] / v[1]};
}
std::optional<Triple> from_uvy(const Triple& v) {
  if (v[1] <= 0) return std::nullopt;
  return Triple{v[2] * 9 * v[0] / (4 * v[1]), v[2], v[2] * (12 - 3 * v[0] - 20 * v[1]) / (4 * v[1])};
}
/// Y of CIE's lightness, 0 to 100.
double luminance_of_lightness(double lightness) {
  return lightness <= 8 ? lightness * 27 / 24389 : std::pow((lightness + 16) / 116, 3);
}
std::optional<Triple> from_lab(const Triple& v) {
  if (v[0] < 0 || v[0] > 100) return std::nullopt;
  const auto share = [](double f) { return f > 6.0 / 29 ? f * f * f : 3 * 36.0 / 841 * (f - 4.0 / 29); };
  const double middle = (v[0] + 16) / 116;
  return Triple{kD65[0] * share(middle + v[1] / 500), luminance_of_lightness(v[0]),
                kD65[2] * share(middle - v[2] / 200)};
}
std::optional<Triple> from_luv(const Triple& v) {
  if (v[0] < 0 || v[0] > 100) return std::nullopt;
  if (v[0] == 0) return Triple{};
  constexpr double kSum = kD65[0] + 15 * kD65[1] + 3 * kD65[2];
  return from_uvy(
      {v[1] / (13 * v[0]) + 4 * kD65[0] / kSum, v[2] / (13 * v[0]) + 9 * kD65[1] / kSum, luminance_of_lightness(v[0])});
}

struct ColorSpace {
  std::string_view name;  ///< in small letters
  std::optional<Triple> (*to_xyz)(const Triple&);
};
constexpr ColorSpace kColorSpaces[] = {
    {"ciexyz", from_xyz}, {"ciexyy", from_xyy}, {"cieuvy", from_uvy}, {"cielab", from_lab}, {"cieluv", from_luv}};

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
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto parts = split(text.substr(colon + 1), '/');
  if (parts.size() != 3) return std::nullopt;
  const std::string space = to_lower_ascii(text.substr(0, colon));
  if (space == "rgb") return joined(parts[0], parts[1], parts[2], true);
  const auto a = real(parts[0]);
  const auto b = real(parts[1]);
  const auto c = real(parts[2]);
  if (!a || !b || !c) return std::nullopt;
  if (space == "rgbi") return of_intensities({*a, *b, *c});
  for (const ColorSpace& known : kColorSpaces)
    if (space == known.name) return of_xyz(known.to_xyz({*a, *b, *c}));
  return std::nullopt;
}

std::string color_reply(std::uint32_t rgb) {
  const std::uint32_t r = rgb >> 16 & 0xFF;
  const std::uint32_t g = rgb >> 8 & 0xFF;
  const std::uint32_t b = rgb & 0xFF;
  return fmt::format("rgb:{:04x}/{:04x}/{:04x}", r * 0x101, g * 0x101, b * 0x101);
}

bool is_dark(const FramePalette& palette) { return luminance(palette.background) < luminance(palette.foreground); }

}  // namespace tabacus::terminal
