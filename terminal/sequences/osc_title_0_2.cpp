// Titles: OSC 0, 1 and 2. That of the icon is shown nowhere; programs push and pop it.
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitleBytes = 1024;

/// Empty: digits that are none.
std::optional<std::string> bytes_of_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned char byte = 0;
    const auto parsed = std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + i + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// Empty: it is none, and the one before stays.
std::optional<std::string> title_of(const SequenceContext& c, const Sequence& s) {
  std::optional<std::string> title{osc_argument(s)};
  if (c.state.takes_hex_titles) title = bytes_of_hex(*title);
  if (title) title = display_safe(cut_utf8(*title, kMaxTitleBytes));
  return title;
}

void set_window_title(SequenceContext& c, std::string title) {
  if (title == c.state.title) return;
  c.state.title = std::move(title);
  c.host.title_changed(c.state.title);
}

void set_icon_title(SequenceContext& c, const Sequence& s) {
  if (auto title = title_of(c, s)) c.state.icon_title = std::move(*title);
}
void set_title(SequenceContext& c, const Sequence& s) {
  if (auto title = title_of(c, s)) set_window_title(c, std::move(*title));
}
void set_titles(SequenceContext& c, const Sequence& s) {
  set_icon_title(c, s);
  set_title(c, s);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "0", set_titles, "title, also of the icon"},
    {Introducer::Osc, "1", set_icon_title, "the icon's title, which is shown nowhere"},
    {Introducer::Osc, "2", set_title, "title"},
};

}  // namespace

extern const SequenceFamily kTitleSequences;
constinit const SequenceFamily kTitleSequences{"osc_title", kHandlers};

}  // namespace tabacus::terminal
