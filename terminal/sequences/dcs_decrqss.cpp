// DECRQSS: the present value of a setting, as the sequence that would set it. SGR is answered here, because libvterm
// knows fewer attributes, and so is what it does not keep: side margins, protection, DECSACE, lines, level; margins and
// cursor style by libvterm.
#include <fmt/format.h>

#include <algorithm>

#include "terminal/sequences/sequence.hpp"
#include "terminal/sequences/sgr.hpp"
#include "terminal/vterm_backend.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kLeastPage = 24;

int cursor_style(const SequenceContext& c) {
  return static_cast<int>(c.state.cursor_shape) * 2 + (c.screen.modes().cursor_blink ? 1 : 2);
}

void request(SequenceContext& c, const Sequence& s) {
  if (s.data == "m") {
    c.reply(fmt::format("\x1BP1$r{}m\x1B\\", sgr_parameters(c.screen.pen())));
    return;
  }
  if (s.data == "s") {
    c.reply(fmt::format("\x1BP1$r{};{}s\x1B\\", c.screen.left_margin() + 1, c.screen.right_margin() + 1));
    return;
  }
  if (s.data == "\"q") {
    const bool is_protected = c.screen.is_pen_protected() && c.screen.protection() == Protection::Dec;
    c.reply(fmt::format("\x1BP1$r{}\"q\x1B\\", is_protected ? 1 : 0));
    return;
  }
  if (s.data == "\"p") {
    if (c.state.conformance_level == kVt100) return;  // which knows no such question
    const int bits = c.state.sends_eight_bit_controls ? 0 : 1;
    c.reply(fmt::format("\x1BP1$r{};{}\"p\x1B\\", c.state.conformance_level, bits));
    return;
  }
  if (s.data == "*x") {
    c.reply(fmt::format("\x1BP1$r{}*x\x1B\\", c.state.attribute_extent));
    return;
  }
  // Of lines fewer than a VT100's no terminal has a page: as a setting such a number is a window's operation.
  if (s.data == "t") return c.reply(fmt::format("\x1BP1$r{}t\x1B\\", std::max(c.screen.rows(), kLeastPage)));
  if (s.data == "*|") return c.reply(fmt::format("\x1BP1$r{}*|\x1B\\", c.screen.rows()));
  if (s.data == "$}" || s.data == "$~") {  // no status line, and none to write on
    c.reply(fmt::format("\x1BP1$r0{}\x1B\\", s.data));
    return;
  }
  const StatusState state{c.screen.rows(), c.screen.top_margin(), c.screen.bottom_margin(), cursor_style(c)};
  const auto reply = request_vterm_status(s.data, state);
  c.reply(reply ? std::string_view{*reply} : "\x1BP0$r\x1B\\");
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Dcs, "$q", request, "DECRQSS: value of a setting"},
};

}  // namespace

extern const SequenceFamily kStatusRequestSequences;
constinit const SequenceFamily kStatusRequestSequences{"dcs_decrqss", kHandlers};

}  // namespace tabacus::terminal
