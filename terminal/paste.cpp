#include "terminal/paste.hpp"

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::string_view kStart = "\x1B[200~";
constexpr std::string_view kEnd = "\x1B[201~";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD, when it was typed as such

/// C0 and C1 controls, but for those that text is laid out with.
bool is_control(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/// Ill-formed bytes are dropped too: what stands around them must not join into a control once they are gone.
std::string sanitised(std::string_view text) {
  std::string out;
  out.reserve(text.size() + kStart.size() + kEnd.size());
  while (!text.empty()) {
    if (text.substr(0, kEnd.size()) == kEnd) {
      text.remove_prefix(kEnd.size());
      continue;
    }
    const Utf8Step step = decode_utf8(text);
    const std::string_view bytes = text.substr(0, step.length);
    const bool is_ill_formed = step.code_point == kReplacementCharacter && bytes != kReplacement;
    if (!is_ill_formed && !is_control(step.code_point)) out += bytes;
    text.remove_prefix(step.length);
  }
  return out;
}

std::string with_carriage_returns(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool follows_return = i > 0 && text[i - 1] == '\r';
    if (text[i] != '\n') out += text[i];
    if (text[i] == '\n' && !follows_return) out += '\r';
  }
  return out;
}

}  // namespace

std::string encode_paste(std::string_view text, PasteMode mode) {
  std::string clean = sanitised(text);
  if (mode == PasteMode::Plain) return with_carriage_returns(clean);
  clean.insert(0, kStart);
  clean.append(kEnd);
  return clean;
}

}  // namespace tabacus::terminal
