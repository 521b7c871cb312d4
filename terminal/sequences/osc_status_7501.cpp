// OSC 7501: a program says what it is doing (program_status.hpp). "?" asks whether a terminal listens and is answered
// with itself.
#include <fmt/format.h>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void status(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  if (argument == "?") {
    c.reply(fmt::format("\x1B]7501;?{}", terminator_of(s)));
  } else if (c.state.program_status.report(argument)) {
    c.host.program_status_changed();
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "7501", status, "program status: report, query"},
};

}  // namespace

extern const SequenceFamily kProgramStatusSequences;
constinit const SequenceFamily kProgramStatusSequences{"osc_status", kHandlers};

}  // namespace tabacus::terminal
