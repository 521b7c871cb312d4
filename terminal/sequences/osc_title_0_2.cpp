// Titles: OSC 0 and 2. OSC 1 names an icon that is not there.
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitleBytes = 1024;

void set_title(SequenceContext& c, const Sequence& s) {
  std::string title = display_safe(cut_utf8(osc_argument(s), kMaxTitleBytes));
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
