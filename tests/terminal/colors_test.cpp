// Colours that programs ask for, change and bring back: what esctest's topics change_color, change_special_color,
// change_dynamic_color and their resets ask.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct ColorCase {
  const char* name;
  std::string bytes;
  std::string replies;
};

class Colors : public testing::TestWithParam<ColorCase> {};

TEST_P(Colors, AreAnswered) {
  TerminalOptions options;
  options.palette.foreground = 0xAABBCC;
  options.palette.background = 0x112233;
  options.palette.cursor = 0x445566;
  Probe probe{{10, 2}, options};
  EXPECT_EQ(probe.feed(GetParam().bytes).take_replies(), GetParam().replies);
  EXPECT_EQ(probe.rows(), "||") << "nothing is printed";
}

INSTANTIATE_TEST_SUITE_P(
    Indexed, Colors,
    testing::Values(
        ColorCase{"several_at_once", "\x1B]4;1;#010203;255;rgb:f/8/0;1;?;255;?\a",
                  "\x1B]4;1;rgb:0101/0202/0303\a\x1B]4;255;rgb:ffff/8888/0000\a"},
        ColorCase{"intensities", "\x1B]4;1;rgbi:1/0.5/0;1;?\x1B\\", "\x1B]4;1;rgb:ffff/bcbc/0000\x1B\\"},
        ColorCase{"of_cie", "\x1B]4;1;CIELab:53.585/0/0;1;?\x1B\\", "\x1B]4;1;rgb:8080/8080/8080\x1B\\"},
        ColorCase{"what_is_no_color_changes_none",
                  "\x1B]4;1;#010203\a\x1B]4;1;TekHVC:1/1/1\a\x1B]4;1;#1234\a\x1B]4;1;?\a",
                  "\x1B]4;1;rgb:0101/0202/0303\a"},
        ColorCase{"a_number_that_is_none_ends_it", "\x1B]4;261;?;1;?\a\x1B]4;x;?\a\x1B]4;1\a", ""},
        ColorCase{"reset_of_some", "\x1B]4;16;#010203;17;#040506;18;#070809\a\x1B]104;16;18\a\x1B]4;16;?;17;?;18;?\a",
                  "\x1B]4;16;rgb:0000/0000/0000\a\x1B]4;17;rgb:0404/0505/0606\a\x1B]4;18;rgb:0000/0000/8787\a"},
        ColorCase{"reset_of_all", "\x1B]4;16;#010203;231;#040506\a\x1B]104\a\x1B]4;16;?;231;?\a",
                  "\x1B]4;16;rgb:0000/0000/0000\a\x1B]4;231;rgb:ffff/ffff/ffff\a"},
        ColorCase{"a_full_reset_brings_all_back",
                  "\x1B]4;16;#010203\a\x1B]5;0;#010203\a\x1B"
                  "c\x1B]4;16;?\a\x1B]5;0;?\a",
                  "\x1B]4;16;rgb:0000/0000/0000\a\x1B]5;0;rgb:aaaa/bbbb/cccc\a"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Special, Colors,
    testing::Values(ColorCase{"unset_is_the_foreground", "\x1B]5;0;?;4;?\x1B\\",
                              "\x1B]5;0;rgb:aaaa/bbbb/cccc\x1B\\\x1B]5;4;rgb:aaaa/bbbb/cccc\x1B\\"},
                    ColorCase{"several_at_once", "\x1B]5;0;#010203;1;rgb:4/5/6;0;?;1;?\a",
                              "\x1B]5;0;rgb:0101/0202/0303\a\x1B]5;1;rgb:4444/5555/6666\a"},
                    ColorCase{
                        "behind_the_palette", "\x1B]5;2;#010203\a\x1B]4;255;?;258;?\a\x1B]4;260;#040506\a\x1B]5;4;?\a",
                        "\x1B]4;255;rgb:eeee/eeee/eeee\a\x1B]4;258;rgb:0101/0202/0303\a\x1B]5;4;rgb:0404/0505/0606\a"},
                    ColorCase{"a_number_that_is_none_ends_it", "\x1B]5;5;?;1;?\a\x1B]5;-1;?\a\x1B]5\a\x1B]5;;?\a", ""},
                    ColorCase{"reset_of_one", "\x1B]5;0;#010203;1;#040506\a\x1B]105;0\a\x1B]5;0;?;1;?\a",
                              "\x1B]5;0;rgb:aaaa/bbbb/cccc\a\x1B]5;1;rgb:0404/0505/0606\a"},
                    ColorCase{"reset_of_one_behind_the_palette", "\x1B]5;0;#010203\a\x1B]104;256\a\x1B]5;0;?\a",
                              "\x1B]5;0;rgb:aaaa/bbbb/cccc\a"},
                    ColorCase{"reset_of_all", "\x1B]5;0;#010203;1;#040506\a\x1B]105\a\x1B]5;0;?;1;?\a",
                              "\x1B]5;0;rgb:aaaa/bbbb/cccc\a\x1B]5;1;rgb:aaaa/bbbb/cccc\a"},
                    ColorCase{"reset_of_the_palette_leaves_them", "\x1B]5;0;#010203\a\x1B]104\a\x1B]5;0;?\a",
                              "\x1B]5;0;rgb:0101/0202/0303\a"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Dynamic, Colors,
    testing::Values(
        ColorCase{"further_ones_are_of_the_next", "\x1B]10;#010203;#040506;#070809\a\x1B]10;?;?;?\a",
                  "\x1B]10;rgb:0101/0202/0303\a\x1B]11;rgb:0404/0505/0606\a\x1B]12;rgb:0707/0808/0909\a"},
        ColorCase{"one_that_is_left_out", "\x1B]10;#010203;;#070809\a\x1B]10;?;?;?\a",
                  "\x1B]10;rgb:0101/0202/0303\a\x1B]11;rgb:1111/2222/3333\a\x1B]12;rgb:0707/0808/0909\a"},
        ColorCase{"forms_of_a_color",
                  "\x1B]11;rgb:f/80/0fff\a\x1B]11;?\a\x1B]11;#f08\a\x1B]11;?\a\x1B]11;rgbi:0/1/0\a\x1B]11;?\a",
                  "\x1B]11;rgb:ffff/8080/0f0f\a\x1B]11;rgb:f0f0/0000/8080\a\x1B]11;rgb:0000/ffff/0000\a"},
        ColorCase{"resets", "\x1B]10;#010203;#040506;#070809\a\x1B]110\a\x1B]111;\a\x1B]112\x1B\\\x1B]10;?;?;?\a",
                  "\x1B]10;rgb:aaaa/bbbb/cccc\a\x1B]11;rgb:1111/2222/3333\a\x1B]12;rgb:4444/5555/6666\a"}),
    [](const auto& test) { return test.param.name; });

TEST(SpecialColors, AreUsedOnceSwitchedOn) {
  Probe probe;
  Frame frame;
  const auto palette = [&](std::string_view bytes) {
    probe.feed(bytes).terminal.copy_to(frame);
    return frame.palette;
  };
  EXPECT_EQ(palette("\x1B]5;0;#010203\a").special[0], 0x010203u);
  EXPECT_FALSE(palette("").uses(SpecialColor::Bold)) << "not before";
  EXPECT_TRUE(palette("\x1B]6;0;1\a").uses(SpecialColor::Bold));
  EXPECT_FALSE(palette("").uses(SpecialColor::Italic));
  EXPECT_TRUE(palette("\x1B]106;4;1\a").uses(SpecialColor::Italic));
  EXPECT_FALSE(palette("\x1B]6;0;0\a").uses(SpecialColor::Bold));
  EXPECT_TRUE(palette("\x1B]6;5;1\a").uses(SpecialColor::OverSgr));
  EXPECT_EQ(palette("\x1B"
                    "c")
                .special_in_use,
            0);
  for (const char* other : {"\x1B]6;6;1\a", "\x1B]6;1;bg;red;255\a", "\x1B]6;file:///tmp\a", "\x1B]6\a", "\x1B]6;0\a"})
    EXPECT_EQ(palette(other).special_in_use, 0) << other;
}

}  // namespace
}  // namespace tabacus::terminal
