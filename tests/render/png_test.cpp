#include "render/png.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

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

/// The pixels of a file whose rows are all filtered Up, which is all that we write.
std::vector<std::uint8_t> decode(const std::string& png, std::size_t width, std::size_t height) {
  const std::size_t data = 8 + 25;  // signature and IHDR
  std::vector<Bytef> rows((width * 4 + 1) * height);
  uLongf size = rows.size();
  EXPECT_EQ(uncompress(rows.data(), &size, reinterpret_cast<const Bytef*>(png.data()) + data + 8, u32_at(png, data)),
            Z_OK);
  std::vector<std::uint8_t> rgba;
  for (std::size_t y = 0; y < height; ++y) {
    EXPECT_EQ(rows[y * (width * 4 + 1)], 2);
    for (std::size_t i = 0; i < width * 4; ++i) {
      const std::uint8_t above = y == 0 ? 0 : rgba[(y - 1) * width * 4 + i];
      rgba.push_back(static_cast<std::uint8_t>(rows[y * (width * 4 + 1) + 1 + i] + above));
    }
  }
  return rgba;
}

TEST(Png, ThePixelsComeBack) {
  const auto png = encode_png(5, 3, gradient(5, 3));
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(u32_at(*png, 16), 5u);
  EXPECT_EQ(u32_at(*png, 20), 3u);
  EXPECT_EQ(decode(*png, 5, 3), gradient(5, 3));
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
