// XTGETTCAP: terminfo capabilities by name, both in hexadecimal digits. Only what is listed here is answered, in our
// own spelling; a name that is not known gets the refusal without its name.
#include <fmt/format.h>

#include <array>
#include <string>

#include "base/text.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxNames = 32;

struct Capability {
  std::string_view name;
  std::string_view value;  ///< "" is a switch that is on
};

constexpr std::array kCapabilities = std::to_array<Capability>({
    {"TN", "xterm-256color"},
    {"name", "xterm-256color"},
    {"Co", "256"},
    {"colors", "256"},
    {"RGB", "8"},
    {"Tc", ""},
    {"Su", ""},
    {"AX", ""},
    {"XT", ""},
    {"bce", ""},
    {"am", ""},
    {"xenl", ""},
    {"Ms", "\x1B]52;%p1%s;%p2%s\a"},
    {"Smulx", "\x1B[4:%p1%dm"},
    {"Setulc", "\x1B[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm"},
    {"setrgbf", "\x1B[38:2:%p1%d:%p2%d:%p3%dm"},
    {"setrgbb", "\x1B[48:2:%p1%d:%p2%d:%p3%dm"},
    {"Ss", "\x1B[%p1%d q"},
    {"Se", "\x1B[2 q"},
    {"Cs", "\x1B]12;%p1%s\a"},
    {"Cr", "\x1B]112\a"},
    {"Sync", "\x1B[?2026%?%p1%{1}%-%tl%eh%;"},
    {"Pst", "\x1B]7501;%p1%s\x1B\\"},
    {"Smol", "\x1B[53m"},
    {"Rmol", "\x1B[55m"},
    {"BE", "\x1B[?2004h"},
    {"BD", "\x1B[?2004l"},
    {"PS", "\x1B[200~"},
    {"PE", "\x1B[201~"},
    {"fe", "\x1B[?1004h"},
    {"fd", "\x1B[?1004l"},
    {"kbs", "\x7F"},
    {"E3", "\x1B[3J"},
});

std::string hexadecimal(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

void request(SequenceContext& c, const Sequence& s) {
  const auto names = split(s.data, ';');
  for (std::size_t i = 0; i < std::min(names.size(), kMaxNames); ++i) {
    const Capability* found = nullptr;
    for (const Capability& capability : kCapabilities)
      if (equals_ignore_case(hexadecimal(capability.name), names[i])) found = &capability;
    if (found == nullptr) {
      c.reply("\x1BP0+r\x1B\\");
    } else if (found->value.empty()) {
      c.reply(fmt::format("\x1BP1+r{}\x1B\\", hexadecimal(found->name)));
    } else {
      c.reply(fmt::format("\x1BP1+r{}={}\x1B\\", hexadecimal(found->name), hexadecimal(found->value)));
    }
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Dcs, "+q", request, "XTGETTCAP: terminfo capabilities"},
};

}  // namespace

extern const SequenceFamily kCapabilitySequences;
constinit const SequenceFamily kCapabilitySequences{"dcs_xtgettcap", kHandlers};

}  // namespace tabacus::terminal
