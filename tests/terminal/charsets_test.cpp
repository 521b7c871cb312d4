// Character sets: what a byte prints where, as DEC's manuals and xterm 379 have it.
#include "terminal/charsets.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

constexpr const char* kNational = "\x1B[?42h";

struct SetCase {
  const char* name;
  std::string bytes;
  std::string row;
};

class CharacterSets : public testing::TestWithParam<SetCase> {};

TEST_P(CharacterSets, Print) {
  Probe probe{{40, 2}};
  EXPECT_EQ(probe.feed(GetParam().bytes).row(0), GetParam().row);
}

INSTANTIATE_TEST_SUITE_P(
    OfDec, CharacterSets,
    testing::Values(SetCase{"line_drawing", "\x1B(0lqk_y~", "┌─┐ ≤·"}, SetCase{"british", "\x1B(A#", "£"},
                    SetCase{"supplemental", "\x1B(<i(W]", "é¤ŒŸ"}, SetCase{"supplemental_by_number", "\x1B(%5$i", "⸮é"},
                    SetCase{"technical", "\x1B(>!=a~{", "⎷≠α↓←"}, SetCase{"greek", "\x1B(\"?aAq", "αΑπ"},
                    SetCase{"hebrew", "\x1B(\"4`z", "את"}, SetCase{"cyrillic", "\x1B(&4Aa", "аА"},
                    SetCase{"turkish", "\x1B(%0.P~", "İĞş"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(National, CharacterSets,
                         testing::Values(SetCase{"dutch", kNational + std::string{"\x1B(4#@[\\{~"}, "£¾ĳ½¨´"},
                                         SetCase{"finnish", kNational + std::string{"\x1B(5[]`\x1B(C\\~"}, "ÄÅéÖü"},
                                         SetCase{"french", kNational + std::string{"\x1B(R#@]\x1B(f{~"}, "£à§é¨"},
                                         SetCase{"french_canadian", kNational + std::string{"\x1B(Q@`\x1B(9~"}, "àôû"},
                                         SetCase{"german", kNational + std::string{"\x1B(K@[\\]{|}~"}, "§ÄÖÜäöüß"},
                                         SetCase{"greek", kNational + std::string{"\x1B(\">Aam"}, "AΑΝ"},
                                         SetCase{"hebrew", kNational + std::string{"\x1B(%=A`z"}, "Aאת"},
                                         SetCase{"italian", kNational + std::string{"\x1B(Y[]`~"}, "°éùì"},
                                         SetCase{"norwegian", kNational + std::string{"\x1B(E@[\x1B(6\\\x1B(`}"},
                                                 "ÄÆØå"},
                                         SetCase{"portuguese", kNational + std::string{"\x1B(%6[\\}~"}, "ÃÇõ~"},
                                         SetCase{"spanish", kNational + std::string{"\x1B(Z[|}"}, "¡ñç"},
                                         SetCase{"swedish", kNational + std::string{"\x1B(7@\x1B(H]"}, "ÉÅ"},
                                         SetCase{"swiss", kNational + std::string{"\x1B(=#_`"}, "ùèô"},
                                         SetCase{"turkish", kNational + std::string{"\x1B(%2&@~"}, "ğİü"}),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Iso, CharacterSets,
                         testing::Values(SetCase{"latin_1", "\x1B-A\x0Ei\x7F\x0Fi", "éÿi"},
                                         SetCase{"latin_2", "\x1B.B\x1Bnj", "ę"}, SetCase{"greek", "\x1B/F\x1Boa", "α"},
                                         SetCase{"hebrew", "\x1B-H\x0E`", "א"}, SetCase{"cyrillic", "\x1B-L\x0EP", "а"},
                                         SetCase{"latin_5", "\x1B-M\x0E}", "ı"},
                                         SetCase{"one_of_96_is_none_of_94", "\x1B(Lq", "q"},
                                         SetCase{"for_one_character", "\x1B.A\x1BNii", "éi"}),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Designation, CharacterSets,
                         testing::Values(SetCase{"national_ones_are_ascii_elsewhere", "\x1B(0\x1B(Kq[", "q["},
                                         SetCase{"what_is_designated_stays_when_the_mode_goes",
                                                 "\x1B[?42h\x1B(K\x1B[?42l[", "Ä"},
                                         SetCase{"unknown_ones_change_nothing", "\x1B(0\x1B(X\x1B(%Yq", "─"},
                                         SetCase{"a_soft_reset_ends_the_mode", "\x1B[?42h\x1B[!p\x1B(K[", "["},
                                         SetCase{"bytes_of_utf8_belong_to_no_set", "\x1B[?42h\x1B(K[\xC3\xA9[", "ÄéÄ"},
                                         SetCase{"of_94_delete_prints_nothing", "\x1B(<i\x7Fi", "éé"},
                                         SetCase{"of_ascii_neither",
                                                 "a\x7F"
                                                 "b",
                                                 "ab"}),
                         [](const auto& test) { return test.param.name; });

TEST(CharacterSetList, NamesEachOnce) {
  std::set<std::pair<CharsetSize, std::string_view>> seen;
  for (const CharacterSet& set : character_sets()) {
    EXPECT_TRUE(seen.emplace(set.size, set.designator).second) << set.designator;
    EXPECT_EQ(find_character_set(set.size, set.designator), &set);
  }
  EXPECT_EQ(find_character_set(CharsetSize::Of94, "X"), nullptr);
  EXPECT_EQ(ascii_set().designator, "B");
  EXPECT_EQ(line_drawing_set().designator, "0");
}

TEST(CharacterSetReports, NameTheSetsAndTheirSize) {
  Probe probe;
  probe.feed("\x1B(0\x1B)%5\x1B.A\x1B[1$w");
  EXPECT_EQ(probe.take_replies(), "\x1BP1$u1;1;1;@;@;@;0;2;D;0%5AB\x1B\\");
  probe.feed(
      "\x1B"
      "c\x1BP1$t1;1;1;@;@;@;2;2;D;0%5AB\x1B\\i");
  EXPECT_EQ(probe.row(0), "é");
  probe.feed("\x1B[?42$p\x1B[?42h\x1B[?42$p");
  EXPECT_EQ(probe.take_replies(), "\x1B[?42;2$y\x1B[?42;1$y");
}

}  // namespace
}  // namespace tabacus::terminal
