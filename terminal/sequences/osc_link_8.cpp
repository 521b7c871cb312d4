// OSC 8: hyperlinks ("Hyperlinks in terminal emulators", E. Koblinger). The target is kept as sent; who opens it
// decides which schemes are allowed.
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxUriBytes = 4096;
constexpr std::size_t kMaxIdBytes = 256;

std::string_view id_of(std::string_view parameters) {
  for (const std::string_view part : split(parameters, ':'))
    if (part.substr(0, 3) == "id=") return part.substr(3).substr(0, kMaxIdBytes);
  return {};
}

void set_link(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  const std::size_t separator = argument.find(';');
  if (separator == std::string_view::npos) return;
  const std::string_view uri = argument.substr(separator + 1);  // may hold further semicolons
  const bool is_usable = uri.size() <= kMaxUriBytes && display_safe(uri) == uri;
  c.screen.set_link(is_usable ? Link{std::string{uri}, std::string{id_of(argument.substr(0, separator))}} : Link{});
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "8", set_link, "hyperlink"},
};

}  // namespace

extern const SequenceFamily kLinkSequences;
constinit const SequenceFamily kLinkSequences{"osc_link", kHandlers};

}  // namespace tabacus::terminal
