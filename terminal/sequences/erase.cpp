// Erasing: ED, EL, ECH, and the selective forms DECSED and DECSEL; what DECSCA protects from these, and SPA from all.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kScrollback = 3;  // xterm

EraseFrom part(int number) {
  if (number == 0) return EraseFrom::CursorToEnd;
  return number == 1 ? EraseFrom::StartToCursor : EraseFrom::All;
}

void display(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number == kScrollback) {
    c.screen.clear_history();
  } else if (number < kScrollback) {
    c.screen.erase_display(part(number), Erasing::Plain);
  }
}

void line(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_line(part(number), Erasing::Plain);
}

void characters(SequenceContext& c, const Sequence& s) { c.screen.erase_characters(s.parameters.at_least_one(0)); }

void display_unprotected(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_display(part(number), Erasing::Selective);
}

void line_unprotected(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_line(part(number), Erasing::Selective);
}

void protect(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  c.screen.set_protection(Protection::Dec);
  if (number <= 2) c.screen.set_pen_protection(number == 1);
}

void begin_guarded_area(SequenceContext& c, const Sequence&) {
  c.screen.set_protection(Protection::Iso);
  c.screen.set_pen_protection(true);
}
void end_guarded_area(SequenceContext& c, const Sequence&) { c.screen.set_pen_protection(false); }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "J", display, "ED: erase in display; 3 clears the scrollback"},
    {Introducer::Csi, "K", line, "EL: erase in line"},
    {Introducer::Csi, "X", characters, "ECH: erase characters"},
    {Introducer::Csi, "?J", display_unprotected, "DECSED: selective erase in display"},
    {Introducer::Csi, "?K", line_unprotected, "DECSEL: selective erase in line"},
    {Introducer::Csi, "\"q", protect, "DECSCA: protect what is printed from selective erases"},
    {Introducer::Escape, "V", begin_guarded_area, "SPA: protect what is printed from erases, but of rectangles"},
    {Introducer::Escape, "W", end_guarded_area, "EPA: protect no more of what is printed"},
};

}  // namespace

extern const SequenceFamily kEraseSequences;
constinit const SequenceFamily kEraseSequences{"erase", kHandlers};

}  // namespace tabacus::terminal
