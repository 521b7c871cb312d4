// DECCRA, DECFRA, DECERA, DECSERA, DECCARA, DECRARA, DECRQCRA, DECSCA. The screen is 8x4.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct RectangleCase {
  const char* name;
  std::string bytes;
  std::string rows;
};

constexpr std::string_view kFilled = "abcdefgh\r\nijklmnop\r\nqrstuvwx\r\nyzABCDEF\x1B[H";

class Rectangles : public testing::TestWithParam<RectangleCase> {};

TEST_P(Rectangles, ChangeTheirCellsAndNoOthers) {
  Probe probe{{8, 4}};
  probe.feed(kFilled).feed(GetParam().bytes);
  EXPECT_EQ(probe.rows(), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Rectangles,
    testing::Values(
        RectangleCase{"copy", "\x1B[1;1;2;3;1;3;5;1$v", "abcdefgh|ijklmnop|qrstabcx|yzABijkF|"},
        RectangleCase{"copy_overlapping_down", "\x1B[1;1;3;2;1;2;2;1$v", "abcdefgh|iablmnop|qijtuvwx|yqrBCDEF|"},
        RectangleCase{"copy_cut_at_the_edge", "\x1B[1;1;2;3;1;4;7$v", "abcdefgh|ijklmnop|qrstuvwx|yzABCDab|"},
        RectangleCase{"copy_without_numbers_changes_nothing", "\x1B[$v", "abcdefgh|ijklmnop|qrstuvwx|yzABCDEF|"},
        RectangleCase{"fill", "\x1B[35;2;2;3;4$x", "abcdefgh|i###mnop|q###uvwx|yzABCDEF|"},
        RectangleCase{"fill_with_a_control_is_ignored", "\x1B[7;2;2;3;4$x", "abcdefgh|ijklmnop|qrstuvwx|yzABCDEF|"},
        RectangleCase{"fill_all", "\x1B[46$x", "........|........|........|........|"},
        RectangleCase{"erase", "\x1B[2;2;3;4$z", "abcdefgh|i   mnop|q   uvwx|yzABCDEF|"},
        RectangleCase{"erase_upside_down_is_ignored", "\x1B[3;3;2;2$z", "abcdefgh|ijklmnop|qrstuvwx|yzABCDEF|"},
        RectangleCase{"erase_selectively", "\x1B[2;3H\x1B[1\"qXY\x1B[0\"q\x1B[2;1;3;8${", "abcdefgh|  XY||yzABCDEF|"},
        RectangleCase{"erase_in_origin_mode", "\x1B[2;3r\x1B[?6h\x1B[1;1;9;2$z",
                      "abcdefgh|  klmnop|  stuvwx|yzABCDEF|"},
        RectangleCase{"selective_erase_in_line", "\x1B[2;3H\x1B[1\"qXY\x1B[2\"qZ\x1B[?2K",
                      "abcdefgh|  XY|qrstuvwx|yzABCDEF|"},
        RectangleCase{"selective_erase_in_display", "\x1B[2;3H\x1B[1\"qXY\x1B[?2J", "|  XY|||"},
        RectangleCase{"plain_erase_takes_protected_text", "\x1B[2;3H\x1B[1\"qXY\x1B[2K",
                      "abcdefgh||qrstuvwx|yzABCDEF|"},
        RectangleCase{"wide_characters_are_cut", "\x1B[2;1H\xE6\xBC\xA2\xE6\xBC\xA2\x1B[2;2;2;3$z",
                      "abcdefgh|    mnop|qrstuvwx|yzABCDEF|"},
        RectangleCase{"wide_characters_are_copied_whole_or_not_at_all",
                      "\x1B[2;1H\xE6\xBC\xA2\xE6\xBC\xA2\x1B[2;1;2;3;1;4;6$v",
                      "abcdefgh|\xE6\xBC\xA2\xE6\xBC\xA2mnop|qrstuvwx|yzABC\xE6\xBC\xA2|"}),
    [](const auto& test) { return test.param.name; });

TEST(RectangleAttributes, AreSetAndFlipped) {
  Probe probe{{8, 4}};
  probe.feed(kFilled).feed("\x1B[2*x\x1B[2;2;3;4;1;7$r");
  EXPECT_TRUE(probe.style_at(1, 1).bold);
  EXPECT_TRUE(probe.style_at(2, 3).reverse);
  EXPECT_FALSE(probe.style_at(1, 4).bold);
  probe.feed("\x1B[2;2;2;2;1;4$t");
  EXPECT_FALSE(probe.style_at(1, 1).bold);
  EXPECT_EQ(probe.style_at(1, 1).underline, Underline::Single);
  EXPECT_TRUE(probe.style_at(1, 1).reverse);
  probe.feed("\x1B[2;2;3;4;0$r");
  EXPECT_EQ(probe.style_at(2, 2), Style{});
  probe.feed("\x1B[1*x\x1B[1;7;2;2;1$r");
  EXPECT_TRUE(probe.style_at(0, 7).bold) << "a stream runs to the end of the line";
  EXPECT_TRUE(probe.style_at(1, 0).bold);
  EXPECT_FALSE(probe.style_at(1, 2).bold);
}

TEST(Checksum, IsAnsweredOnlyToThoseWhoTest) {
  Probe quiet{{8, 4}};
  EXPECT_EQ(quiet.feed("ab\x1B[1;1;1;1;1;2*y").take_replies(), "");
  Probe probe{{8, 4}, {.answers_checksums = true}};
  probe.feed("ab\x1B[7;1;1;1;1;2*y");
  EXPECT_EQ(probe.take_replies(), "\x1BP7!~00C3\x1B\\");
  probe.feed("\x1B[1;1;2;1;2;8*y");
  EXPECT_EQ(probe.take_replies(), "\x1BP1!~0100\x1B\\") << "eight blanks";
  probe.feed("\x1B[1;1;3;1;2;8*y");
  EXPECT_EQ(probe.take_replies(), "\x1BP1!~0000\x1B\\") << "no area";
}

TEST(Protection, IsSavedWithTheCursorAndReported) {
  Probe probe{{8, 4}};
  probe.feed(
      "\x1B[1\"q\x1B"
      "7\x1B[0\"q\x1B"
      "8\x1BP$q\"q\x1B\\");
  EXPECT_EQ(probe.take_replies(), "\x1BP1$r1\"q\x1B\\");
  probe.feed("\x1B[!p\x1BP$q\"q\x1B\\");
  EXPECT_EQ(probe.take_replies(), "\x1BP1$r0\"q\x1B\\");
  probe.feed("\x1BV\x1BP$q\"q\x1B\\");
  EXPECT_EQ(probe.take_replies(), "\x1BP1$r0\"q\x1B\\") << "SPA's is not DECSCA's";
}

}  // namespace
}  // namespace tabacus::terminal
