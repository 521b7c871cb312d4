#include "render/png.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

#include "tests/render/picture_file.hpp"

namespace tabacus::render {
namespace {

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  return value;
}

std::vector<std::uint8_t> gradient(int width, int height) {
  std::vector<std::uint8_t> rgba;
  for (int i = 0; i < width * height * 4; ++i) rgba.push_back(static_cast<std::uint8_t>(i * 7));
  return rgba;
}

TEST(Png, ThePixelsComeBack) {
  const auto png = encode_png(5, 3, gradient(5, 3));
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(u32_at(*png, 16), 5u);
  EXPECT_EQ(u32_at(*png, 20), 3u);
  const auto picture = decode_png(*png);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->rgba, gradient(5, 3));
}

TEST(Png, EveryChunkCarriesItsChecksum) {
  const auto png = encode_png(2, 2, gradient(2, 2));
  ASSERT_TRUE(png.has_value());
  std::size_t at = 8;
  int chunks = 0;
  for (; at < png->size(); ++chunks) {
    const std::uint32_t length = u32_at(*png, at);
    const auto* checked = reinterpret_cast<const Bytef*>(png->data() + at + 4);
    EXPECT_EQ(crc32(0, checked, length + 4), u32_at(*png, at + 8 + length));
    at += 12 + length;
  }
  EXPECT_EQ(at, png->size());
  EXPECT_EQ(chunks, 3);
}

TEST(Png, RefusesPixelsThatDoNotFitTheSize) {
  EXPECT_EQ(encode_png(5, 4, gradient(5, 3)).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(encode_png(0, 0, {}).error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace tabacus::render
