// Character sets: designation (SCS), locking and single shifts. The tables are libvterm's.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void designate(SequenceContext& c, const Sequence& s) {
  const auto slot = static_cast<std::size_t>(s.intermediates[0] - '(');
  c.screen.charsets().designated[slot] = c.backend.charset(s.final_byte);
}
void lock_2(SequenceContext& c, const Sequence&) { c.screen.charsets().shifted_in = 2; }
void lock_3(SequenceContext& c, const Sequence&) { c.screen.charsets().shifted_in = 3; }
void single_2(SequenceContext& c, const Sequence&) { c.screen.charsets().single_shift = 2; }
void single_3(SequenceContext& c, const Sequence&) { c.screen.charsets().single_shift = 3; }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Escape, "(0", designate, "SCS: line drawing as G0"},
    {Introducer::Escape, "(A", designate, "SCS: British as G0"},
    {Introducer::Escape, "(B", designate, "SCS: ASCII as G0"},
    {Introducer::Escape, ")0", designate, "SCS: line drawing as G1"},
    {Introducer::Escape, ")A", designate, "SCS: British as G1"},
    {Introducer::Escape, ")B", designate, "SCS: ASCII as G1"},
    {Introducer::Escape, "*0", designate, "SCS: line drawing as G2"},
    {Introducer::Escape, "*A", designate, "SCS: British as G2"},
    {Introducer::Escape, "*B", designate, "SCS: ASCII as G2"},
    {Introducer::Escape, "+0", designate, "SCS: line drawing as G3"},
    {Introducer::Escape, "+A", designate, "SCS: British as G3"},
    {Introducer::Escape, "+B", designate, "SCS: ASCII as G3"},
    {Introducer::Escape, "n", lock_2, "LS2: G2 into GL"},
    {Introducer::Escape, "o", lock_3, "LS3: G3 into GL"},
    {Introducer::Escape, "N", single_2, "SS2: G2 for one character"},
    {Introducer::Escape, "O", single_3, "SS3: G3 for one character"},
};

}  // namespace

extern const SequenceFamily kCharsetSequences;
constinit const SequenceFamily kCharsetSequences{"charsets", kHandlers};

}  // namespace tabacus::terminal
