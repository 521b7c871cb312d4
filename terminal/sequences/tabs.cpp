// Tab stops: CHT, CBT, HTS, TBC.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void forward(SequenceContext& c, const Sequence& s) { c.screen.tab_forward(s.parameters.at_least_one(0)); }
void backward(SequenceContext& c, const Sequence& s) { c.screen.tab_backward(s.parameters.at_least_one(0)); }
void set_stop(SequenceContext& c, const Sequence&) { c.screen.set_tab_stop(c.screen.cursor().column); }
void clear_stops(SequenceContext& c, const Sequence& s) {
  const int which = s.parameters.value(0, 0);
  if (which == 0) c.screen.clear_tab_stop();
  if (which == 3) c.screen.clear_all_tab_stops();
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "I", forward, "CHT: forward by tab stops"},
    {Introducer::Csi, "Z", backward, "CBT: back by tab stops"},
    {Introducer::Csi, "g", clear_stops, "TBC: clear one or all tab stops"},
    {Introducer::Escape, "H", set_stop, "HTS: set a tab stop"},
};

}  // namespace

extern const SequenceFamily kTabSequences;
constinit const SequenceFamily kTabSequences{"tabs", kHandlers};

}  // namespace tabacus::terminal
