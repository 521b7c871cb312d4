#include "tests/render/picture_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace tabacus::render {
namespace {

constexpr std::size_t kHeader = 8 + 25;  // signature and IHDR
constexpr std::uint32_t kLargestSide = 16384;

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  return value;
}

}  // namespace

std::optional<Picture> decode_png(const std::string& png) {
  if (png.size() < kHeader + 12 || !png.starts_with("\x89PNG\r\n\x1a\n")) return std::nullopt;
  const std::uint32_t width = u32_at(png, 16);
  const std::uint32_t height = u32_at(png, 20);
  const std::uint32_t packed = u32_at(png, kHeader);
  if (width > kLargestSide || height > kLargestSide || kHeader + 12 + packed > png.size()) return std::nullopt;
  const std::size_t stride = std::size_t{width} * 4;
  std::vector<Bytef> rows((stride + 1) * height);
  uLongf size = rows.size();
  if (uncompress(rows.data(), &size, reinterpret_cast<const Bytef*>(png.data()) + kHeader + 8, packed) != Z_OK)
    return std::nullopt;
  Picture picture{static_cast<int>(width), static_cast<int>(height), {}};
  for (std::size_t y = 0; y < height; ++y) {
    if (rows[y * (stride + 1)] != 2) return std::nullopt;  // every row is filtered Up
    for (std::size_t i = 0; i < stride; ++i) {
      const std::uint8_t above = y == 0 ? 0 : picture.rgba[(y - 1) * stride + i];
      picture.rgba.push_back(static_cast<std::uint8_t>(rows[y * (stride + 1) + 1 + i] + above));
    }
  }
  return picture;
}

PictureDifference difference(const Picture& a, const Picture& b) {
  PictureDifference result;
  for (std::size_t i = 0; i < std::min(a.rgba.size(), b.rgba.size()); i += 4) {
    int most = 0;
    for (std::size_t channel = i; channel < i + 4; ++channel)
      most = std::max(most, std::abs(int{a.rgba[channel]} - int{b.rgba[channel]}));
    result.largest = std::max(result.largest, most);
    result.pixels += most > 0 ? 1 : 0;
  }
  return result;
}

}  // namespace tabacus::render
