// The colours a cell is drawn in.
#include "render/cell_colors.hpp"

#include <gtest/gtest.h>

#include "tests/render/frame_builder.hpp"

namespace tabacus::render {
namespace {

using terminal::Color;
using terminal::SpecialColor;
using terminal::Style;

constexpr std::uint32_t kForeground = 0xD0D0D0;
constexpr std::uint32_t kBackground = 0x101010;
constexpr std::uint32_t kBold = 0xFF0000;
constexpr std::uint32_t kReverse = 0x00FF00;

struct ColorCase {
  const char* name;
  Style style;
  bool reverse_screen;
  unsigned special_in_use;  ///< bits by SpecialColor
  Rgba text;
  Rgba background;
};

Style styled(void (*change)(Style&)) {
  Style style;
  change(style);
  return style;
}
void bold(Style& s) { s.bold = true; }
void italic(Style& s) { s.italic = true; }
void reversed(Style& s) { s.reverse = true; }
void of_sgr(Style& s) {
  s.bold = true;
  s.foreground = Color::rgb(0xFF, 0xFF, 0);
}
void colored(Style& s) {
  s.foreground = Color::rgb(0xFF, 0xFF, 0);
  s.background = Color::rgb(0, 0, 0x80);
}
void half_colored(Style& s) { s.background = Color::rgb(0, 0, 0x80); }

constexpr unsigned bit(SpecialColor color) { return 1u << static_cast<unsigned>(color); }
const unsigned kBoldBit = bit(SpecialColor::Bold);

class CellColorsOf : public testing::TestWithParam<ColorCase> {};

TEST_P(CellColorsOf, AreThese) {
  terminal::Frame frame = blank_frame(2, 1);
  frame.palette.foreground = kForeground;
  frame.palette.background = kBackground;
  frame.palette.special[0] = kBold;
  frame.palette.special[3] = kReverse;
  frame.palette.special_in_use = static_cast<std::uint8_t>(GetParam().special_in_use);
  frame.reverse_screen = GetParam().reverse_screen;
  const CellColors colors = resolve_colors(frame, GetParam().style, CellState::Plain, CellInk::Text, Theme{});
  EXPECT_EQ(colors.text, GetParam().text);
  EXPECT_EQ(colors.background, GetParam().background);
}

INSTANTIATE_TEST_SUITE_P(
    ReverseScreen, CellColorsOf,
    testing::Values(ColorCase{"plain", {}, true, 0, rgb(kBackground), rgb(kForeground)},
                    ColorCase{"reverse_text", styled(reversed), true, 0, rgb(kForeground), rgb(kBackground)},
                    ColorCase{"colors_of_programs_stay", styled(colored), true, 0, rgb(0xFFFF00), rgb(0x000080)},
                    ColorCase{"beside_one_of_a_program_too", styled(half_colored), false, 0, rgb(kForeground),
                              rgb(0x000080)}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Special, CellColorsOf,
    testing::Values(ColorCase{"not_in_use", styled(bold), false, 0, rgb(kForeground), rgb(kBackground)},
                    ColorCase{"bold", styled(bold), false, kBoldBit, rgb(kBold), rgb(kBackground)},
                    ColorCase{"of_another_look", styled(italic), false, kBoldBit, rgb(kForeground), rgb(kBackground)},
                    ColorCase{"one_that_is_not_set", styled(italic), true, bit(SpecialColor::Italic), rgb(kBackground),
                              rgb(kForeground)},
                    ColorCase{"a_color_of_sgr_goes_before", styled(of_sgr), false, kBoldBit, rgb(0xFFFF00),
                              rgb(kBackground)},
                    ColorCase{"unless_it_is_switched_off", styled(of_sgr), false, kBoldBit | bit(SpecialColor::OverSgr),
                              rgb(kBold), rgb(kBackground)},
                    ColorCase{"instead_of_reverse", styled(reversed), false, bit(SpecialColor::Reverse), rgb(kReverse),
                              rgb(kBackground)}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::render
