// OSC 52: a program copies to the clipboard. Reading it is refused without an answer: what the user copied elsewhere is
// no program's business.
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

void copy(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  const std::size_t separator = argument.find(';');
  if (separator == std::string_view::npos) return;
  const std::string_view data = argument.substr(separator + 1);
  if (data.empty() || data == "?") return;
  const auto text = decode_base64(data);
  if (text && is_valid_utf8(*text)) c.host.copy_to_clipboard(*text);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "52", copy, "copy to the clipboard; reading is refused"},
};

}  // namespace

extern const SequenceFamily kClipboardSequences;
constinit const SequenceFamily kClipboardSequences{"osc_clipboard", kHandlers};

}  // namespace tabacus::terminal
