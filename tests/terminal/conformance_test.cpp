// What esctest's topics DECBI, DECFI, DECIC, DECDC, IL, DL, APC, PM, SOS, DA, DA2 and XTWINOPS ask beyond what
// behaviour_test and margins_test have: beside the margins, at the screen's edges, strings that are cut. Expected is
// what xterm 379 does. The screen is 10x5 and full.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct ConformanceCase {
  const char* name;
  std::string bytes;
  std::string rows;
  std::string cursor;
};

constexpr std::string_view kFilled = "abcdefghij\r\nklmnopqrst\r\nuvwxyzABCD\r\nEFGHIJKLMN\r\nOPQRSTUVWX\x1B[H";
const std::string kUnchanged = "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|";
const std::string kInMargins = "\x1B[?69h\x1B[3;6s\x1B[2;4r";  // columns 3 to 6 of rows 2 to 4

class Conformance : public testing::TestWithParam<ConformanceCase> {};

TEST_P(Conformance, IsXterms) {
  Probe probe{{10, 5}};
  probe.feed(kFilled).feed(GetParam().bytes);
  EXPECT_EQ(probe.rows(), GetParam().rows);
  EXPECT_EQ(probe.cursor(), GetParam().cursor);
  EXPECT_EQ(probe.take_replies(), "");
}

