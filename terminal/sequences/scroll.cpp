// Scrolling and margins: SU, SD, DECSTBM.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void up(SequenceContext& c, const Sequence& s) { c.screen.scroll_up(s.parameters.at_least_one(0)); }

/// With five parameters it would be xterm's highlight tracking, and with 0 the end of it.
void down_or_tracking(SequenceContext& c, const Sequence& s) {
  const bool is_tracking = s.parameters.size() > 1 || s.parameters.value(0, 1) == 0;
  if (!is_tracking) c.screen.scroll_down(s.parameters.at_least_one(0));
}
void down(SequenceContext& c, const Sequence& s) { c.screen.scroll_down(s.parameters.at_least_one(0)); }

void margins(SequenceContext& c, const Sequence& s) {
  const int bottom = s.parameters.value(1, 0);
  c.screen.set_margins(s.parameters.at_least_one(0) - 1, bottom == 0 ? c.screen.rows() - 1 : bottom - 1);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "S", up, "SU: scroll up"},
    {Introducer::Csi, "T", down_or_tracking, "SD: scroll down"},
    {Introducer::Csi, "^", down, "SD: scroll down, as ECMA-48 first had it"},
    {Introducer::Csi, "r", margins, "DECSTBM: top and bottom margin"},
};

}  // namespace

extern const SequenceFamily kScrollSequences;
constinit const SequenceFamily kScrollSequences{"scroll", kHandlers};

}  // namespace tabacus::terminal
