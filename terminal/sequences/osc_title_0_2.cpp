// Titles: OSC 0 and 2. OSC 1 names an icon that is not there.
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitleBytes = 1024;

/// Not in the middle of a character.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void set_title(SequenceContext& c, const Sequence& s) {
  std::string title = display_safe(cut(osc_argument(s), kMaxTitleBytes));
  if (title == c.state.title) return;
  c.state.title = std::move(title);
  c.host.title_changed(c.state.title);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "0", set_title, "title"},
    {Introducer::Osc, "2", set_title, "title"},
};

}  // namespace

extern const SequenceFamily kTitleSequences;
constinit const SequenceFamily kTitleSequences{"osc_title", kHandlers};

}  // namespace tabacus::terminal
