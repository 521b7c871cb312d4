// UTF-8 checked by the rules of Unicode 15, table 3-7. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tabacus {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One decoding step over a text: the code point (U+FFFD for an ill-formed part) and the bytes it took.
struct Utf8Step {
  char32_t code_point;
  std::size_t length;  ///< at least 1 unless the text was empty
};

[[nodiscard]] Utf8Step decode_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// The front of `text`, at most `max_bytes` long, not cut in the middle of a character.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

/// Text from outside made safe to show on a terminal or in a tab: ill-formed bytes become U+FFFD; C0, C1, DEL,
/// bidirectional controls, zero-width characters and line separators are dropped.
[[nodiscard]] std::string display_safe(std::string_view text);

/// The same for people who want to see what is there: each of those, and the tag characters that hide text from
/// readers, becomes a name in ASCII: "\\x1b", "\\n", "\\u202e". A line stays a line. Not reversible: a backslash stays
/// one.
[[nodiscard]] std::string visible_text(std::string_view text);

}  // namespace tabacus
