// Left and right margins, and what they do to printing, moving, editing and scrolling. After esctest's cases and DEC
// STD 070; the screen is 10x5 and holds "abcdefghij", "klmnopqrst" ... unless a case says otherwise.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct MarginCase {
  const char* name;
  std::string bytes;
  std::string rows;
  std::string cursor;
};

constexpr std::string_view kFilled = "abcdefghij\r\nklmnopqrst\r\nuvwxyzABCD\r\nEFGHIJKLMN\r\nOPQRSTUVWX\x1B[H";
/// Columns 3 to 6.
constexpr std::string_view kMargins = "\x1B[?69h\x1B[3;6s";

class SideMargins : public testing::TestWithParam<MarginCase> {};

TEST_P(SideMargins, AreKept) {
  Probe probe{{10, 5}};
  probe.feed(kFilled).feed(kMargins).feed(GetParam().bytes);
  EXPECT_EQ(probe.rows(), GetParam().rows);
  EXPECT_EQ(probe.cursor(), GetParam().cursor);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SideMargins,
    testing::Values(
        MarginCase{"setting_them_homes", "\x1B[3;3H\x1B[3;6s",
                   "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,0"},
        MarginCase{"text_wraps_between_them", "\x1B[1;5H123456",
                   "abcd12ghij|kl3456qrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,5+"},
        MarginCase{"text_right_of_them_goes_to_the_edge", "\x1B[1;9H123",
                   "abcdefgh12|kl3nopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        MarginCase{"text_scrolls_their_columns", "\x1B[5;3H1234\x1B[5;6H56",
                   "abmnopghij|klwxyzqrst|uvGHIJABCD|EF1235KLMN|OP6   UVWX|", "4,3"},
        MarginCase{"line_feed_scrolls_their_columns", "\x1B[5;3H\n",
                   "abmnopghij|klwxyzqrst|uvGHIJABCD|EFQRSTKLMN|OP    UVWX|", "4,2"},
        MarginCase{"line_feed_outside_does_not_scroll", "\x1B[5;1H\n",
                   "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "4,0"},
        MarginCase{"reverse_index", "\x1B[1;3H\x1BM", "ab    ghij|klcdefqrst|uvmnopABCD|EFwxyzKLMN|OPGHIJUVWX|", "0,2"},
        MarginCase{"carriage_return_inside", "\x1B[2;5H\r", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "1,2"},
        MarginCase{"carriage_return_left_of_them", "\x1B[2;2H\r",
                   "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,0"},
        MarginCase{"cursor_right_stops", "\x1B[2;4H\x1B[9C", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "1,5"},
        MarginCase{"cursor_right_beyond_them", "\x1B[2;8H\x1B[9C",
                   "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,9"},
        MarginCase{"cursor_left_stops", "\x1B[2;4H\x1B[9D", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "1,2"},
        MarginCase{"backspace_stops", "\x1B[2;3H\b", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,2"},
        MarginCase{"origin_counts_from_them", "\x1B[2;4r\x1B[?6h\x1B[2;2HX\x1B[9;9H",
                   "abcdefghij|klmnopqrst|uvwXyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "3,5"},
        MarginCase{"insert_characters", "\x1B[1;4H\x1B[2@", "abc  dghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "0,3"},
        MarginCase{"insert_characters_outside", "\x1B[1;8H\x1B[2@",
                   "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,7"},
        MarginCase{"delete_characters", "\x1B[1;4H\x1B[2P", "abcf  ghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "0,3"},
        MarginCase{"delete_more_than_there_are", "\x1B[1;4H\x1B[99P",
                   "abc   ghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "0,3"},
        MarginCase{"insert_lines", "\x1B[2;4H\x1B[L", "abcdefghij|kl    qrst|uvmnopABCD|EFwxyzKLMN|OPGHIJUVWX|", "1,2"},
        MarginCase{"insert_lines_outside", "\x1B[2;1H\x1B[L", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "1,0"},
        MarginCase{"delete_lines", "\x1B[2;4H\x1B[2M", "abcdefghij|klGHIJqrst|uvQRSTABCD|EF    KLMN|OP    UVWX|",
                   "1,2"},
        MarginCase{"scroll_up", "\x1B[2S", "abwxyzghij|klGHIJqrst|uvQRSTABCD|EF    KLMN|OP    UVWX|", "0,0"},
        MarginCase{"scroll_down_all", "\x1B[99T", "ab    ghij|kl    qrst|uv    ABCD|EF    KLMN|OP    UVWX|", "0,0"},
        MarginCase{"insert_columns", "\x1B[2;4r\x1B[2;4H\x1B['}",
                   "abcdefghij|klm noqrst|uvw xyABCD|EFG HIKLMN|OPQRSTUVWX|", "1,3"},
        MarginCase{"delete_columns", "\x1B[2;4r\x1B[2;4H\x1B[2'~",
                   "abcdefghij|klmp  qrst|uvwz  ABCD|EFGJ  KLMN|OPQRSTUVWX|", "1,3"},
        MarginCase{"forward_index_scrolls",
                   "\x1B[1;6H\x1B"
                   "9",
                   "abdef ghij|klnop qrst|uvxyz ABCD|EFHIJ KLMN|OPRST UVWX|", "0,5"},
        MarginCase{"back_index_scrolls",
                   "\x1B[1;3H\x1B"
                   "6",
                   "ab cdeghij|kl mnoqrst|uv wxyABCD|EF GHIKLMN|OP QRSUVWX|", "0,2"},
        MarginCase{"scroll_left", "\x1B[1;4H\x1B[ @", "abdef ghij|klnop qrst|uvxyz ABCD|EFHIJ KLMN|OPRST UVWX|", "0,3"},
        MarginCase{"erase_ignores_them", "\x1B[2;4H\x1B[K", "abcdefghij|klm|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"},
        MarginCase{"tabs_stop_at_them", "\x1B[1;4H\t", "abcdefghij|klmnopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|",
                   "0,5"},
        MarginCase{"wide_character_does_not_cross", "\x1B[1;6H\xE6\xBC\xA2",
                   "abcde ghij|kl\xE6\xBC\xA2opqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,4"},
        MarginCase{"reset_of_the_mode_resets_them", "\x1B[?69l\x1B[2;1H0123456789",
                   "abcdefghij|0123456789|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,9+"},
        MarginCase{"too_narrow_ones_are_ignored", "\x1B[4;4s\x1B[1;6H12",
                   "abcde1ghij|kl2nopqrst|uvwxyzABCD|EFGHIJKLMN|OPQRSTUVWX|", "1,3"}),
    [](const auto& test) { return test.param.name; });

TEST(SideMarginsMode, OffLeavesCsiSForTheCursor) {
  Probe probe{{10, 5}};
  probe.feed("ab\x1B[3;6s\x1B[s\x1B[4;4H\x1B[ux");
  EXPECT_EQ(probe.rows(), "abx|||||");
  EXPECT_EQ(probe.feed("\x1B[?69$p").take_replies(), "\x1B[?69;2$y");
  probe.feed("\x1B[?69h\x1B[3;6s\x1BP$qs\x1B\\");
  EXPECT_EQ(probe.take_replies(), "\x1BP1$r3;6s\x1B\\");
}

TEST(SideMargins, KeepHistoryOutOfIt) {
  Probe probe{{10, 5}};
  probe.feed(kFilled).feed(kMargins).feed("\x1B[5;3H\n\n\n");
  EXPECT_EQ(probe.screen().history().size(), 0);
}

}  // namespace
}  // namespace tabacus::terminal
