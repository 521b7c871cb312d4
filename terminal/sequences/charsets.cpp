// Character sets: designation (SCS), locking and single shifts. The sets are listed in terminal/charsets.cpp.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "terminal/charsets.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

/// A set that is not known changes nothing; a national one is ASCII where mode 42 does not allow it. Both as in xterm.
void designate(SequenceContext& c, const Sequence& s, CharsetSize size, std::size_t slot) {
  const std::array<char, 2> designator{s.intermediate_count == 2 ? s.intermediates[1] : s.final_byte, s.final_byte};
  const CharacterSet* const set =
      find_character_set(size, {designator.data(), static_cast<std::size_t>(s.intermediate_count)});
  if (set == nullptr) return;
  const bool is_allowed = !set->is_national || c.screen.modes().national_sets;
  c.screen.charsets().designate(slot, is_allowed ? *set : ascii_set());
}

/// ESC ( to ESC + are G0 to G3, ESC - to ESC / are G1 to G3.
void designate_94(SequenceContext& c, const Sequence& s) {
  designate(c, s, CharsetSize::Of94, static_cast<std::size_t>(s.intermediates[0] - '('));
}
void designate_96(SequenceContext& c, const Sequence& s) {
  designate(c, s, CharsetSize::Of96, static_cast<std::size_t>(s.intermediates[0] - ','));
}
void lock_2(SequenceContext& c, const Sequence&) { c.screen.charsets().shifted_in = 2; }
void lock_3(SequenceContext& c, const Sequence&) { c.screen.charsets().shifted_in = 3; }
void single_2(SequenceContext& c, const Sequence&) { c.screen.charsets().single_shift = 2; }
void single_3(SequenceContext& c, const Sequence&) { c.screen.charsets().single_shift = 3; }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Escape, "(", designate_94, "SCS: a set of 94 characters as G0; which, follows (see Character sets)"},
    {Introducer::Escape, ")", designate_94, "SCS: a set of 94 as G1"},
    {Introducer::Escape, "*", designate_94, "SCS: a set of 94 as G2"},
    {Introducer::Escape, "+", designate_94, "SCS: a set of 94 as G3"},
    {Introducer::Escape, "-", designate_96, "SCS: a set of 96 as G1"},
    {Introducer::Escape, ".", designate_96, "SCS: a set of 96 as G2"},
    {Introducer::Escape, "/", designate_96, "SCS: a set of 96 as G3"},
    {Introducer::Escape, "n", lock_2, "LS2: G2 into GL"},
    {Introducer::Escape, "o", lock_3, "LS3: G3 into GL"},
    {Introducer::Escape, "N", single_2, "SS2: G2 for one character"},
    {Introducer::Escape, "O", single_3, "SS3: G3 for one character"},
};

}  // namespace

extern const SequenceFamily kCharsetSequences;
constinit const SequenceFamily kCharsetSequences{"charsets", kHandlers};

}  // namespace tabacus::terminal
