// How many cells a character takes, and which code points make one character together (grapheme clusters, UAX 29).
// Pure. The data is utf8proc's; the rules on emoji are those of UTS 51 and of mode 2027.
#pragma once

#include <cstdint>

namespace tabacus::terminal {

/// Cells of a code point that stands alone: 0 (marks, format characters), 1 or 2.
[[nodiscard]] int code_point_width(char32_t code_point);

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

}  // namespace tabacus::terminal
