#include "terminal/paste.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::string_view kStart = "\x1B[200~";
constexpr std::string_view kEnd = "\x1B[201~";

bool is_dropped(unsigned char byte) {
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

/// U+0080 to U+009F in UTF-8.
bool is_c1(std::string_view text) {
  return text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
}

std::string sanitised(std::string_view text) {
  std::string out;
  out.reserve(text.size() + kStart.size() + kEnd.size());
  while (!text.empty()) {
    std::size_t skipped = 0;
    if (text.substr(0, kEnd.size()) == kEnd) {
      skipped = kEnd.size();
    } else if (is_c1(text)) {
      skipped = 2;
    } else if (is_dropped(static_cast<unsigned char>(text.front()))) {
      skipped = 1;
    }
    if (skipped == 0) out += text.front();
    text.remove_prefix(skipped == 0 ? 1 : skipped);
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
