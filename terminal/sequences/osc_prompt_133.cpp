// OSC 133 (FinalTerm): where the shell's prompt, its command and the command's output begin. Marks on lines lead the
// view and the selection; the end of a command is when modes that it left behind are reset.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "terminal/sequences/modes.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void end_command(SequenceContext& c, std::optional<int> status) {
  c.state.last_exit_status = status;
  if (!c.state.is_command_running) return;
  c.state.is_command_running = false;
  c.host.command_ended();
  // Shells set their own modes after this, so whatever is set now was left by the command.
  reset_input_modes(c);
}

void prompt(SequenceContext& c) {
  c.screen.mark_line(LineMark::Prompt);
  if (c.state.is_command_running) end_command(c, std::nullopt);  // a shell that does not tell the end
  if (c.state.program_status.programs_ended()) c.host.program_status_changed();
  c.host.prompt_returned();
}

bool has_option(const std::vector<std::string_view>& parts, std::string_view option) {
  return std::find(parts.begin() + 1, parts.end(), option) != parts.end();
}

void mark(SequenceContext& c, const Sequence& s) {
  if (c.screen.kind() == ScreenKind::Alternate) return;  // not a shell's
  const auto parts = split(osc_argument(s), ';');
  if (parts[0] == "A" || parts[0] == "N") {
    if (!has_option(parts, "k=s")) prompt(c);  // the second line of a prompt is no prompt
  } else if (parts[0] == "C") {
    c.screen.mark_line(LineMark::Output);
    if (!std::exchange(c.state.is_command_running, true)) c.host.command_began();
  } else if (parts[0] == "D") {
    const auto status = parts.size() > 1 ? parse_int(parts[1]) : std::nullopt;
    const bool is_status = status && *status >= 0 && *status <= 255;
    end_command(c, is_status ? std::optional{static_cast<int>(*status)} : std::nullopt);
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "133", mark, "prompt marks: A prompt, C output, D;STATUS end of the command"},
};

}  // namespace

extern const SequenceFamily kPromptSequences;
constinit const SequenceFamily kPromptSequences{"osc_prompt", kHandlers};

}  // namespace tabacus::terminal
