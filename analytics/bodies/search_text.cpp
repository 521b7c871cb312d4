#include "analytics/bodies/search_text.hpp"

#include <charconv>

#include "analytics/bodies/streamed_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

/// "\u00e9" at `at` becomes a letter; of a pair of surrogates each half a blank.
void append_escaped(std::string& words, std::string_view digits) {
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  const bool is_letter =
      error == std::errc{} && end == digits.data() + 4 && code >= 0x20 && (code < 0xD800 || code > 0xDFFF);
  if (is_letter)
    append_utf8(words, code);
  else
    words += ' ';
}

void append_words(std::string& words, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\0') {
      words += ' ';  // SQLite's texts end there
    } else if (c != '\\' || at + 1 == text.size()) {
      words += c;
    } else if (text[++at] == 'u' && at + 4 < text.size()) {
      append_escaped(words, text.substr(at + 1, 4));
      at += 4;
    } else {
      words += ' ';  // a line end, a quote: no letter
    }
  }
}

}  // namespace

std::string search_text(std::string_view text) {
  std::string words;
  words.reserve(text.size() + 1);
  append_words(words, text);
  for (const StreamedText& streamed : streamed_texts(text)) {
    words += ' ';
    append_words(words, streamed.text);
  }
  return words;
}

std::string search_phrase(std::string_view words) {
  std::string phrase = "\"";
  for (const char c : words) phrase.append(c == '"' ? 2 : 1, c == '\0' ? ' ' : c);
  return phrase + "\"";
}

}  // namespace tabacus::analytics
