// How many cells a character takes, and which code points make one character together (grapheme clusters, UAX 29).
// Pure. The data is utf8proc's; the rules on emoji are those of UTS 51 and of mode 2027.
#pragma once

#include <cstdint>

namespace tabacus::terminal {

/// Cells of a code point that stands alone: 0 (marks, format characters), 1 or 2.
[[nodiscard]] int code_point_width(char32_t code_point);

/// Ranges that fill screens and need no table: every code point is a cluster of its own, of one cell.
[[nodiscard]] constexpr bool is_simple_narrow(char32_t c) {
  return (c >= 0x2500 && c <= 0x25A9) ||                                // box drawing, blocks
         (c >= 0x20 && c < 0x300 && (c < 0x7F || c >= 0xA0)) ||         // Latin
         (c >= 0x370 && c <= 0x482) || (c >= 0x2010 && c <= 0x2027) ||  // Greek, Cyrillic, punctuation
         (c >= 0x2800 && c <= 0x28FF) || (c >= 0xE000 && c <= 0xF8FF);  // Braille, private use (Powerline)
}
/// The same of two cells: ideographs and kana.
[[nodiscard]] constexpr bool is_simple_wide(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA);
}

/// Carried along a cluster from one code point to the next.
struct ClusterState {
  char32_t previous = 0;
  std::int32_t break_state = 0;  ///< utf8proc's
};

/// Whether `next` belongs to the cluster that `state` has seen so far; advances `state` only if so.
[[nodiscard]] bool continues_cluster(ClusterState& state, char32_t next);

/// Cells of a cluster of `width` cells whose last code point so far was `previous`, after `next` joined it: VS16 makes
/// an emoji of a text symbol, VS15 the reverse, a wide part (flag, skin tone, ZWJ) makes the whole wide.
[[nodiscard]] int joined_width(int width, char32_t previous, char32_t next);

/// Of one code point, by the simple mappings; itself when it has no case.
[[nodiscard]] char32_t lower_case(char32_t code_point);
[[nodiscard]] char32_t upper_case(char32_t code_point);

}  // namespace tabacus::terminal
