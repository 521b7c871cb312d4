// XTPUSHSGR, XTPOPSGR: the pen put by and brought back, whole or in parts. Parts are named by the SGR number that
// switches them on; 30 is the foreground, 31 the background. Source: xterm's ctlseqs.
#include <cstddef>
#include <cstdint>
#include <limits>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMostLooks = 10;  // as in xterm

constexpr std::uint32_t kWholePen = std::numeric_limits<std::uint32_t>::max();

constexpr int kUnderline = 4;
constexpr int kDoubleUnderline = 21;

constexpr std::uint32_t part(int number) { return std::uint32_t{1} << number; }

std::uint32_t parts_in(const Parameters& parameters) {
  const bool has_none = parameters.size() == 0 || (parameters.size() == 1 && parameters.value(0, -1) == -1);
  if (has_none) return kWholePen;
  std::uint32_t parts = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    int number = parameters.value(i, 0);
    if (number == 10 || number == 11) number += 20;  // what the colours were in xterm first
    if (number > 0 && number <= 31) parts |= part(number);
  }
  return parts;
}

void push(SequenceContext& c, const Sequence& s) {
  if (c.state.look_stack.size() == kMostLooks) {
    ++c.state.looks_pushed_beyond;
  } else {
    c.state.look_stack.push_back({c.screen.pen(), parts_in(s.parameters)});
  }
}

/// A double underline is a part of its own.
Underline underline_of(Underline now, Underline saved, std::uint32_t parts) {
  const Underline wanted_double = (parts & part(kDoubleUnderline)) != 0 ? saved : now;
  if (wanted_double == Underline::Double) return Underline::Double;
  const Underline wanted = (parts & part(kUnderline)) != 0 ? saved : now;
  return wanted == Underline::Double ? Underline::None : wanted;
}

Style with_parts(Style pen, const SavedLook& saved) {
  if (saved.parts == kWholePen) return saved.pen;
  const auto is_wanted = [&saved](int number) { return (saved.parts & part(number)) != 0; };
  if (is_wanted(1)) pen.bold = saved.pen.bold;
  if (is_wanted(2)) pen.dim = saved.pen.dim;
  if (is_wanted(3)) pen.italic = saved.pen.italic;
  pen.underline = underline_of(pen.underline, saved.pen.underline, saved.parts);
  if (is_wanted(5)) pen.blink = saved.pen.blink;
  if (is_wanted(7)) pen.reverse = saved.pen.reverse;
  if (is_wanted(8)) pen.hidden = saved.pen.hidden;
  if (is_wanted(9)) pen.strike = saved.pen.strike;
  if (is_wanted(30)) pen.foreground = saved.pen.foreground;
  if (is_wanted(31)) pen.background = saved.pen.background;
  return pen;
}

void pop(SequenceContext& c, const Sequence&) {
  if (c.state.looks_pushed_beyond > 0) {
    --c.state.looks_pushed_beyond;
  } else if (!c.state.look_stack.empty()) {
    c.screen.set_pen(with_parts(c.screen.pen(), c.state.look_stack.back()));
    c.state.look_stack.pop_back();
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "#{", push, "XTPUSHSGR: put the pen by, or the parts of it that are named; 10 levels"},
    {Introducer::Csi, "#}", pop, "XTPOPSGR: bring it back"},
    {Introducer::Csi, "#p", push, "XTPUSHSGR, its other name"},
    {Introducer::Csi, "#q", pop, "XTPOPSGR, its other name"},
};

}  // namespace

extern const SequenceFamily kSgrStackSequences;
constinit const SequenceFamily kSgrStackSequences{"sgr_stack", kHandlers};

}  // namespace tabacus::terminal
