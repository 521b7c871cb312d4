// OSC 7: the shell says where it is, as a file URL. Another host's paths mean nothing here.
#include <optional>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxPathBytes = 4096;  // PATH_MAX
constexpr std::string_view kScheme = "file://";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

void set_directory(SequenceContext& c, const Sequence& s) {
  std::string_view url = osc_argument(s);
  if (url.substr(0, kScheme.size()) != kScheme) return;
  url.remove_prefix(kScheme.size());
  const std::size_t slash = url.find('/');
  if (slash == std::string_view::npos) return;
  const std::string_view host = url.substr(0, slash);
  if (!host.empty() && host != "localhost" && !equals_ignore_case(host, c.options.hostname)) return;
  const auto path = percent_decoded(url.substr(slash));
  if (!path || path->size() > kMaxPathBytes || path->find('\0') != std::string::npos) return;
  if (*path == c.state.working_directory) return;
  c.state.working_directory = *path;
  c.host.working_directory_changed(*path);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "7", set_directory, "working directory"},
};

}  // namespace

extern const SequenceFamily kDirectorySequences;
constinit const SequenceFamily kDirectorySequences{"osc_cwd", kHandlers};

}  // namespace tabacus::terminal
