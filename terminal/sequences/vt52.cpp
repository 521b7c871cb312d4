// A VT52's sequences, understood while DECANM (mode 2) is reset: DEC VT100 User Guide, chapter 3, "VT52 Compatible
// Mode". Nothing else is then; ESC < makes an ANSI terminal of it again: a VT100, as in
// xterm and as vttest has it.
#include "terminal/sequences/vt52.hpp"

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void up(SequenceContext& c, const Sequence&) { c.screen.move_up(1); }
void down(SequenceContext& c, const Sequence&) { c.screen.move_down(1); }
void right(SequenceContext& c, const Sequence&) { c.screen.move_right(1); }
void left(SequenceContext& c, const Sequence&) { c.screen.move_left(1); }
void home(SequenceContext& c, const Sequence&) { c.screen.move_to(0, 0); }
void position(SequenceContext& c, const Sequence& s) {
  c.screen.move_to(s.parameters.value(0, 0), s.parameters.value(1, 0));
}
void reverse_index(SequenceContext& c, const Sequence&) { c.screen.reverse_index(); }
void erase_below(SequenceContext& c, const Sequence&) {
  c.screen.erase_display(EraseFrom::CursorToEnd, Erasing::Plain);
}
void erase_right(SequenceContext& c, const Sequence&) { c.screen.erase_line(EraseFrom::CursorToEnd, Erasing::Plain); }
void graphics(SequenceContext& c, const Sequence&) { c.screen.charsets().designate(0, line_drawing_set()); }
void no_graphics(SequenceContext& c, const Sequence&) { c.screen.charsets().designate(0, ascii_set()); }
void identify(SequenceContext& c, const Sequence&) { c.reply("\x1B/Z"); }
void application_keypad(SequenceContext& c, const Sequence&) { c.screen.modes().application_keypad = true; }
void numeric_keypad(SequenceContext& c, const Sequence&) { c.screen.modes().application_keypad = false; }
void ansi(SequenceContext& c, const Sequence&) {
  leave_vt52(c);
  c.state.conformance_level = kVt100;
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Vt52, "A", up, "cursor up"},
    {Introducer::Vt52, "B", down, "cursor down"},
    {Introducer::Vt52, "C", right, "cursor right"},
    {Introducer::Vt52, "D", left, "cursor left"},
    {Introducer::Vt52, "F", graphics, "line drawing"},
    {Introducer::Vt52, "G", no_graphics, "ASCII"},
    {Introducer::Vt52, "H", home, "cursor home"},
    {Introducer::Vt52, "I", reverse_index, "up, scrolling"},
    {Introducer::Vt52, "J", erase_below, "erase to the end of the screen"},
    {Introducer::Vt52, "K", erase_right, "erase to the end of the line"},
    {Introducer::Vt52, "Y", position, "row and column, each a byte from space on"},
    {Introducer::Vt52, "Z", identify, "what kind of terminal"},
    {Introducer::Vt52, "=", application_keypad, "application keypad"},
    {Introducer::Vt52, ">", numeric_keypad, "numeric keypad"},
    {Introducer::Vt52, "<", ansi, "an ANSI terminal again"},
};

/// What comes and goes with it, as in xterm; DEC STD 070 leaves it open.
constexpr bool Modes::*kModesOfAnsi[] = {&Modes::insert, &Modes::newline, &Modes::origin, &Modes::autowrap,
                                         &Modes::reverse_wrap};

}  // namespace

void enter_vt52(SequenceContext& c) {
  Modes& modes = c.screen.modes();
  c.state.before_vt52 = {c.screen.pen(), c.screen.is_pen_protected(), c.screen.charsets(), modes};
  c.screen.set_pen({});
  c.screen.set_pen_protection(false);
  c.screen.charsets() = {};
  for (bool Modes::*const mode : kModesOfAnsi) modes.*mode = false;
  modes.ansi = false;
}

void leave_vt52(SequenceContext& c) {
  Modes& modes = c.screen.modes();
  if (modes.ansi) return;
  const AnsiState& before = c.state.before_vt52;
  c.screen.set_pen(before.pen);
  c.screen.set_pen_protection(before.is_pen_protected);
  c.screen.charsets() = before.charsets;
  for (bool Modes::*const mode : kModesOfAnsi) modes.*mode = before.modes.*mode;
  modes.ansi = true;
}

extern const SequenceFamily kVt52Sequences;
constinit const SequenceFamily kVt52Sequences{"VT52 (while mode 2 is reset)", kHandlers};

}  // namespace tabacus::terminal
