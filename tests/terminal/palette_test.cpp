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
  EXPECT_EQ(parse_color("RGB:1/2/3"), 0x112233u);
  for (const char* text :
       {"", "#", "#12", "#12345", "#xyzxyz", "rgb:1/2", "rgb:1/2/3/4", "rgb:12345/1/1", "rgb://", "red"})
    EXPECT_EQ(parse_color(text), std::nullopt) << text;
}

TEST(Palette, ReadsIntensities) {
  EXPECT_EQ(parse_color("rgbi:1/0/0"), 0xFF0000u);
  EXPECT_EQ(parse_color("rgbi:1.0/.5/+0.25"), 0xFFBC89u);
  EXPECT_EQ(parse_color("RGBi:2/-1/1e-3"), 0xFF0003u) << "cut to what there is";
  for (const char* text : {"rgbi:", "rgbi:1/1", "rgbi:1/1/1/1", "rgbi:1/a/1", "rgbi://", "rgbi:inf/0/0", "rgbi:nan/0/0",
                           "rgbi:1/1/1x", "rgba:1/2/3"})
    EXPECT_EQ(parse_color(text), std::nullopt) << text;
}

/// Figures of known sRGB colours, D65: white, red, the middle grey, a blue.
TEST(Palette, ReadsColorsOfCie) {
  EXPECT_EQ(parse_color("CIEXYZ:0.95047/1/1.08883"), 0xFFFFFFu);
  EXPECT_EQ(parse_color("CIEXYZ:0.4124/0.2126/0.0193"), 0xFF0000u);
  EXPECT_EQ(parse_color("CIExyY:0.64/0.33/0.2126"), 0xFF0000u);
  EXPECT_EQ(parse_color("CIEuvY:0.4507/0.5229/0.2126"), 0xFF0000u);
  EXPECT_EQ(parse_color("CIELab:53.585/0/0"), 0x808080u);
  EXPECT_EQ(parse_color("CIELab:53.24/80.09/67.2"), 0xFF0000u);
  EXPECT_EQ(parse_color("CIELuv:53.585/0/0"), 0x808080u);
  EXPECT_EQ(parse_color("CIELuv:32.3/-9.4/-130.35"), 0x0000FFu);
  EXPECT_EQ(parse_color("cieluv:0/0/0"), 0x000000u);
  EXPECT_EQ(parse_color("CIELab:5/0/0"), 0x111111u) << "the straight part of the curve";
  for (const char* text :
       {"CIEXYZ:1/1.1/1", "CIEXYZ:1/-0.1/1", "CIExyY:0.3/0/0.5", "CIEuvY:0.3/0/0.5", "CIEXYZ:1e308/1/1e308",
        "CIELab:101/0/0", "CIELuv:-1/0/0", "CIELab:1/1", "TekHVC:100/50/50", "CIE:1/1/1"})
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
