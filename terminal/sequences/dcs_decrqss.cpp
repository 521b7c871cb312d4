// DECRQSS: the present value of a setting, as the sequence that would set it. SGR is answered here, because libvterm
// knows fewer attributes; margins, cursor style and protection by libvterm.
#include <fmt/format.h>

#include "terminal/sequences/sequence.hpp"
#include "terminal/sequences/sgr.hpp"

namespace tabacus::terminal {
namespace {

int cursor_style(const SequenceContext& c) {
  return static_cast<int>(c.state.cursor_shape) * 2 + (c.screen.modes().cursor_blink ? 1 : 2);
}

void request(SequenceContext& c, const Sequence& s) {
  if (s.data == "m") {
    c.host.reply(fmt::format("\x1BP1$r{}m\x1B\\", sgr_parameters(c.screen.pen())));
    return;
  }
  const StatusState state{c.screen.rows(), c.screen.top_margin(), c.screen.bottom_margin(), cursor_style(c)};
  const auto reply = c.backend.request_status(s.data, state);
  c.host.reply(reply ? std::string_view{*reply} : "\x1BP0$r\x1B\\");
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Dcs, "$q", request, "DECRQSS: value of a setting"},
};

}  // namespace

extern const SequenceFamily kStatusRequestSequences;
constinit const SequenceFamily kStatusRequestSequences{"dcs_decrqss", kHandlers};

}  // namespace tabacus::terminal
