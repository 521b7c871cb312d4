// Colour names in and out.
#include "terminal/palette.hpp"

#include <gtest/gtest.h>

namespace tabacus::terminal {
namespace {

TEST(Palette, ReadsX11Colors) {
  EXPECT_EQ(parse_color("#123"), 0x102030u);
  EXPECT_EQ(parse_color("#a1B2c3"), 0xA1B2C3u);
  EXPECT_EQ(parse_color("#111222333"), 0x112233u);
  EXPECT_EQ(parse_color("#111122223333"), 0x112233u);
  EXPECT_EQ(parse_color("rgb:f/80/0000"), 0xFF8000u);
  EXPECT_EQ(parse_color("rgb:ffff/0000/8080"), 0xFF0080u);
  for (const char* text :
       {"", "#", "#12", "#12345", "#xyzxyz", "rgb:1/2", "rgb:1/2/3/4", "rgb:12345/1/1", "rgb://", "red"})
    EXPECT_EQ(parse_color(text), std::nullopt) << text;
}

TEST(Palette, HasXtermsCubeAndGreys) {
  const FramePalette palette = default_palette();
  EXPECT_EQ(palette.indexed[16], 0x000000u);
  EXPECT_EQ(palette.indexed[21], 0x0000FFu);
  EXPECT_EQ(palette.indexed[67], 0x5F87AFu);
  EXPECT_EQ(palette.indexed[231], 0xFFFFFFu);
  EXPECT_EQ(palette.indexed[232], 0x080808u);
  EXPECT_EQ(palette.indexed[255], 0xEEEEEEu);
}

TEST(Palette, RepliesInSixteenBits) { EXPECT_EQ(color_reply(0x12ABFF), "rgb:1212/abab/ffff"); }

TEST(Palette, TellsDarkFromLight) {
  FramePalette palette = default_palette();
  EXPECT_TRUE(is_dark(palette));
  std::swap(palette.foreground, palette.background);
  EXPECT_FALSE(is_dark(palette));
}

}  // namespace
}  // namespace tabacus::terminal
