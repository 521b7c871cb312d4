#include "base/utf8.hpp"

#include <algorithm>

namespace tabacus {
namespace {

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Bytes that a lead byte announces, 0 when no sequence starts with it.
constexpr std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The second byte's range is narrower after E0, ED, F0 and F4: no overlong forms, surrogates or values past U+10FFFF.
constexpr bool second_byte_fits(unsigned char lead, unsigned char second) {
  if (lead == 0xE0) return second >= 0xA0 && second <= 0xBF;
  if (lead == 0xED) return second >= 0x80 && second <= 0x9F;
  if (lead == 0xF0) return second >= 0x90 && second <= 0xBF;
  if (lead == 0xF4) return second >= 0x80 && second <= 0x8F;
  return is_continuation(second);
}

constexpr bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x061C || c == 0xFEFF;
}

/// Characters for hiding text in text, beyond is_hidden: tags, soft hyphen, invisible operators and fillers.
constexpr bool is_unseen(char32_t c) {
  return is_hidden(c) || c == 0xAD || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

void append_name(std::string& out, char32_t c) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\";
      out += c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U';
      for (int digit = c < 0x100 ? 1 : c < 0x10000 ? 3 : 5; digit >= 0; --digit)
        out += "0123456789abcdef"[c >> (4 * digit) & 0xF];
  }
}

template <typename Append>
std::string cleaned(std::string_view text, Append append) {
  // Nearly all text is plain from end to end.
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
  std::string out{text.substr(0, plain)};
  text.remove_prefix(plain);
  if (!text.empty()) out.reserve(plain + text.size());
  while (!text.empty()) {
    const Utf8Step step = decode_utf8(text);
    append(out, step.code_point);
    text.remove_prefix(step.length);
  }
  return out;
}

}  // namespace

Utf8Step decode_utf8(std::string_view text) {
  if (text.empty()) return {kReplacementCharacter, 0};
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = sequence_length(lead);
  if (length == 1) return {lead, 1};
  if (length == 0) return {kReplacementCharacter, 1};
  char32_t value = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size()) return {kReplacementCharacter, i};
    const auto byte = static_cast<unsigned char>(text[i]);
    if (i == 1 ? !second_byte_fits(lead, byte) : !is_continuation(byte)) return {kReplacementCharacter, i};
    value = (value << 6) | (byte & 0x3Fu);
  }
  return {value, length};
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Step step = decode_utf8(text);
    // A genuine U+FFFD is three bytes long; an ill-formed part never gives three.
    if (step.code_point == kReplacementCharacter && text.substr(0, step.length) != "\xEF\xBF\xBD") return false;
    text.remove_prefix(step.length);
  }
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string display_safe(std::string_view text) {
  // Names of models, hosts and clients are nearly always of this kind. Looked at to the end, and as one comparison of
  // bytes: gcc makes steps of sixteen of that.
  constexpr unsigned char kLast = '~' - ' ';
  unsigned char odd = 0;
  for (const char c : text) odd |= static_cast<unsigned char>(static_cast<unsigned char>(c - ' ') > kLast);
  if (odd == 0) return std::string{text};
  return cleaned(text, [](std::string& out, char32_t c) {
    if (!is_hidden(c)) append_utf8(out, c);
  });
}

std::string visible_text(std::string_view text) {
  return cleaned(text, [](std::string& out, char32_t c) { is_unseen(c) ? append_name(out, c) : append_utf8(out, c); });
}

}  // namespace tabacus