INSTANTIATE_TEST_SUITE_P(
    BackIndex, Conformance,
    testing::Values(ConformanceCase{"moves", "\x1B[2;4H\x1B\x36", kUnchanged, "1,2"},
                    ConformanceCase{"scrolls_at_the_edge", "\x1B[2;1H\x1B\x36",
                                    " abcdefghi| klmnopqrs| uvwxyzABC| EFGHIJKLM| OPQRSTUVW|", "1,0"},
                    ConformanceCase{"scrolls_at_the_margin", kInMargins + "\x1B[3;3H\x1B\x36",
                                    "abcdefghij|kl mnoqrst|uv wxyABCD|EF GHIKLMN|OPQRSTUVWX|", "2,2"},
                    ConformanceCase{"moves_left_of_the_margin", kInMargins + "\x1B[3;2H\x1B\x36", kUnchanged, "2,0"},
                    ConformanceCase{"stays_at_the_edge_left_of_it", kInMargins + "\x1B[3;1H\x1B\x36", kUnchanged,
                                    "2,0"},
                    ConformanceCase{"stays_above_the_region", kInMargins + "\x1B[1;3H\x1B\x36", kUnchanged, "0,2"},
                    ConformanceCase{"moves_from_a_pending_wrap", "\x1B[1;10HZ\x1B\x36",
                                    "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,8"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    ForwardIndex, Conformance,
    testing::Values(ConformanceCase{"moves", "\x1B[2;4H\x1B\x39", kUnchanged, "1,4"},
                    ConformanceCase{"scrolls_at_the_edge", "\x1B[2;10H\x1B\x39",
                                    "bcdefghij|lmnopqrst|vwxyzABCD|FGHIJKLMN|PQRSTUVWX|", "1,9"},
                    ConformanceCase{"scrolls_at_the_margin", kInMargins + "\x1B[3;6H\x1B\x39",
                                    "abcdefghij|klnop qrst|uvxyz ABCD|EFHIJ KLMN|OPQRSTUVWX|", "2,5"},
                    ConformanceCase{"moves_right_of_the_margin", kInMargins + "\x1B[3;7H\x1B\x39", kUnchanged, "2,7"},
                    ConformanceCase{"stays_at_the_edge_right_of_it", kInMargins + "\x1B[3;10H\x1B\x39", kUnchanged,
                                    "2,9"},
                    ConformanceCase{"stays_below_the_region", kInMargins + "\x1B[5;6H\x1B\x39", kUnchanged, "4,5"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Columns, Conformance,
    testing::Values(ConformanceCase{"insert_one", "\x1B[2;4H\x1B['}",
                                    "abc defghi|klm nopqrs|uvw xyzABC|EFG HIJKLM|OPQ RSTUVW|", "1,3"},
                    ConformanceCase{"insert_none_is_one", "\x1B[2;4H\x1B[0'}",
                                    "abc defghi|klm nopqrs|uvw xyzABC|EFG HIJKLM|OPQ RSTUVW|", "1,3"},
                    ConformanceCase{"insert_more_than_there_are", "\x1B[2;4H\x1B[99'}", "abc|klm|uvw|EFG|OPQ|", "1,3"},
                    ConformanceCase{"insert_left_of_the_margin", kInMargins + "\x1B[3;1H\x1B['}", kUnchanged, "2,0"},
                    ConformanceCase{"insert_above_the_region", kInMargins + "\x1B[1;4H\x1B['}", kUnchanged, "0,3"},
                    ConformanceCase{"delete_one", "\x1B[2;4H\x1B['~",
                                    "abcefghij|klmopqrst|uvwyzABCD|EFGIJKLMN|OPQSTUVWX|", "1,3"},
                    ConformanceCase{"delete_more_than_there_are", "\x1B[2;4H\x1B[99'~", "abc|klm|uvw|EFG|OPQ|", "1,3"},
                    ConformanceCase{"delete_all_within_the_margins", kInMargins + "\x1B[3;4H\x1B[9'~",
                                    "abcdefghij|klm   qrst|uvw   ABCD|EFG   KLMN|OPQRSTUVWX|", "2,3"},
                    ConformanceCase{"delete_right_of_the_margin", kInMargins + "\x1B[3;7H\x1B['~", kUnchanged, "2,6"},
                    ConformanceCase{"delete_below_the_region", kInMargins + "\x1B[5;4H\x1B['~", kUnchanged, "4,3"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Lines, Conformance,
    testing::Values(ConformanceCase{"insert_goes_to_the_first_column", "\x1B[2;4H\x1B[L",
                                    "abcdefghij||klmnopqrst|uvwxyzABCD|EFGHIJKLMN|", "1,0"},
                    ConformanceCase{"insert_from_a_pending_wrap", "\x1B[2;10HZ\x1B[L",
                                    "abcdefghij||klmnopqrsZ|uvwxyzABCD|EFGHIJKLMN|", "1,0"},
                    ConformanceCase{"delete_goes_to_the_left_margin", kInMargins + "\x1B[3;4H\x1B[M",
                                    "abcdefghij|klmnopqrst|uvGHIJABCD|EF    KLMN|OPQRSTUVWX|", "2,2"},
                    ConformanceCase{"insert_beside_the_margins", kInMargins + "\x1B[3;8H\x1B[L", kUnchanged, "2,7"}),
    [](const auto& test) { return test.param.name; });

const std::string kZ = "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|";

INSTANTIATE_TEST_SUITE_P(
    Strings, Conformance,
    testing::Values(ConformanceCase{"a_bell_is_part_of_sos", "\x1BXa\ab\x1B\\Z", kZ, "0,1"},
                    ConformanceCase{"a_bell_is_part_of_pm_and_apc", "\x1B^a\ab\x1B\\\x1B_a\ab\x1B\\Z", kZ, "0,1"},
                    ConformanceCase{"lines_are_part_of_apc", "\x1B_a\r\nb\tc\x1B\\Z", kZ, "0,1"},
                    ConformanceCase{"cancelled_apc", "\x1B_ab\x18Z", kZ, "0,1"},
                    ConformanceCase{"substituted_sos", "\x1BXab\x1AZ", kZ, "0,1"},
                    ConformanceCase{"a_sequence_ends_pm", "\x1B^ab\x1B[2;2HZ",
                                    "abcdefghij|kZmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
                    ConformanceCase{"cancelled_osc", "\x1B]2;x\x18Z", kZ, "0,1"},
                    ConformanceCase{"cancelled_dcs", "\x1BP$q\x18Z", kZ, "0,1"}),
    [](const auto& test) { return test.param.name; });

/// Of the keyboard of a VT520 and of colours of a VT525: nothing here, and no answer that programs do not wait for.
INSTANTIATE_TEST_SUITE_P(
    LeavesNothing, Conformance,
    testing::Values(ConformanceCase{"enable_local_functions", "\x1B[1;1+q", kUnchanged, "0,0"},
                    ConformanceCase{"local_function_key_control", "\x1B[0;1*}", kUnchanged, "0,0"},
                    ConformanceCase{"select_modifier_key_reporting", "\x1B[0;1+r", kUnchanged, "0,0"},
                    ConformanceCase{"assign_color", "\x1B[1;3;4,|\x1B[1;3;4,}", kUnchanged, "0,0"},
                    ConformanceCase{"attributes_of_another_number", "\x1B[1c\x1B[>1c\x1B[=1c", kUnchanged, "0,0"},
                    ConformanceCase{"window_that_programs_may_not_change",
                                    "\x1B[1t\x1B[2t\x1B[3;0;0t\x1B[4;100;100t\x1B[5t\x1B[6t\x1B[7t\x1B[8;9;9t\x1B[9;1t"
                                    "\x1B[10;1t\x1B[24t\x1B[36t",
                                    kUnchanged, "0,0"},
                    ConformanceCase{"window_operation_that_is_none", "\x1B[12t\x1B[17t\x1B[99999t\x1B[t", kUnchanged,
                                    "0,0"}),
    [](const auto& test) { return test.param.name; });

struct ReplyCase {
  const char* name;
  std::string bytes;
  std::string replies;
};

class ConformanceReplies : public testing::TestWithParam<ReplyCase> {};

TEST_P(ConformanceReplies, AreXterms) {
  Probe probe{{10, 5}};
  EXPECT_EQ(probe.feed(GetParam().bytes).take_replies(), GetParam().replies);
}

const std::string kAttributes = "\x1B[?64;6;9;15;21;22;28;52c";

INSTANTIATE_TEST_SUITE_P(
    Reports, ConformanceReplies,
    testing::Values(ReplyCase{"attributes", "\x1B[c\x1B[0c\x1B[;1c", kAttributes + kAttributes + kAttributes},
                    ReplyCase{"second_attributes", "\x1B[>c\x1B[>0c", "\x1B[>1;10;0c\x1B[>1;10;0c"},
                    ReplyCase{"place_and_sizes_of_the_window", "\x1B[11t\x1B[13;2t\x1B[14;2t",
                              "\x1B[1t\x1B[3;0;0t\x1B[4;80;80t"},
                    ReplyCase{"look_that_a_rectangle_shares",
                              "\x1B[1;3;31;44mab\x1B[3mc\x1B[0;1;3;31md\x1B[1;1;1;3#|\x1B[1;1;1;4#|\x1B[1;1;2;4#|"
                              "\x1B[3;1;1;1#|",
                              "\x1B[0;1;3;31;44m\x1B[0;1;3;31m\x1B[0m\x1B[0m"},
                    ReplyCase{"colors_in_eight_bits", "\x1B G\x1B]4;16;?\x1B\\\x1B]4;16;?\a",
                              "\x9D"
                              "4;16;rgb:0000/0000/0000\x9C\x9D"
                              "4;16;rgb:0000/0000/0000\a"},
                    ReplyCase{"sets_in_eight_bits", "\x1B G\x1B[&u",
                              "\x90"
                              "0!u%5\x9C"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    PendingWrap, Conformance,
    testing::Values(ConformanceCase{"ends_by_erasing_to_the_right", "\x1B[1;10HZ\x1B[Ky",
                                    "abcdefghiy|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"},
                    ConformanceCase{"ends_by_erasing_to_the_left", "\x1B[2;10HZ\x1B[1Ky",
                                    "abcdefghij|         y|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,9+"},
                    ConformanceCase{"ends_by_erasing_below", "\x1B[4;10HZ\x1B[Jy",
                                    "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMy||", "3,9+"},
                    ConformanceCase{"ends_by_erasing_selectively", "\x1B[1;10HZ\x1B[?Ky",
                                    "abcdefghiy|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"},
                    ConformanceCase{"ends_by_erasing_characters", "\x1B[1;10HZ\x1B[Xy",
                                    "abcdefghiy|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"},
                    ConformanceCase{"ends_by_deleting", "\x1B[1;10HZ\x1B[Py",
                                    "abcdefghiy|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"},
                    ConformanceCase{"ends_by_inserting", "\x1B[1;10HZ\x1B[@y",
                                    "abcdefghiy|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"},
                    ConformanceCase{"outlasts_the_forward_index", "\x1B[1;10HZ\x1B\x39y",
                                    "bcdefghiZ|ymnopqrst|vwxyzABCD|FGHIJKLMN|PQRSTUVWX|", "1,1"},
                    ConformanceCase{"right_of_the_margin_scrolls_nothing", "\x1B[?69h\x1B[1;4s\x1B[5;10Hyz",
                                    "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|zPQRSTUVWy|", "4,1"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(ScrollSideways, Conformance,
                         testing::Values(ConformanceCase{"left_not_from_above_the_region",
                                                         kInMargins + "\x1B[1;3H\x1B[ @", kUnchanged, "0,2"},
                                         ConformanceCase{"left_not_from_beside_the_region",
                                                         kInMargins + "\x1B[2;7H\x1B[ @", kUnchanged, "1,6"},
                                         ConformanceCase{"right_not_from_below_the_region",
                                                         kInMargins + "\x1B[5;3H\x1B[ A", kUnchanged, "4,2"}),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Various, Conformance,
    testing::Values(ConformanceCase{"repeats_beyond_a_full_screen_end_where_they_would", "\x1B[2Jx\x1B[1003b",
                                    "xxxxxxxxxx|xxxxxxxxxx|xxxxxxxxxx|xxxxxxxxxx|xxxx|", "4,4"},
                    ConformanceCase{"repeats_of_wide_characters_too", "\x1B[2J\xE6\xBC\xA2\x1B[503b",
                                    "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2|"
                                    "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2|"
                                    "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2|"
                                    "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2|"
                                    "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2|",
                                    "4,8"},
                    ConformanceCase{"end_of_highlight_tracking_scrolls_nothing", "\x1B[0T", kUnchanged, "0,0"},
                    ConformanceCase{"optional_alternate_screen_keeps_what_47_left",
                                    "\x1B[?47h\x1B[2Jab\x1B[?47l\x1B[?1047h", "ab|||||", "0,2"},
                    ConformanceCase{"optional_alternate_screen_goes_blank", "\x1B[?1047hab\x1B[?1047l\x1B[?47h",
                                    "|||||", "0,2"},
                    ConformanceCase{"alignment_ends_origin_mode", "\x1B[2;4r\x1B[?6h\x1B#8\x1B[2;4r\x1B[1;1H\x1B[2J",
                                    "|||||", "0,0"}),
    [](const auto& test) { return test.param.name; });

TEST(Vt52, LooksAndWrapsLikeOneAndLeavesWhatWasThere) {
  Probe probe{{10, 2}};
  probe.feed("\x1B[1;31m\x1B(0\x1B[?2l\x1BY 'qxyz");
  EXPECT_EQ(probe.rows(), "       qxz||") << "the last column is written over";
  EXPECT_EQ(probe.style_at(0, 7), Style{});
  probe.feed("\x1B<\rq\x1B[1;10Hxy");
  EXPECT_EQ(probe.rows(), "\xE2\x94\x80      qx\xE2\x94\x82|\xE2\x89\xA4|");
  EXPECT_TRUE(probe.style_at(0, 0).bold);
}

TEST(Alignment, EndsAttributesAndNoColours) {
  Probe probe{{10, 5}};
  probe.feed("\x1B[1;4;7;31m\x1B#8x");
  Style red;
  red.foreground = Color::indexed(1);
  EXPECT_EQ(probe.style_at(0, 0), red);
}

TEST(MouseModes, AreOneChoice) {
  Probe probe{{10, 5}};
  probe.feed("\x1B[?1003h\x1B[?1000h\x1B[?1003$p");
  EXPECT_EQ(probe.take_replies(), "\x1B[?1003;2$y");
  EXPECT_TRUE(probe.terminal.modes().wants_mouse());
  probe.feed("\x1B[?1002l");
  EXPECT_FALSE(probe.terminal.modes().wants_mouse());
}

const std::string kDevices = "\x1B[?15n\x1B[?26n\x1B[?55n\x1B[?56n\x1B[?62n\x1B[?63;5n\x1B[?75n\x1B[?85n";

INSTANTIATE_TEST_SUITE_P(
    Levels, ConformanceReplies,
    testing::Values(ReplyCase{"vt100_knows_no_settings_of_its_level", "\x1B[61\"p\x1BP$q\"p\x1B\\", ""},
                    ReplyCase{"vt52_becomes_a_vt100", "\x1B[?2l\x1B<\x1B[?6n\x1BP$q\"p\x1B\\", "\x1B[?1;1R"},
                    ReplyCase{"devices_of_a_vt100", "\x1B[61\"p" + kDevices, ""},
                    ReplyCase{"devices_of_a_vt200", "\x1B[62;1\"p" + kDevices, "\x1B[?13n\x1B[?27;1n"},
                    ReplyCase{"devices_of_a_vt300", "\x1B[63;1\"p" + kDevices,
                              "\x1B[?13n\x1B[?27;1;0n\x1B[?53n\x1B[?57;0n"}),
    [](const auto& test) { return test.param.name; });

const std::string kLook = "\x1BP$qm\x1B\\";

INSTANTIATE_TEST_SUITE_P(
    PushedLooks, ConformanceReplies,
    testing::Values(
        ReplyCase{"come_back", "\x1B[1;4:3;31;48:2:1:2:3;53m\x1B[#{\x1B[0;2m\x1B[#}" + kLook,
                  "\x1BP1$r0;1;4:3;53;31;48:2::1:2:3m\x1B\\"},
        ReplyCase{"have_another_name", "\x1B[1m\x1B[#p\x1B[0m\x1B[#q" + kLook, "\x1BP1$r0;1m\x1B\\"},
        ReplyCase{"come_back_in_parts", "\x1B[1;3;31;42m\x1B[1;30#{\x1B[0;7;44m\x1B[#}" + kLook,
                  "\x1BP1$r0;1;7;31;44m\x1B\\"},
        ReplyCase{"go_in_parts", "\x1B[7;31m\x1B[1;31#{\x1B[1;3;33;44m\x1B[#}" + kLook, "\x1BP1$r0;3;7;33m\x1B\\"},
        ReplyCase{"have_two_underlines",
                  "\x1B[4m\x1B[21#{\x1B[21m\x1B[#}" + kLook + "\x1B[21m\x1B[4#{\x1B[24m\x1B[#}" + kLook,
                  "\x1BP1$r0m\x1B\\\x1BP1$r0m\x1B\\"},
        ReplyCase{"are_ten",
                  "\x1B[3m\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[#{\x1B[1m\x1B[#{"
                  "\x1B[0m\x1B[#}" +
                      kLook + "\x1B[#}" + kLook,
                  "\x1BP1$r0m\x1B\\\x1BP1$r0;3m\x1B\\"},
        ReplyCase{"are_not_there", "\x1B[3m\x1B[#}" + kLook, "\x1BP1$r0;3m\x1B\\"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    SavedScreen, Conformance,
    testing::Values(
        ConformanceCase{"comes_back_uncleared", "\x1B[?47h\x1B[2Jab\x1B[?47s\x1B[?47l\x1B[?47r", "ab|||||", "0,2"},
        ConformanceCase{"goes_uncleared", "\x1B[?1049s\x1B[?47h\x1B[2Jab\x1B[?1049r", kUnchanged, "0,2"},
        ConformanceCase{"is_one_for_all_three_modes", "\x1B[?1047s\x1B[?47h\x1B[2Jab\x1B[?47r\x1B[?1049r", kUnchanged,
                        "0,2"},
        ConformanceCase{"has_a_cursor_of_its_own", "\x1B[2;4H\x1B[?1048s\x1B[5;5H\x1B[?1048r", kUnchanged, "1,3"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tabacus::terminal
