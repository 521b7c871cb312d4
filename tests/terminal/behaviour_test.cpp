// What esctest asks of a terminal, group by group, in a table: cursor, erase, insert and delete, scroll, tabs, modes,
// save and restore, REP, strings, reports. Expected is what DEC STD 070 and xterm say. The screen is 10x5 and full.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct BehaviourCase {
  const char* name;
  std::string bytes;
  std::string rows;
  std::string cursor;
  std::string replies = {};
};

constexpr std::string_view kFilled = "abcdefghij\r\nklmnopqrst\r\nuvwxyzABCD\r\nEFGHIJKLMN\r\nOPQRSTUVWX\x1B[H";
const std::string kUnchanged = "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|";

class Behaviour : public testing::TestWithParam<BehaviourCase> {};

TEST_P(Behaviour, IsWhatProgramsExpect) {
  const BehaviourCase& expected = GetParam();
  Probe probe{{10, 5}};
  probe.feed(kFilled).feed(expected.bytes);
  EXPECT_EQ(probe.rows(), expected.rows);
  EXPECT_EQ(probe.cursor(), expected.cursor);
  EXPECT_EQ(probe.host.replies, expected.replies);
}

INSTANTIATE_TEST_SUITE_P(
    Cursor, Behaviour,
    testing::Values(BehaviourCase{"up_default_is_one", "\x1B[3;5H\x1B[A", kUnchanged, "1,4"},
                    BehaviourCase{"up_zero_is_one", "\x1B[3;5H\x1B[0A", kUnchanged, "1,4"},
                    BehaviourCase{"up_stops_at_the_top", "\x1B[3;5H\x1B[99A", kUnchanged, "0,4"},
                    BehaviourCase{"up_stops_at_the_margin", "\x1B[2;4r\x1B[3;5H\x1B[99A", kUnchanged, "1,4"},
                    BehaviourCase{"up_starting_above_the_margin_goes_to_the_top", "\x1B[3;4r\x1B[2;5H\x1B[99A",
                                  kUnchanged, "0,4"},
                    BehaviourCase{"down_stops_at_the_bottom", "\x1B[3;5H\x1B[99B", kUnchanged, "4,4"},
                    BehaviourCase{"down_stops_at_the_margin", "\x1B[2;4r\x1B[3;5H\x1B[99B", kUnchanged, "3,4"},
                    BehaviourCase{"down_starting_below_the_margin_goes_to_the_bottom", "\x1B[2;3r\x1B[4;5H\x1B[99B",
                                  kUnchanged, "4,4"},
                    BehaviourCase{"right_stops_at_the_edge", "\x1B[3;5H\x1B[99C", kUnchanged, "2,9"},
                    BehaviourCase{"left_stops_at_the_edge", "\x1B[3;5H\x1B[99D", kUnchanged, "2,0"},
                    BehaviourCase{"next_line_goes_to_column_one", "\x1B[2;5H\x1B[2E", kUnchanged, "3,0"},
                    BehaviourCase{"previous_line_goes_to_column_one", "\x1B[4;5H\x1B[2F", kUnchanged, "1,0"},
                    BehaviourCase{"column_absolute", "\x1B[4;5H\x1B[7G", kUnchanged, "3,6"},
                    BehaviourCase{"column_absolute_clamps", "\x1B[4;5H\x1B[99G", kUnchanged, "3,9"},
                    BehaviourCase{"hpa_and_hpr", "\x1B[4;5H\x1B[3`\x1B[2a", kUnchanged, "3,4"},
                    BehaviourCase{"vpa_and_vpr", "\x1B[4;5H\x1B[2d\x1B[2e", kUnchanged, "3,4"},
                    BehaviourCase{"hpb_and_vpb", "\x1B[4;5H\x1B[2j\x1B[2k", kUnchanged, "1,2"},
                    BehaviourCase{"position_zero_is_one", "\x1B[4;5H\x1B[0;0H", kUnchanged, "0,0"},
                    BehaviourCase{"position_clamps", "\x1B[99;99H", kUnchanged, "4,9"},
                    BehaviourCase{"hvp_is_cup", "\x1B[3;4f", kUnchanged, "2,3"},
                    BehaviourCase{"position_leaves_a_pending_wrap", "\x1B[1;10HZ\x1B[1;10H",
                                  "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
                    BehaviourCase{"left_from_a_pending_wrap_is_from_the_last_column", "\x1B[1;10HZ\x1B[D",
                                  "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,8"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Erase, Behaviour,
    testing::Values(
        BehaviourCase{"line_to_the_right", "\x1B[2;4H\x1B[K", "abcdefghij|klm|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                      "1,3"},
        BehaviourCase{"line_to_the_left", "\x1B[2;4H\x1B[1K", "abcdefghij|    opqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                      "1,3"},
        BehaviourCase{"line_whole", "\x1B[2;4H\x1B[2K", "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        BehaviourCase{"line_unknown_does_nothing", "\x1B[2;4H\x1B[7K", kUnchanged, "1,3"},
        BehaviourCase{"display_below", "\x1B[4;4H\x1B[J", "abcdefghij|klmnopqrst|uvwxyzABCD|EFG||", "3,3"},
        BehaviourCase{"display_above", "\x1B[2;4H\x1B[1J", "|    opqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        BehaviourCase{"display_whole_keeps_the_cursor", "\x1B[2;4H\x1B[2J", "|||||", "1,3"},
        BehaviourCase{"display_ignores_margins", "\x1B[2;3r\x1B[2;4H\x1B[2J", "|||||", "1,3"},
        BehaviourCase{"characters", "\x1B[2;4H\x1B[3X", "abcdefghij|klm   qrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                      "1,3"},
        BehaviourCase{"characters_beyond_the_edge", "\x1B[2;4H\x1B[99X",
                      "abcdefghij|klm|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        BehaviourCase{"characters_ignores_side_margins", "\x1B[?69h\x1B[2;5s\x1B[2;3H\x1B[99X",
                      "abcdefghij|kl|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
        BehaviourCase{"selective_line_keeps_protected", "\x1B[2;1H\x1B[1\"qab\x1B[0\"q\x1B[?2K",
                      "abcdefghij|ab|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
        BehaviourCase{"selective_display_keeps_protected", "\x1B[2;1H\x1B[1\"qab\x1B[0\"q\x1B[?2J", "|ab||||", "1,2"},
        BehaviourCase{"plain_erase_takes_protected", "\x1B[2;1H\x1B[1\"qab\x1B[0\"q\x1B[2K",
                      "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"}),
    [](const auto& test) { return std::string{test.param.name}; });

/// SPA and EPA around "ab".
const std::string kGuarded =
    "\x1B[2;4H\x1BV"
    "ab\x1BW\x1B[2;5H";

INSTANTIATE_TEST_SUITE_P(
    GuardedAreas, Behaviour,
    testing::Values(BehaviourCase{"line_keeps_them", kGuarded + "\x1B[2K",
                                  "abcdefghij|   ab|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"display_keeps_them", kGuarded + "\x1B[2J", "|   ab||||", "1,4"},
                    BehaviourCase{"display_below_keeps_them", kGuarded + "\x1B[2;1H\x1B[J", "abcdefghij|   ab||||",
                                  "1,0"},
                    BehaviourCase{"characters_keeps_them", kGuarded + "\x1B[2;3H\x1B[5X",
                                  "abcdefghij|kl ab  rst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
                    BehaviourCase{"a_wide_one_is_kept_from_either_side",
                                  "\x1B[2;4H\x1BV\xE6\xBC\xA2\x1BW\x1B[2;5H\x1B[K\x1B[2;4H\x1B[1K",
                                  "abcdefghij|   \xE6\xBC\xA2|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
                    BehaviourCase{"selective_line_keeps_them", kGuarded + "\x1B[?2K",
                                  "abcdefghij|   ab|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"selective_display_keeps_them", kGuarded + "\x1B[?2J", "|   ab||||", "1,4"},
                    BehaviourCase{"selective_rectangle_takes_them", kGuarded + "\x1B[2;1;2;10${",
                                  "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"rectangle_takes_them", kGuarded + "\x1B[2;1;2;10$z",
                                  "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"end_protects_no_more",
                                  "\x1B[2;4H\x1BV"
                                  "a\x1BW"
                                  "b\x1B[2K",
                                  "abcdefghij|   a|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,5"},
                    BehaviourCase{"decsca_makes_it_its_own", kGuarded + "\x1B[0\"q\x1B[2K",
                                  "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"and_spa_takes_over_from_decsca", "\x1B[2;4H\x1B[1\"qab\x1BV\x1BW\x1B[2K",
                                  "abcdefghij|   ab|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,5"},
                    BehaviourCase{"a_soft_reset_ends_it", kGuarded + "\x1B[!p\x1B[2K",
                                  "abcdefghij||uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"the_alternate_screen_comes_empty",
                                  "\x1B[?47h\x1BV"
                                  "ab\x1BW\x1B[?47l\x1B[H\x1B[?1049h",
                                  "|||||", "0,0"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Edit, Behaviour,
    testing::Values(BehaviourCase{"insert_characters", "\x1B[2;4H\x1B[2@",
                                  "abcdefghij|klm  nopqr|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
                    BehaviourCase{"insert_characters_beyond_the_edge", "\x1B[2;4H\x1B[99@",
                                  "abcdefghij|klm|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
                    BehaviourCase{"delete_characters", "\x1B[2;4H\x1B[2P",
                                  "abcdefghij|klmpqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
                    BehaviourCase{"delete_characters_beyond_the_edge", "\x1B[2;4H\x1B[99P",
                                  "abcdefghij|klm|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
                    BehaviourCase{"insert_lines", "\x1B[2;4H\x1B[2L", "abcdefghij|||klmnopqrst|uvwxyzABCD|", "1,0"},
                    BehaviourCase{"insert_lines_stops_at_the_margin", "\x1B[2;4r\x1B[3;4H\x1B[9L",
                                  "abcdefghij|klmnopqrst|||OPQRSTUVWX|", "2,0"},
                    BehaviourCase{"insert_lines_outside_does_nothing", "\x1B[2;4r\x1B[5;4H\x1B[L", kUnchanged, "4,3"},
                    BehaviourCase{"delete_lines", "\x1B[2;4H\x1B[2M", "abcdefghij|EFGHIJKLMN|OPQRSTUVWX|||", "1,0"},
                    BehaviourCase{"delete_lines_stops_at_the_margin", "\x1B[2;4r\x1B[2;4H\x1B[M",
                                  "abcdefghij|uvwxyzABCD|EFGHIJKLMN||OPQRSTUVWX|", "1,0"},
                    BehaviourCase{"delete_lines_outside_does_nothing", "\x1B[2;4r\x1B[1;4H\x1B[M", kUnchanged, "0,3"},
                    BehaviourCase{"insert_mode_moves_the_rest", "\x1B[2;4H\x1B[4hXY\x1B[4l",
                                  "abcdefghij|klmXYnopqr|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,5"},
                    BehaviourCase{"insert_columns", "\x1B[2;4H\x1B[2'}",
                                  "abc  defgh|klm  nopqr|uvw  xyzAB|EFG  HIJKL|OPQ  RSTUV|", "1,3"},
                    BehaviourCase{"delete_columns", "\x1B[2;4H\x1B[2'~",
                                  "abcfghij|klmpqrst|uvwzABCD|EFGJKLMN|OPQTUVWX|", "1,3"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Scroll, Behaviour,
    testing::Values(
        BehaviourCase{"up", "\x1B[2;4H\x1B[2S", "uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|||", "1,3"},
        BehaviourCase{"up_in_margins", "\x1B[2;4r\x1B[1;4H\x1B[S", "abcdefghij|uvwxyzABCD|EFGHIJKLMN||OPQRSTUVWX|",
                      "0,3"},
        BehaviourCase{"down", "\x1B[2;4H\x1B[2T", "||abcdefghij|klmnopqrst|uvwxyzABCD|", "1,3"},
        BehaviourCase{"down_in_margins", "\x1B[2;4r\x1B[1;4H\x1B[T", "abcdefghij||klmnopqrst|uvwxyzABCD|OPQRSTUVWX|",
                      "0,3"},
        BehaviourCase{"up_by_more_than_there_is", "\x1B[2;4r\x1B[99S", "abcdefghij||||OPQRSTUVWX|", "0,0"},
        BehaviourCase{"highlight_tracking_is_no_scroll", "\x1B[1;1;1;1;1T", kUnchanged, "0,0"},
        BehaviourCase{"index_at_the_bottom_margin",
                      "\x1B[2;4r\x1B[4;3H\x1B"
                      "D",
                      "abcdefghij|uvwxyzABCD|EFGHIJKLMN||OPQRSTUVWX|", "3,2"},
        BehaviourCase{"index_below_the_margin_stops_at_the_bottom",
                      "\x1B[2;4r\x1B[5;3H\x1B"
                      "D",
                      kUnchanged, "4,2"},
        BehaviourCase{"reverse_index_at_the_top_margin", "\x1B[2;4r\x1B[2;3H\x1BM",
                      "abcdefghij||klmnopqrst|uvwxyzABCD|OPQRSTUVWX|", "1,2"},
        BehaviourCase{"reverse_index_above_the_margin_stops_at_the_top", "\x1B[2;4r\x1B[1;3H\x1BM", kUnchanged, "0,2"},
        BehaviourCase{"next_line_scrolls",
                      "\x1B[5;3H\x1B"
                      "E",
                      "klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX||", "4,0"},
        BehaviourCase{"back_index_scrolls_right",
                      "\x1B[2;1H\x1B"
                      "6",
                      " abcdefghi| klmnopqrs| uvwxyzABC| EFGHIJKLM| OPQRSTUVW|", "1,0"},
        BehaviourCase{"forward_index_scrolls_left",
                      "\x1B[2;10H\x1B"
                      "9",
                      "bcdefghij|lmnopqrst|vwxyzABCD|FGHIJKLMN|PQRSTUVWX|", "1,9"},
        BehaviourCase{"left", "\x1B[2 @", "cdefghij|mnopqrst|wxyzABCD|GHIJKLMN|QRSTUVWX|", "0,0"},
        BehaviourCase{"right", "\x1B[2 A", "  abcdefgh|  klmnopqr|  uvwxyzAB|  EFGHIJKL|  OPQRSTUV|", "0,0"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Tabs, Behaviour,
    testing::Values(BehaviourCase{"every_eight", "\t", kUnchanged, "0,8"},
                    BehaviourCase{"stop_at_the_edge", "\t\t\t", kUnchanged, "0,9"},
                    BehaviourCase{"set_and_clear_one", "\x1B[1;4H\x1BH\r\t", kUnchanged, "0,3"},
                    BehaviourCase{"cleared_one_is_passed", "\x1B[1;4H\x1BH\x1B[g\r\t", kUnchanged, "0,8"},
                    BehaviourCase{"cleared_all", "\x1B[3g\r\t", kUnchanged, "0,9"},
                    BehaviourCase{"forward_and_back", "\x1B[2I\x1B[Z", kUnchanged, "0,8"},
                    BehaviourCase{"back_stops_at_the_edge", "\x1B[1;5H\x1B[9Z", kUnchanged, "0,0"},
                    BehaviourCase{"do_not_wrap", "\x1B[1;10HZ\t",
                                  "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Modes, Behaviour,
    testing::Values(
        BehaviourCase{"no_autowrap_overwrites_the_last", "\x1B[?7l\x1B[1;9HXYZ\x1B[?7h",
                      "abcdefghXZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
        BehaviourCase{"origin_homes_to_the_margin", "\x1B[2;4r\x1B[?6h", kUnchanged, "1,0"},
        BehaviourCase{"origin_clamps_to_the_margins", "\x1B[2;4r\x1B[?6h\x1B[99;1H", kUnchanged, "3,0"},
        BehaviourCase{"newline", "\x1B[20h\x1B[1;4H\n\x1B[20l", kUnchanged, "1,0"},
        BehaviourCase{"reverse_wrap_goes_to_the_line_above", "\x1B[2J\x1B[H0123456789ab\x1B[?45h\x1B[4D",
                      "0123456789|ab||||", "0,8"},
        BehaviourCase{"reverse_wrap_needs_a_wrapped_line", "\x1B[?45h\x1B[2;1H\b", kUnchanged, "1,0"},
        BehaviourCase{"reverse_wrap_counts_a_pending_wrap", "\x1B[?45h\x1B[1;10HZ\b",
                      "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
        BehaviourCase{"reverse_wrap_off_stops", "\x1B[2J\x1B[H0123456789ab\x1B[9D", "0123456789|ab||||", "1,0"},
        BehaviourCase{"reverse_wrap_of_several_lines", "\x1B[2J\x1B[H0123456789abcdefghijk\x1B[?45h\x1B[15D",
                      "0123456789|abcdefghij|k|||", "0,6"},
        BehaviourCase{"reverse_wrap_needs_autowrap", "\x1B[2J\x1B[H0123456789ab\x1B[?45h\x1B[?7l\x1B[9D",
                      "0123456789|ab||||", "1,0"},
        BehaviourCase{"extended_reverse_wrap_goes_to_any_line", "\x1B[?1045h\x1B[3;2H\x1B[3D", kUnchanged, "1,8"},
        BehaviourCase{"extended_reverse_wrap_needs_autowrap", "\x1B[?1045h\x1B[?7l\x1B[3;2H\x1B[3D", kUnchanged, "2,0"},
        BehaviourCase{"extended_reverse_wrap_goes_round_the_screen", "\x1B[?1045h\b", kUnchanged, "4,9"},
        BehaviourCase{"extended_reverse_wrap_goes_round_its_region", "\x1B[?1045h\x1B[2;4r\x1B[2;1H\b", kUnchanged,
                      "3,9"},
        BehaviourCase{"extended_reverse_wrap_above_a_region", "\x1B[?1045h\x1B[2;4r\b", kUnchanged, "4,9"},
        BehaviourCase{"extended_reverse_wrap_keeps_to_side_margins", "\x1B[?1045h\x1B[?69h\x1B[3;6s\x1B[3;3H\b",
                      kUnchanged, "1,5"},
        BehaviourCase{"extended_reverse_wrap_left_of_the_margin", "\x1B[?1045h\x1B[?69h\x1B[3;6s\x1B[3;1H\b",
                      kUnchanged, "1,5"},
        BehaviourCase{"extended_reverse_wrap_ends_with_a_soft_reset", "\x1B[?1045h\x1B[!p\b\x1B[?1045$p", kUnchanged,
                      "0,0", "\x1B[?1045;2$y"},
        BehaviourCase{"more_fix_tabs_into_the_next_line", "\x1B[?41h\x1B[1;10HZ\t",
                      "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,8"},
        BehaviourCase{"more_fix_needs_a_full_line", "\x1B[?41h\x1B[1;10H\t", kUnchanged, "0,9"},
        BehaviourCase{"more_fix_needs_autowrap", "\x1B[?41h\x1B[1;10HZ\x1B[?7l\t",
                      "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
        BehaviourCase{"alternate_screen_comes_empty_and_goes", "\x1B[?1049hX\x1B[?1049l", kUnchanged, "0,0"},
        BehaviourCase{"old_alternate_screen_keeps_the_cursor", "\x1B[3;3H\x1B[?47h\x1B[?47l", kUnchanged, "2,2"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    SaveRestore, Behaviour,
    testing::Values(BehaviourCase{"cursor",
                                  "\x1B[3;4H\x1B"
                                  "7\x1B[H\x1B"
                                  "8",
                                  kUnchanged, "2,3"},
                    BehaviourCase{"sco_form", "\x1B[3;4H\x1B[s\x1B[H\x1B[u", kUnchanged, "2,3"},
                    BehaviourCase{"without_save_goes_home",
                                  "\x1B[3;4H\x1B"
                                  "8",
                                  kUnchanged, "0,0"},
                    BehaviourCase{"pending_wrap",
                                  "\x1B[1;10HZ\x1B"
                                  "7\x1B[H\x1B"
                                  "8y",
                                  "abcdefghiZ|ylmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,1"},
                    BehaviourCase{"origin_mode",
                                  "\x1B[2;4r\x1B[?6h\x1B"
                                  "7\x1B[?6l\x1B"
                                  "8\x1B[1;1H",
                                  kUnchanged, "1,0"},
                    BehaviourCase{"soft_reset_forgets_margins", "\x1B[2;4r\x1B[5;3H\x1B[!p\x1B[5;3H\n",
                                  "klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX||", "4,2"},
                    BehaviourCase{"one_for_each_screen",
                                  "\x1B[3;4H\x1B"
                                  "7\x1B[?47h\x1B[2;2H\x1B"
                                  "7\x1B[?47l\x1B"
                                  "8",
                                  kUnchanged, "2,3"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Repeat, Behaviour,
    testing::Values(BehaviourCase{"the_last_character", "\x1B[2;1Hx\x1B[3b",
                                  "abcdefghij|xxxxopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"wraps", "\x1B[2;9Hx\x1B[3b",
                                  "abcdefghij|klmnopqrxx|xxwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "2,2"},
                    BehaviourCase{"once_only", "\x1B[2;1Hx\x1B[b\x1B[5b",
                                  "abcdefghij|xxmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
                    BehaviourCase{"what_came_after_it_again", "\x1B[2;1Hx\x1B[b\x1B[by\x1B[b",
                                  "abcdefghij|xxyyopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
                    BehaviourCase{"nothing_before_is_nothing",
                                  "\x1B"
                                  "c\x1B[3b",
                                  "|||||", "0,0"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    WideColumns, Behaviour,
    testing::Values(
        BehaviourCase{"nothing_unless_allowed", "\x1B[3;3H\x1B[?3h\x1B[?3$p", kUnchanged, "2,2", "\x1B[?3;2$y"},
        BehaviourCase{"set_clears_and_goes_home", "\x1B[?40h\x1B[3;3H\x1B[?3h\x1B[?3$p", "|||||", "0,0", "\x1B[?3;1$y"},
        BehaviourCase{"reset_does_so_too", "\x1B[?40h\x1B[3;3H\x1B[?3l\x1B[?3$p", "|||||", "0,0", "\x1B[?3;2$y"},
        BehaviourCase{"margins_go", "\x1B[?40h\x1B[?69h\x1B[2;3r\x1B[3;5s\x1B[?3l\x1BP$qr\x1B\\\x1B[?69$p", "|||||",
                      "0,0", "\x1BP1$r1;5r\x1B\\\x1B[?69;2$y"},
        BehaviourCase{"text_may_be_kept", "\x1B[?40;95h\x1B[3;3H\x1B[?3h", kUnchanged, "0,0"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Strings, Behaviour,
    testing::Values(BehaviourCase{"osc_ends_with_bell", "\x1B]2;t\aX",
                                  "Xbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"osc_ends_with_st", "\x1B]2;t\x1B\\X",
                                  "Xbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"osc_is_cancelled", "\x1B]2;t\x18X",
                                  "Xbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"apc_pm_sos_are_swallowed", "\x1B_a\x1B\\\x1B^b\x1B\\\x1BXc\x1B\\Z",
                                  "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"dcs_unknown_is_swallowed", "\x1BPxyz\x1B\\Z",
                                  "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Reports, Behaviour,
    testing::Values(
        BehaviourCase{"cursor_position", "\x1B[3;4H\x1B[6n", kUnchanged, "2,3", "\x1B[3;4R"},
        BehaviourCase{"cursor_position_in_origin_mode", "\x1B[2;4r\x1B[?6h\x1B[2;4H\x1B[6n", kUnchanged, "2,3",
                      "\x1B[2;4R"},
        BehaviourCase{"extended_cursor_position", "\x1B[?6n", kUnchanged, "0,0", "\x1B[?1;1;1R"},
        BehaviourCase{"extended_cursor_position_of_a_vt200", "\x1B[62;1\"p\x1B[?6n", kUnchanged, "0,0", "\x1B[?1;1R"},
        BehaviourCase{"status", "\x1B[5n", kUnchanged, "0,0", "\x1B[0n"},
        BehaviourCase{"terminal_parameters", "\x1B[x\x1B[1x\x1B[2x", kUnchanged, "0,0",
                      "\x1B[2;1;1;128;128;1;0x\x1B[3;1;1;128;128;1;0x"},
        BehaviourCase{"printer", "\x1B[?15n", kUnchanged, "0,0", "\x1B[?13n"},
        BehaviourCase{"user_keys", "\x1B[?25n", kUnchanged, "0,0", "\x1B[?21n"},
        BehaviourCase{"keyboard", "\x1B[?26n", kUnchanged, "0,0", "\x1B[?27;1;0;0n"},
        BehaviourCase{"locator", "\x1B[?55n\x1B[?56n", kUnchanged, "0,0", "\x1B[?53n\x1B[?57;0n"},
        BehaviourCase{"macros", "\x1B[?62n\x1B[?63;7n", kUnchanged, "0,0", "\x1B[0000*{\x1BP7!~0000\x1B\\"},
        BehaviourCase{"integrity_and_sessions", "\x1B[?75n\x1B[?85n", kUnchanged, "0,0", "\x1B[?70n\x1B[?83n"},
        BehaviourCase{"primary_attributes", "\x1B[c", kUnchanged, "0,0", "\x1B[?64;6;9;15;21;22;28;52c"},
        BehaviourCase{"identification", "\x1BZ", kUnchanged, "0,0", "\x1B[?64;6;9;15;21;22;28;52c"},
        BehaviourCase{"secondary_attributes", "\x1B[>c", kUnchanged, "0,0", "\x1B[>1;10;0c"},
        BehaviourCase{"tertiary_attributes", "\x1B[=c", kUnchanged, "0,0", "\x1BP!|54424353\x1B\\"},
        BehaviourCase{"sizes", "\x1B[13t\x1B[14t\x1B[15t\x1B[16t\x1B[18t\x1B[19t", kUnchanged, "0,0",
                      "\x1B[3;0;0t\x1B[4;80;80t\x1B[5;80;80t\x1B[6;16;8t\x1B[8;5;10t\x1B[9;5;10t"},
        BehaviourCase{"no_title", "\x1B]2;secret\a\x1B[20t\x1B[21t", kUnchanged, "0,0"},
        BehaviourCase{"margins_setting", "\x1B[2;4r\x1BP$qr\x1B\\", kUnchanged, "0,0", "\x1BP1$r2;4r\x1B\\"},
        BehaviourCase{"level_setting", "\x1BP$q\"p\x1B\\", kUnchanged, "0,0", "\x1BP1$r64;1\"p\x1B\\"},
        BehaviourCase{"lines_of_a_page_setting", "\x1BP$qt\x1B\\", kUnchanged, "0,0", "\x1BP1$r24t\x1B\\"},
        BehaviourCase{"lines_of_the_screen_setting", "\x1BP$q*|\x1B\\", kUnchanged, "0,0", "\x1BP1$r5*|\x1B\\"},
        BehaviourCase{"status_line_settings", "\x1BP$q$}\x1B\\\x1BP$q$~\x1B\\", kUnchanged, "0,0",
                      "\x1BP1$r0$}\x1B\\\x1BP1$r0$~\x1B\\"},
        BehaviourCase{"extent_settings",
                      "\x1BP$q*x\x1B\\\x1B[2*x\x1BP$q*x\x1B\\\x1B[1*x\x1BP$q*x\x1B\\\x1B[*x\x1BP$q*x\x1B\\", kUnchanged,
                      "0,0", "\x1BP1$r0*x\x1B\\\x1BP1$r2*x\x1B\\\x1BP1$r1*x\x1B\\\x1BP1$r0*x\x1B\\"},
        BehaviourCase{"level_is_told_as_it_was_set", "\x1B[64;1\"p\x1BP$q\"p\x1B\\", kUnchanged, "0,0",
                      "\x1BP1$r64;1\"p\x1B\\"},
        BehaviourCase{"level_that_is_none", "\x1B[66\"p\x1B[60\"p\x1B[\"p\x1BP$q\"p\x1B\\", kUnchanged, "0,0",
                      "\x1BP1$r64;1\"p\x1B\\"},
        BehaviourCase{"level_is_a_soft_reset", "\x1B[4h\x1B[62;1\"p\x1B[4$p", kUnchanged, "0,0", "\x1B[4;2$y"},
        BehaviourCase{"unknown_setting", "\x1BP$qz\x1B\\", kUnchanged, "0,0", "\x1BP0$r\x1B\\"},
        BehaviourCase{"fixed_modes", "\x1B[1$p\x1B[?8$p\x1B[?4$p", kUnchanged, "0,0",
                      "\x1B[1;4$y\x1B[?8;3$y\x1B[?4;4$y"},
        BehaviourCase{"modes_of_the_keyboard", "\x1B[12$p\x1B[2$p\x1B[12l\x1B[2h\x1B[12$p\x1B[2$p", kUnchanged, "0,0",
                      "\x1B[12;1$y\x1B[2;2$y\x1B[12;2$y\x1B[2;1$y"},
        BehaviourCase{"modes_of_the_keyboard_after_a_soft_reset", "\x1B[12l\x1B[2h\x1B[!p\x1B[12$p\x1B[2$p", kUnchanged,
                      "0,0", "\x1B[12;1$y\x1B[2;2$y"},
        BehaviourCase{"modes_that_switch", "\x1B[?45$p\x1B[?45h\x1B[?45$p", kUnchanged, "0,0",
                      "\x1B[?45;2$y\x1B[?45;1$y"},
        BehaviourCase{"modes_of_wrapping", "\x1B[?41$p\x1B[?1045$p\x1B[?41;1045h\x1B[?41$p\x1B[?1045$p", kUnchanged,
                      "0,0", "\x1B[?41;2$y\x1B[?1045;2$y\x1B[?41;1$y\x1B[?1045;1$y"},
        BehaviourCase{"unknown_mode", "\x1B[?4711$p", kUnchanged, "0,0", "\x1B[?4711;0$y"}),
    [](const auto& test) { return std::string{test.param.name}; });

constexpr std::string_view kSideMargins = "\x1B[?69h\x1B[3;6s";  // columns 3 to 6
std::string in_margins(std::string_view bytes) { return std::string{kSideMargins} + "\x1B[2;4r" + std::string{bytes}; }

INSTANTIATE_TEST_SUITE_P(
    FourMargins, Behaviour,
    testing::Values(
        BehaviourCase{"origin_is_their_corner", in_margins("\x1B[?6h\x1B[HX"),
                      "abcdefghij|klXnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        BehaviourCase{"text_wraps_and_scrolls_in_them", in_margins("\x1B[4;5Habcdef"),
                      "abcdefghij|klwxyzqrst|uvGHabABCD|EFcdefKLMN|OPQRSTUVWX|", "3,5+"},
        BehaviourCase{"text_that_does_not_wrap_stays_in_them", in_margins("\x1B[?7l\x1B[4;5Habcdef"),
                      "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHafKLMN|OPQRSTUVWX|", "3,5"},
        BehaviourCase{"hpr_passes_the_right_one", in_margins("\x1B[3;3H\x1B[9a"), kUnchanged, "2,9"},
        BehaviourCase{"vpr_passes_the_bottom_one", in_margins("\x1B[3;3H\x1B[9e"), kUnchanged, "4,2"},
        BehaviourCase{"hpr_stays_in_them_in_origin_mode", in_margins("\x1B[?6h\x1B[2;2H\x1B[9a"), kUnchanged, "2,5"},
        BehaviourCase{"vpr_stays_in_them_in_origin_mode", in_margins("\x1B[?6h\x1B[2;2H\x1B[9e"), kUnchanged, "3,3"},
        BehaviourCase{"hpr_counts_from_the_cursor_in_origin_mode", in_margins("\x1B[?6h\x1B[2;2H\x1B[a\x1B[e"),
                      kUnchanged, "3,4"},
        BehaviourCase{"cht_stops_at_the_right_one", in_margins("\x1B[2;1H\x1B[9I"), kUnchanged, "1,5"},
        BehaviourCase{"cbt_passes_the_left_one", in_margins("\x1B[2;5H\x1B[Z"), kUnchanged, "1,0"},
        BehaviourCase{"tabs_stop_at_the_right_one", in_margins("\x1B[2;1H\t\t"), kUnchanged, "1,5"},
        BehaviourCase{"inserting_pushes_out_at_the_right_one", in_margins("\x1B[2;4H\x1B[4hX"),
                      "abcdefghij|klmXnoqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    SoftReset, Behaviour,
    testing::Values(BehaviourCase{"leaves_the_cursor", "\x1B[3;4H\x1B[!p", kUnchanged, "2,3"},
                    BehaviourCase{"saves_home",
                                  "\x1B[3;4H\x1B"
                                  "7\x1B[!p\x1B"
                                  "8",
                                  kUnchanged, "0,0"},
                    BehaviourCase{"ends_inserting", "\x1B[4h\x1B[!pZ",
                                  "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"wraps", "\x1B[?7l\x1B[!p\x1B[1;10HXY",
                                  "abcdefghiX|Ylmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,1"},
                    BehaviourCase{"protects_nothing", "\x1B[1\"q\x1B[!pZ\x1B[?2K",
                                  "|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"forgets_side_margins", in_margins("\x1B[2;5H\x1B[!pxyz"),
                                  "abcdefghij|klmnxyzrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,7"},
                    BehaviourCase{"ends_origin_mode", "\x1B[2;4r\x1B[?6h\x1B[!p\x1B[3;4r\x1B[HX",
                                  "Xbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(FullReset, Behaviour,
                         testing::Values(BehaviourCase{"clears_and_goes_home",
                                                       "\x1B[3;4H\x1B"
                                                       "c",
                                                       "|||||", "0,0"},
                                         BehaviourCase{"resets_tab_stops",
                                                       "\x1B[1;3H\x1BH\x1B"
                                                       "c\t",
                                                       "|||||", "0,8"},
                                         BehaviourCase{"ends_origin_mode",
                                                       "\x1B[2;4r\x1B[?6h\x1B"
                                                       "cX",
                                                       "X|||||", "0,1"},
                                         BehaviourCase{"forgets_margins",
                                                       in_margins("\x1B"
                                                                  "c\x1B[2;3H\x1B[D\x1B[A"),
                                                       "|||||", "0,1"},
                                         BehaviourCase{"clears_both_screens",
                                                       "\x1B[?47hx\x1B"
                                                       "c\x1B[?47h",
                                                       "|||||", "0,0"}),
                         [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    SavedModes, Behaviour,
    testing::Values(BehaviourCase{"set_comes_back", "\x1B[?7s\x1B[?7l\x1B[?7r\x1B[1;10HXY",
                                  "abcdefghiX|Ylmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,1"},
                    BehaviourCase{"reset_comes_back", "\x1B[?7l\x1B[?7s\x1B[?7h\x1B[?7r\x1B[1;10HXY",
                                  "abcdefghiY|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
                    BehaviourCase{"what_was_not_saved_stays", "\x1B[?7l\x1B[?7r\x1B[1;10HXY",
                                  "abcdefghiY|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    SavedCursor, Behaviour,
    testing::Values(BehaviourCase{"ends_origin_mode",
                                  "\x1B[3;4H\x1B"
                                  "7\x1B[2;4r\x1B[?6h\x1B"
                                  "8\x1B[HX",
                                  "Xbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"is_no_insert_mode",
                                  "\x1B[4h\x1B"
                                  "7\x1B[4l\x1B"
                                  "8Z",
                                  "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"is_no_reverse_wrap",
                                  "\x1B[?1045h\x1B"
                                  "7\x1B[?1045l\x1B"
                                  "8\x1B[2;1H\b",
                                  kUnchanged, "1,0"},
                    BehaviourCase{"is_no_autowrap",
                                  "\x1B"
                                  "7\x1B[?7l\x1B"
                                  "8\x1B[1;10HXY",
                                  "abcdefghiY|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9"},
                    BehaviourCase{"protects_again",
                                  "\x1B[1\"q\x1B"
                                  "7\x1B[0\"q\x1B"
                                  "8Z\x1B[1;1;1;1${",
                                  "Zbcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,1"},
                    BehaviourCase{"within_side_margins",
                                  in_margins("\x1B[3;4H\x1B"
                                             "7\x1B[H\x1B"
                                             "8"),
                                  kUnchanged, "2,3"},
                    BehaviourCase{"the_sco_form_sets_side_margins",
                                  "\x1B[2;3H\x1B[s\x1B[?69h\x1B[4;4H\x1B[s\x1B[3;3H\x1B[u", kUnchanged, "1,2"},
                    BehaviourCase{"by_mode_1048", "\x1B[3;4H\x1B[?1048h\x1B[H\x1B[?1048l", kUnchanged, "2,3"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Feeds, Behaviour,
    testing::Values(
        BehaviourCase{"vertical_tab_is_a_line_feed", "\x1B[1;4H\x0B", kUnchanged, "1,3"},
        BehaviourCase{"form_feed_is_a_line_feed", "\x1B[1;4H\x0C", kUnchanged, "1,3"},
        BehaviourCase{"vertical_tab_returns_where_line_feed_does", "\x1B[20h\x1B[1;4H\x0B", kUnchanged, "1,0"},
        BehaviourCase{"form_feed_returns_where_line_feed_does", "\x1B[20h\x1B[1;4H\x0C", kUnchanged, "1,0"},
        BehaviourCase{"next_line_at_the_bottom_margin_scrolls",
                      in_margins("\x1B[4;5H\x1B"
                                 "E"),
                      "abcdefghij|klwxyzqrst|uvGHIJABCD|EF    KLMN|OPQRSTUVWX|", "3,2"},
        BehaviourCase{"index_beside_the_margins_does_not",
                      in_margins("\x1B[4;8H\x1B"
                                 "D"),
                      kUnchanged, "3,7"},
        BehaviourCase{"reverse_index_at_the_top_margin_scrolls", in_margins("\x1B[2;5H\x1BM"),
                      "abcdefghij|kl    qrst|uvmnopABCD|EFwxyzKLMN|OPQRSTUVWX|", "1,4"},
        BehaviourCase{"reverse_index_beside_the_margins_does_not", in_margins("\x1B[2;1H\x1BM"), kUnchanged, "1,0"},
        BehaviourCase{"return_goes_to_the_left_margin", in_margins("\x1B[2;5H\r"), kUnchanged, "1,2"},
        BehaviourCase{"return_left_of_it_goes_to_the_edge", in_margins("\x1B[2;2H\r"), kUnchanged, "1,0"},
        BehaviourCase{"backspace_stops_at_the_left_margin", in_margins("\x1B[2;4H\b\b\b"), kUnchanged, "1,2"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Rectangles, Behaviour,
    testing::Values(
        BehaviourCase{"erased", "\x1B[2;2;3;3$z", "abcdefghij|k  nopqrst|u  xyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"erased_all", "\x1B[3;4H\x1B[$z", "|||||", "2,3"},
        BehaviourCase{"erased_of_none", "\x1B[3;3;2;2$z", kUnchanged, "0,0"},
        BehaviourCase{"erased_from_the_origin", "\x1B[?69h\x1B[2;9s\x1B[2;5r\x1B[?6h\x1B[1;1;2;2$z",
                      "abcdefghij|k  nopqrst|u  xyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,1"},
        BehaviourCase{"erased_across_margins", in_margins("\x1B[1;2;2;8$z"),
                      "a       ij|k       st|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"erased_beyond_the_edge", "\x1B[5;10;99;99$z",
                      "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVW|", "0,0"},
        BehaviourCase{"filled", "\x1B[33;2;2;3;3$x", "abcdefghij|k!!nopqrst|u!!xyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"filled_of_none", "\x1B[33;3;3;2;2$x", kUnchanged, "0,0"},
        BehaviourCase{"filled_all", "\x1B[33$x", "!!!!!!!!!!|!!!!!!!!!!|!!!!!!!!!!|!!!!!!!!!!|!!!!!!!!!!|", "0,0"},
        BehaviourCase{"filled_with_a_control", "\x1B[31;2;2;3;3$x\x1B[127;2;2;3;3$x", kUnchanged, "0,0"},
        BehaviourCase{"filled_across_margins", in_margins("\x1B[33;1;2;2;8$x"),
                      "a!!!!!!!ij|k!!!!!!!st|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"selectively_erased", "\x1B[2;3H\x1B[1\"qM\x1B[0\"q\x1B[2;2;3;4${",
                      "abcdefghij|k M opqrst|u   yzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        BehaviourCase{"copied", "\x1B[1;1;2;2;1;4;9;1$v", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLab|OPQRSTUVkl|",
                      "0,0"},
        BehaviourCase{"copied_onto_itself", "\x1B[1;1;2;2;1;2;2;1$v",
                      "abcdefghij|kabnopqrst|uklxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"copied_onto_itself_backwards", "\x1B[2;2;3;3;1;1;1;1$v",
                      "lmcdefghij|vwmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"copied_home_unless_told", "\x1B[2;2;3;3;1$v",
                      "lmcdefghij|vwmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        BehaviourCase{"copied_beyond_the_edge", "\x1B[1;1;2;2;1;5;10;1$v",
                      "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWa|", "0,0"},
        BehaviourCase{"copied_of_none", "\x1B[3;3;2;2;1;4;4;1$v", kUnchanged, "0,0"},
        BehaviourCase{"copied_across_margins", in_margins("\x1B[1;1;2;2;1;4;9;1$v"),
                      "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLab|OPQRSTUVkl|", "0,0"}),
    [](const auto& test) { return std::string{test.param.name}; });

/// A report of the cursor in line 3, column 4, bold, with line drawing as G0.
const std::string kReportedCursor = "\x1BP1$t3;4;1;A;@;@;0;2;@;0BBB\x1B\\";

INSTANTIATE_TEST_SUITE_P(
    Presentation, Behaviour,
    testing::Values(
        BehaviourCase{"cursor_of_a_new_terminal", "\x1B[1$w", kUnchanged, "0,0",
                      "\x1BP1$u1;1;1;@;@;@;0;2;@;BBBB\x1B\\"},
        BehaviourCase{"cursor_with_its_look", "\x1B[3;4H\x1B[1;7m\x1B[1\"q\x1B[1$w", kUnchanged, "2,3",
                      "\x1BP1$u3;4;1;I;A;@;0;2;@;BBBB\x1B\\"},
        BehaviourCase{"cursor_underlined_and_blinking", "\x1B[4:3;5m\x1B[1$w", kUnchanged, "0,0",
                      "\x1BP1$u1;1;1;F;@;@;0;2;@;BBBB\x1B\\"},
        BehaviourCase{"cursor_counts_from_the_corner", "\x1B[2;4r\x1B[?6h\x1B[2;3H\x1B[1$w", kUnchanged, "2,2",
                      "\x1BP1$u3;3;1;@;@;A;0;2;@;BBBB\x1B\\"},
        BehaviourCase{"cursor_with_a_pending_wrap", "\x1B[1;10HZ\x1B[1$w",
                      "abcdefghiZ|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,9+",
                      "\x1BP1$u1;10;1;@;@;H;0;2;@;BBBB\x1B\\"},
        BehaviourCase{"cursor_with_its_sets", "\x1B)0\x1B*A\x0E\x1BN\x1B[1$w", kUnchanged, "0,0",
                      "\x1BP1$u1;1;1;@;@;B;1;2;@;B0AB\x1B\\"},
        BehaviourCase{"cursor_comes_back", kReportedCursor + "q\x1B[m\x1B[1$w",
                      "abcdefghij|klmnopqrst|uvw\xE2\x94\x80yzABCD|EFGHIJKLMN|OPQRSTUVWX|", "2,4",
                      "\x1BP1$u3;5;1;@;@;@;0;2;@;0BBB\x1B\\"},
        BehaviourCase{"look_and_protection_come_back",
                      "\x1BP1$t1;1;1;O;A;@;0;2;@;BBBB\x1B\\\x1BP$qm\x1B\\\x1BP$q\"q\x1B\\", kUnchanged, "0,0",
                      "\x1BP1$r0;1;4;5;7m\x1B\\\x1BP1$r1\"q\x1B\\"},
        BehaviourCase{"a_curly_underline_stays_one", "\x1B[4:3m\x1BP1$t1;1;1;B;@;@;0;2;@;BBBB\x1B\\\x1BP$qm\x1B\\",
                      kUnchanged, "0,0", "\x1BP1$r0;4:3m\x1B\\"},
        BehaviourCase{"a_pending_wrap_comes_back", "\x1BP1$t1;10;1;@;@;H;0;2;@;BBBB\x1B\\Z",
                      "abcdefghij|Zlmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,1"},
        BehaviourCase{"no_wrap_is_pending_in_the_middle", "\x1BP1$t1;4;1;@;@;H;0;2;@;BBBB\x1B\\", kUnchanged, "0,3"},
        BehaviourCase{"origin_mode_comes_back", "\x1B[2;4r\x1BP1$t3;4;1;@;@;A;0;2;@;BBBB\x1B\\\x1B[6n", kUnchanged,
                      "2,3", "\x1B[2;4R"},
        BehaviourCase{"a_cursor_off_the_screen_is_none", "\x1BP1$t6;1;1;@;@;@;0;2;@;BBBB\x1B\\", kUnchanged, "0,0"},
        BehaviourCase{"a_field_too_few_is_none", "\x1BP1$t3;4;1;@;@;@;0;2;BBBB\x1B\\", kUnchanged, "0,0"},
        BehaviourCase{"a_page_that_is_none", "\x1BP1$t3;4;x;@;@;@;0;2;@;BBBB\x1B\\", kUnchanged, "0,0"},
        BehaviourCase{"a_set_at_the_right_that_is_none", "\x1BP1$t3;4;1;@;@;@;0;4;@;BBBB\x1B\\", kUnchanged, "0,0"},
        BehaviourCase{"flags_that_are_none", "\x1BP1$t3;4;1;!;@;@;0;2;@;BBBB\x1B\\", kUnchanged, "0,0"},
        BehaviourCase{"sets_that_are_none", "\x1BP1$t3;4;1;@;@;@;0;2;@;BBB\x1B\\\x1BP1$t3;4;1;@;@;@;0;2;@;BBBBB\x1B\\",
                      kUnchanged, "0,0"},
        BehaviourCase{"sets_that_are_not_known_are_ascii", "\x1BP1$t3;4;1;@;@;@;0;2;H;%Y0XK\x1B\\\x1B[1$w", kUnchanged,
                      "2,3", "\x1BP1$u3;4;1;@;@;@;0;2;@;B0BB\x1B\\"},
        BehaviourCase{"tab_stops", "\x1B[1;4H\x1BH\x1B[2$w", kUnchanged, "0,3", "\x1BP2$u1/4/9\x1B\\"},
        BehaviourCase{"no_tab_stops", "\x1B[3g\x1B[2$w", kUnchanged, "0,0", "\x1BP2$u\x1B\\"},
        BehaviourCase{"tab_stops_come_back", "\x1BP2$t3/7/99\x1B\\\t\t\x1B[2$w", kUnchanged, "0,6",
                      "\x1BP2$u3/7\x1B\\"},
        BehaviourCase{"none_come_back", "\x1BP2$t\x1B\\\x1B[2$w", kUnchanged, "0,0", "\x1BP2$u\x1B\\"},
        BehaviourCase{"tab_stops_that_are_none", "\x1BP2$t3/x\x1B\\\x1BP2$t0\x1B\\\x1BP3$t3\x1B\\\x1B[2$w\x1B[3$w",
                      kUnchanged, "0,0", "\x1BP2$u1/9\x1B\\"},
        BehaviourCase{"extent_of_the_page", "\x1B[\"v", kUnchanged, "0,0", "\x1B[5;10;1;1;1\"w"},
        BehaviourCase{"supplemental_set", "\x1B[&u", kUnchanged, "0,0", "\x1BP0!u%5\x1B\\"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    EightBits, Behaviour,
    testing::Values(BehaviourCase{"attributes", "\x1B G\x1B[c\x1B[>c\x1B[=c", kUnchanged, "0,0",
                                  "\x9B?64;6;9;15;21;22;28;52c\x9B>1;10;0c\x90!|54424353\x9C"},
                    BehaviourCase{"status", "\x1B G\x1B[5n\x1B[6n\x1B[?6n", kUnchanged, "0,0",
                                  "\x9B"
                                  "0n\x9B"
                                  "1;1R\x9B?1;1;1R"},
                    BehaviourCase{"settings", "\x1B G\x1BP$qm\x1B\\\x1BP$qr\x1B\\\x1BP$qz\x1B\\", kUnchanged, "0,0",
                                  "\x90"
                                  "1$r0m\x9C\x90"
                                  "1$r1;5r\x9C\x90"
                                  "0$r\x9C"},
                    BehaviourCase{"modes", "\x1B G\x1B[4$p\x1B[?7$p", kUnchanged, "0,0",
                                  "\x9B"
                                  "4;2$y\x9B?7;1$y"},
                    BehaviourCase{"version", "\x1B G\x1B[>q", kUnchanged, "0,0", "\x90>|tabacus\x9C"},
                    BehaviourCase{"sizes", "\x1B G\x1B[18t", kUnchanged, "0,0",
                                  "\x9B"
                                  "8;5;10t"},
                    BehaviourCase{"seven_again", "\x1B G\x1B F\x1B[5n", kUnchanged, "0,0", "\x1B[0n"},
                    BehaviourCase{"until_a_soft_reset", "\x1B G\x1B[!p\x1B[5n", kUnchanged, "0,0", "\x1B[0n"},
                    BehaviourCase{"until_a_full_reset",
                                  "\x1B[64\"p\x1B"
                                  "c\x1BP$q\"p\x1B\\",
                                  "|||||", "0,0", "\x1BP1$r64;1\"p\x1B\\"},
                    BehaviourCase{"with_a_level", "\x1B[62;2\"p\x1BP$q\"p\x1B\\", kUnchanged, "0,0",
                                  "\x90"
                                  "1$r62;0\"p\x9C"},
                    BehaviourCase{"with_a_level_alone", "\x1B[63\"p\x1B[5n", kUnchanged, "0,0",
                                  "\x9B"
                                  "0n"},
                    BehaviourCase{"not_with_a_level_that_says_seven", "\x1B G\x1B[63;1\"p\x1B[5n", kUnchanged, "0,0",
                                  "\x1B[0n"},
                    BehaviourCase{"not_of_a_vt100", "\x1B[61;2\"p\x1B G\x1B[5n", kUnchanged, "0,0", "\x1B[0n"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::terminal
