// Erasing: ED, EL, ECH; what DECSCA protects from the selective forms DECSED and DECSEL.
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
    c.screen.erase_display(part(number));
  }
}

void line(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_line(part(number));
}

void characters(SequenceContext& c, const Sequence& s) { c.screen.erase_characters(s.parameters.at_least_one(0)); }

void display_unprotected(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_display(part(number), Erasing::Unprotected);
}

void line_unprotected(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.erase_line(part(number), Erasing::Unprotected);
}

void protect(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  if (number <= 2) c.screen.set_pen_protection(number == 1);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "J", display, "ED: erase in display; 3 clears the scrollback"},
    {Introducer::Csi, "K", line, "EL: erase in line"},
    {Introducer::Csi, "X", characters, "ECH: erase characters"},
    {Introducer::Csi, "?J", display_unprotected, "DECSED: selective erase in display"},
    {Introducer::Csi, "?K", line_unprotected, "DECSEL: selective erase in line"},
    {Introducer::Csi, "\"q", protect, "DECSCA: protect what is printed from selective erases"},
};

}  // namespace

extern const SequenceFamily kEraseSequences;
constinit const SequenceFamily kEraseSequences{"erase", kHandlers};

}  // namespace tabacus::terminal
