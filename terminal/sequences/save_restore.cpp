// Saved cursors and resets: DECSC, DECRC, SCOSC, SCORC, DECSTR, RIS.
#include "terminal/sequences/save_restore.hpp"

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void save(SequenceContext& c, const Sequence&) { c.screen.save_cursor(); }
void restore(SequenceContext& c, const Sequence&) { c.screen.restore_cursor(); }

/// Mode 69 makes DECSLRM of it; without that, parameters mean nothing known.
void save_or_set_margins(SequenceContext& c, const Sequence& s) {
  if (c.screen.modes().left_right_margins) {
    const int right = s.parameters.value(1, 0);
    c.screen.set_side_margins(s.parameters.at_least_one(0) - 1, right == 0 ? c.screen.columns() - 1 : right - 1);
  } else if (s.parameters.size() == 0) {
    c.screen.save_cursor();
  }
}

void reset_softly(SequenceContext& c, const Sequence&) { soft_reset(c); }

/// The scrollback stays: a program's reset is no wish of the user to lose what was said.
void full_reset(SequenceContext& c, const Sequence&) {
  c.screen.reset();
  c.screen.modes().cursor_blink = c.options.cursor_blinks;
  c.state.cursor_shape = c.options.cursor_shape;
  c.state.palette = c.options.palette;
  c.state.keyboard = {};
  c.state.conformance_level = TerminalState{}.conformance_level;
  c.state.sends_eight_bit_controls = false;
  c.state.title_stack.clear();
  c.state.look_stack.clear();
  c.state.looks_pushed_beyond = 0;
  c.state.takes_hex_titles = c.state.tells_hex_titles = false;
  c.state.program_status.clear();
  c.host.program_status_changed();
  if (!(c.state.progress == Progress{})) {
    c.state.progress = {};
    c.host.progress_changed();
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Escape, "7", save, "DECSC: save the cursor"},
    {Introducer::Escape, "8", restore, "DECRC: restore the cursor"},
    {Introducer::Csi, "s", save_or_set_margins, "SCOSC: save the cursor; under mode 69 DECSLRM: left and right margin"},
    {Introducer::Csi, "u", restore, "SCORC: restore the cursor"},
    {Introducer::Csi, "!p", reset_softly, "DECSTR: soft reset"},
    {Introducer::Escape, "c", full_reset, "RIS: full reset"},
};

}  // namespace

void soft_reset(SequenceContext& c) {
  c.screen.soft_reset();
  c.state.sends_eight_bit_controls = false;
}

extern const SequenceFamily kSaveRestoreSequences;
constinit const SequenceFamily kSaveRestoreSequences{"save_restore", kHandlers};

}  // namespace tabacus::terminal
