#include "known_differences.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::xterm {
namespace {

using Items = std::vector<std::string>;

bool has(const Items& items, std::string_view part) {
  return std::any_of(items.begin(), items.end(),
                     [part](const std::string& item) { return item.find(part) != std::string::npos; });
}

bool has_wide(const Items& items) { return has(items, "\xE6\xBC\xA2") || has(items, "\xEA\xB0\x80"); }

/// CSI with these last bytes.
bool has_csi(const Items& items, std::string_view last) {
  return std::any_of(items.begin(), items.end(),
                     [last](const std::string& item) { return item.starts_with("\x1B[") && item.ends_with(last); });
}

/// Of what the grammar stays away from.
bool is_never_met(const Items&) { return false; }

constexpr std::array kKnown{
    KnownDifference{"reverse_wrap_wants_a_line_that_wrapped", "\x1B[?45h\x1B[2;1H\b",
                    "as in xterm from 383 on; the older one takes mode 45 as the newer takes 1045", is_never_met},
    KnownDifference{"national_sets_leave_utf8", "\x1B[?42h\xC3\xA9\x1B[?42l",
                    "mode 42 changes what may be designated; xterm also stops to read UTF-8", is_never_met},
    KnownDifference{"british_set_is_of_94", "\x1B(Ae\x1B(B", "ESC ( A is British; xterm shows Latin-1's right half",
                    is_never_met},
    KnownDifference{"hidden_text_is_text", "\x1B[8mx", "xterm keeps a blank of what SGR 8 hides", is_never_met},
    KnownDifference{"double_underline_is_underline", "\x1B[21m", "in DECCIR's one bit for it; xterm has it unset",
                    is_never_met},
    KnownDifference{"terminal_parameters_at_any_level", "\x1B[x", "xterm answers DECREQTPARM as a VT100 alone",
                    is_never_met},
    KnownDifference{"page_extent_is_told", "\x1B[\"v", "xterm 379 has no DECRQDE", is_never_met},
    KnownDifference{"attribute_extent_is_told", "\x1BP$q*x\x1B\\", "xterm 379 does not answer DECRQSS of DECSACE",
                    is_never_met},
    KnownDifference{"colours_have_no_names", "\x1B]11;#abcdef\x1B\\\x1B]11;red\x1B\\\x1B]11;?\x1B\\",
                    "XParseColor's numbers are understood, not the names in an X server's list", is_never_met},
    KnownDifference{"user_keys_are_locked", "\x1B[?25n", "there are none (DECUDK)", is_never_met},
    KnownDifference{"repeats_behind_a_control", "x\r\x1B[3b",
                    "ECMA-48 leaves open what REP is behind a control: the last character again; xterm repeats nothing",
                    is_never_met},
    KnownDifference{"delete_is_of_a_set_that_is_shown", "\x1B-A\x7F",
                    "DEL is a character where a set of 96 is shown; xterm goes by the set designated last",
                    is_never_met},
    KnownDifference{"single_shift_is_saved",
                    "\x1BN\x1B"
                    "8",
                    "DEC STD 070: a single shift that is due is part of what DECSC and DECRC keep", is_never_met},
    KnownDifference{"stream_that_ends_left_of_its_start", "abcdef\x1B[1;4;3;2;7$r",
                    "DECCARA and DECRARA: of a stream over several lines (DECSACE) the last column may lie left of the "
                    "first: DEC STD 070; xterm does nothing",
                    [](const Items& items) { return has(items, "$r") || has(items, "$t"); }},
    KnownDifference{"reset_forgets_more_fix",
                    "\x1B[?41h\x1B"
                    "c",
                    "RIS resets all modes; xterm's leaves 41", [](const Items& items) { return has(items, "[?41h"); }},
    KnownDifference{"reset_forgets_pushed_looks",
                    "\x1B[1m\x1B[#{\x1B"
                    "c\x1B[#}",
                    "RIS empties the stack of XTPUSHSGR; xterm's keeps it",
                    [](const Items& items) {
                      return has(items,
                                 "\x1B"
                                 "c") &&
                             (has(items, "\x1B[#}") || has(items, "\x1B[#q"));
                    }},
    KnownDifference{
        "selective_erase_leaves_colours", "\x1B[42m\x1B[?K",
        "DECSEL, DECSED: DEC STD 070 erases characters and leaves their attributes; xterm fills with the "
        "background",
        [](const Items& items) { return has_csi(items, "K") || has_csi(items, "J") || has_csi(items, "${"); }},
    KnownDifference{"soft_reset_saves_no_pending_wrap",
                    "\x1B[26Gx\x1B[!p\x1B"
                    "8",
                    "after DECSTR, DECRC goes home; xterm has a wrap pending there",
                    [](const Items& items) { return has(items, "\x1B[!p") || has_csi(items, "\"p"); }},
    KnownDifference{"soft_reset_resets_faint", "\x1B[2m\x1B[!p", "DECSTR resets SGR; xterm leaves faint text",
                    [](const Items& items) { return has(items, "\x1B[!p") || has_csi(items, "\"p"); }},
    KnownDifference{
        "no_wrap_is_pending_without_autowrap", "\x1B[?7l\x1B[26Gx",
        "DEC STD 070: the last column flag is set in autowrap mode; xterm sets it and asks for the mode later",
        [](const Items& items) { return has(items, "[?7l") || has(items, "[?7r"); }},
    KnownDifference{"back_tab_ends_a_pending_wrap", "\x1B[26Gx\x1B[Z",
                    "xterm goes left and still has a wrap pending there",
                    [](const Items& items) { return has_csi(items, "Z"); }},
    KnownDifference{"tab_right_of_the_margin_goes_on", "\x1B[?69h\x1B[12;16s\x1B[2;24H\t",
                    "a cursor beyond the right margin is not held by it; xterm takes it back to the margin",
                    [](const Items& items) { return has(items, "\t") || has_csi(items, "I"); }},
    KnownDifference{
        "alignment_leaves_direct_colours", "\x1B[38;2;1;2;3m\x1B#8",
        "DECALN ends attributes and no colours; xterm forgets that a colour was direct and has number 66051",
        [](const Items& items) { return has(items, "\x1B#8"); }},
    KnownDifference{"single_shift_behind_a_wide_character", "\xEA\xB0\x80\x1B*0\x1BNq",
                    "xterm writes the wide character's second half as a third cell and forgets the shift",
                    [](const Items& items) { return has_wide(items) && (has(items, "\x1BN") || has(items, "\x1BO")); }},
    KnownDifference{"wide_character_that_does_not_fit", "\x1B[26Gx\r\x1B[25C\xEA\xB0\x80",
                    "the last column goes blank, or what is copied would hold what stood there; xterm leaves it",
                    [](const Items& items) { return has_wide(items); }},
};

}  // namespace

std::span<const KnownDifference> known_differences() { return kKnown; }

const KnownDifference* find_known(const std::vector<std::string>& items) {
  for (const KnownDifference& known : known_differences())
    if (known.explains(items)) return &known;
  return nullptr;
}

}  // namespace tabacus::xterm
