// Which terminal of DEC's line is asked for, and whether its C1 controls come in 7 or in 8 bits: DECSCL, S7C1T, S8C1T.
// The level is remembered and told (DECRQSS); every sequence is understood on all of them, as in xterm most are. A
// VT100 has no 8 bits, and reports say what a terminal of that level would.
#include "terminal/c1_controls.hpp"
#include "terminal/sequences/save_restore.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kSevenBits = 1;

/// A soft reset, as the VT220 has it and Kermit expects.
void set_level(SequenceContext& c, const Sequence& s) {
  const int level = s.parameters.value(0, 0);
  if (level < kVt100 || level > kVt500) return;
  soft_reset(c);
  c.state.conformance_level = level;
  const int bits = s.parameters.value(1, 0);
  if (level > kVt100 && bits <= 2) c.state.sends_eight_bit_controls = bits != kSevenBits;
}

void send_seven_bits(SequenceContext& c, const Sequence&) { c.state.sends_eight_bit_controls = false; }
void send_eight_bits(SequenceContext& c, const Sequence&) {
  c.state.sends_eight_bit_controls = c.state.conformance_level > kVt100;
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "\"p", set_level, "DECSCL: VT100 (61) to VT500 (65), controls in 7 or 8 bits; a soft reset"},
    {Introducer::Escape, " F", send_seven_bits,
     "S7C1T: replies, keys and the mouse send C1 controls as ESC and a letter"},
    {Introducer::Escape, " G", send_eight_bits, "S8C1T: they send them as one byte"},
};

}  // namespace

void SequenceContext::reply(std::string_view bytes) {
  if (state.sends_eight_bit_controls) return host.reply(with_eight_bit_controls(bytes));
  host.reply(bytes);
}

extern const SequenceFamily kConformanceSequences;
constinit const SequenceFamily kConformanceSequences{"conformance", kHandlers};

}  // namespace tabacus::terminal
