// OSC 52: a program copies to the clipboard. What the user copied elsewhere is no program's business: reading it is
// refused without an answer, or asked for where the options let programs ask.
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

/// "" means the clipboard too; the primary selection and cut buffers are not read.
bool names_clipboard(std::string_view selections) {
  return selections.empty() || selections.find_first_of("cs") != std::string_view::npos;
}

void copy(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  const std::size_t separator = argument.find(';');
  if (separator == std::string_view::npos) return;
  const std::string_view data = argument.substr(separator + 1);
  if (data == "?") {
    if (c.options.clipboard_may_be_asked_for && names_clipboard(argument.substr(0, separator)))
      c.host.clipboard_wanted();
    return;
  }
  if (data.empty()) return;
  const auto text = decode_base64(data);
  if (text && is_valid_utf8(*text)) c.host.copy_to_clipboard(*text);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "52", copy, "copy to the clipboard; reading asks the user, or is refused"},
};

}  // namespace

extern const SequenceFamily kClipboardSequences;
constinit const SequenceFamily kClipboardSequences{"osc_clipboard", kHandlers};

}  // namespace tabacus::terminal
