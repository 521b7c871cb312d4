#include "app/config/themes.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

/// WCAG 2.1, relative luminance.
double luminance(std::uint32_t rgb) {
  const auto channel = [rgb](int shift) {
    const double value = (rgb >> shift & 0xFF) / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
}

double contrast(std::uint32_t a, std::uint32_t b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

TEST(Themes, AreTenOfDifferentNamesInBothTones) {
  std::set<std::string_view> names;
  int light = 0;
  for (const ColorTheme& theme : themes()) {
    EXPECT_TRUE(names.insert(theme.name).second) << theme.name;
    light += theme.tone == ThemeTone::Light ? 1 : 0;
  }
  EXPECT_EQ(names.size(), 10U);
  EXPECT_GE(light, 4);
}

TEST(Themes, CanBeRead) {
  for (const ColorTheme& theme : themes()) {
    EXPECT_GE(contrast(theme.foreground, theme.background), 7.0) << theme.name;
    for (const std::size_t hue : {1, 2, 3, 4, 5, 6})
      for (const std::size_t index : {hue, hue + 8})
        EXPECT_GE(contrast(theme.ansi[index], theme.background), 3.5) << theme.name << ' ' << index;
    EXPECT_GE(contrast(theme.ansi[8], theme.background), 2.5) << theme.name << ": what is dim";
    EXPECT_GE(contrast(theme.foreground, theme.selection), 4.5) << theme.name << ": what is selected";
    EXPECT_EQ(luminance(theme.background) < luminance(theme.foreground), theme.tone == ThemeTone::Dark) << theme.name;
  }
}

std::string base16(const std::string& other = "") {
  std::string text = "scheme: \"Mine\"\nauthor: 'me'\n";
  for (int i = 0; i < 16; ++i)
    text += fmt::format("base0{:X}: \"{:02x}{:02x}{:02x}\" # a comment\n", i, i, i * 2, i * 3);
  return text + other;
}

TEST(Base16, IsReadWithAndWithoutDecoration) {
  const auto theme = parse_base16(base16("  base05: '#ABCDEF'\nbase0b: 112233\n"));
  ASSERT_TRUE(theme);
  EXPECT_EQ(theme->background, 0U);
  EXPECT_EQ(theme->foreground, 0xABCDEFU);
  EXPECT_EQ(theme->ansi[1], 0x081018U) << "red is base08";
  EXPECT_EQ(theme->ansi[2], 0x112233U) << "green is base0B";
  EXPECT_EQ(theme->tone, ThemeTone::Dark);
}

TEST(Base16, SaysWhichColourIsMissing) {
  std::string text = base16();
  text.replace(text.find("base0C"), 6, "base9C");
  EXPECT_THAT(parse_base16(text).error().message, HasSubstr("base0C"));
  EXPECT_FALSE(parse_base16(""));
  EXPECT_FALSE(parse_base16("base00: \"12345\"\n"));
}

TEST(Base16, SurvivesEveryCut) {
  const std::string text = base16();
  for (std::size_t length = 0; length <= text.size(); ++length) (void)parse_base16(text.substr(0, length));
}

TEST(ChooseTheme, TakesTheOneOfTheModeAndLaysColoursOverIt) {
  Config config;
  config.theme_mode = "light";
  config.theme_light = "dune";
  config.colors_background = Color{0x123456};
  config.colors_palette = {Color{1}, Color{2}};
  const ChosenTheme chosen = choose_theme(config);
  EXPECT_EQ(chosen.theme.name, "dune");
  EXPECT_EQ(chosen.theme.background, 0x123456U);
  EXPECT_EQ(chosen.theme.ansi[1], 2U);
  EXPECT_EQ(chosen.problem, "");
}

TEST(ChooseTheme, FallsBackToOneOfTheToneAndSaysWhy) {
  Config config;
  config.theme_mode = "light";
  config.theme_light = "no-such";
  const ChosenTheme chosen = choose_theme(config);
  EXPECT_EQ(chosen.theme.tone, ThemeTone::Light);
  EXPECT_THAT(chosen.problem, HasSubstr("'no-such'"));
}

TEST(ChooseTheme, ReadsAFile) {
  const testing::TempDir temp;
  const auto file = temp.path() / "mine.yaml";
  ASSERT_TRUE(write_private_file(file, base16()));
  Config config;
  config.theme_dark = file.native();
  EXPECT_EQ(choose_theme(config).theme.foreground, 0x050A0FU);
}

TEST(DesktopTone, IsWhatGtkSays) {
  EXPECT_EQ(tone_of_gtk_settings("[Settings]\ngtk-application-prefer-dark-theme=1\n"), ThemeTone::Dark);
  EXPECT_EQ(tone_of_gtk_settings("[Settings]\ngtk-application-prefer-dark-theme=0\n"), ThemeTone::Light);
  EXPECT_EQ(tone_of_gtk_settings("gtk-theme-name = Adwaita-dark\n"), ThemeTone::Dark);
  EXPECT_EQ(tone_of_gtk_settings("gtk-theme-name=Adwaita\n"), ThemeTone::Light);
}

}  // namespace
}  // namespace tabacus::app
