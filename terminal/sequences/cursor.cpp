// Cursor movement and shape: ECMA-48 8.3.19 to 8.3.22, 8.3.57 to 8.3.63, 8.3.158 to 8.3.160; DECSCUSR.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void up(SequenceContext& c, const Sequence& s) { c.screen.move_up(s.parameters.at_least_one(0)); }
void down(SequenceContext& c, const Sequence& s) { c.screen.move_down(s.parameters.at_least_one(0)); }
void right(SequenceContext& c, const Sequence& s) { c.screen.move_right(s.parameters.at_least_one(0)); }
void left(SequenceContext& c, const Sequence& s) { c.screen.move_left(s.parameters.at_least_one(0)); }
void column(SequenceContext& c, const Sequence& s) { c.screen.move_to_column(s.parameters.at_least_one(0) - 1); }
void row(SequenceContext& c, const Sequence& s) { c.screen.move_to_row(s.parameters.at_least_one(0) - 1); }
void position(SequenceContext& c, const Sequence& s) {
  c.screen.move_to(s.parameters.at_least_one(0) - 1, s.parameters.at_least_one(1) - 1);
}
/// HPR and VPR place the cursor, as CHA and VPA do: margins hold them in origin mode only, not as they hold CUF and
/// CUD.
void column_relative(SequenceContext& c, const Sequence& s) {
  const int origin = c.screen.modes().origin ? c.screen.left_margin() : 0;
  c.screen.move_to_column(c.screen.cursor().column - origin + s.parameters.at_least_one(0));
}
void row_relative(SequenceContext& c, const Sequence& s) {
  const int origin = c.screen.modes().origin ? c.screen.top_margin() : 0;
  c.screen.move_to_row(c.screen.cursor().row - origin + s.parameters.at_least_one(0));
}
void next_line(SequenceContext& c, const Sequence& s) {
  down(c, s);
  c.screen.carriage_return();
}
void previous_line(SequenceContext& c, const Sequence& s) {
  up(c, s);
  c.screen.carriage_return();
}

void index(SequenceContext& c, const Sequence&) { c.screen.index(); }
void reverse_index(SequenceContext& c, const Sequence&) { c.screen.reverse_index(); }
void newline(SequenceContext& c, const Sequence&) {
  c.screen.index();
  c.screen.carriage_return();
}

/// 0 gives the user's own choice back; odd numbers blink.
void shape(SequenceContext& c, const Sequence& s) {
  const int style = s.parameters.value(0, 0);
  if (style < 0 || style > 6) return;
  if (style == 0) {
    c.state.cursor_shape = c.options.cursor_shape;
    c.screen.modes().cursor_blink = c.options.cursor_blinks;
    return;
  }
  c.state.cursor_shape = style <= 2 ? CursorShape::Block : style <= 4 ? CursorShape::Underline : CursorShape::Bar;
  c.screen.modes().cursor_blink = style % 2 == 1;
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "A", up, "CUU: cursor up"},
    {Introducer::Csi, "B", down, "CUD: cursor down"},
    {Introducer::Csi, "C", right, "CUF: cursor right"},
    {Introducer::Csi, "D", left, "CUB: cursor left"},
    {Introducer::Csi, "E", next_line, "CNL: start of a line below"},
    {Introducer::Csi, "F", previous_line, "CPL: start of a line above"},
    {Introducer::Csi, "G", column, "CHA: column"},
    {Introducer::Csi, "H", position, "CUP: row and column"},
    {Introducer::Csi, "`", column, "HPA: column"},
    {Introducer::Csi, "a", column_relative, "HPR: cursor right"},
    {Introducer::Csi, "d", row, "VPA: row"},
    {Introducer::Csi, "e", row_relative, "VPR: cursor down"},
    {Introducer::Csi, "f", position, "HVP: row and column"},
    {Introducer::Csi, "j", left, "HPB: cursor left"},
    {Introducer::Csi, "k", up, "VPB: cursor up"},
    {Introducer::Csi, " q", shape, "DECSCUSR: cursor shape"},
    {Introducer::Escape, "D", index, "IND: down, scrolling"},
    {Introducer::Escape, "E", newline, "NEL: start of the next line, scrolling"},
    {Introducer::Escape, "M", reverse_index, "RI: up, scrolling"},
};

}  // namespace

extern const SequenceFamily kCursorSequences;
constinit const SequenceFamily kCursorSequences{"cursor", kHandlers};

}  // namespace tabacus::terminal
