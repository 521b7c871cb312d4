// How many cells a character takes, and which code points make one character together (grapheme clusters, UAX 29).
// Pure. The data is utf8proc's; the rules on emoji are those of UTS 51 and of mode 2027.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
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

/// What printing has to know of a code point, in a byte: its width in the low two bits, and these.
struct CodePointTraits {
  static constexpr std::uint8_t kWidth = 3;
  static constexpr std::uint8_t kAlone = 4;        ///< joins nothing, unless what stands before attracts it
  static constexpr std::uint8_t kAttracts = 8;     ///< what follows may join it, whatever it is
  static constexpr std::uint8_t kConsonant = 16;   ///< of an Indic script: the first part of a conjunct
  static constexpr std::uint8_t kPictograph = 32;  ///< joins only what a joiner (U+200D) stands before
  static constexpr std::uint8_t kRuns = 64;        ///< alone or a pictograph, and takes room
  std::uint8_t bits;

  [[nodiscard]] constexpr int width() const { return bits & kWidth; }
  [[nodiscard]] constexpr bool has(std::uint8_t trait) const { return (bits & trait) != 0; }
};

class TraitsTable {
 public:
  /// One look-up; a page of 256 code points is computed when the first of them is asked for. Any thread.
  [[nodiscard]] static CodePointTraits find(char32_t code_point) {
    const Page* page = pages_[code_point / kPageSize].load(std::memory_order_acquire);
    if (page == nullptr) page = make_page(code_point / kPageSize);
    return {(*page)[code_point % kPageSize]};
  }

 private:
  static constexpr std::size_t kPageSize = 256;
  using Page = std::array<std::uint8_t, kPageSize>;
  static const Page* make_page(std::size_t number);
  static std::array<std::atomic<const Page*>, 0x110000 / kPageSize> pages_;  // few are made, and kept for good
};
/// Up to U+10FFFF.
[[nodiscard]] inline CodePointTraits traits_of(char32_t code_point) { return TraitsTable::find(code_point); }

/// Carried along a cluster from one code point to the next.
struct ClusterState {
  char32_t previous = 0;
  std::int32_t break_state = 0;  ///< utf8proc's
  /// UAX 29, GB9c: a consonant, then marks with a linker (virama) among them, take the next consonant in.
  enum class Conjunct : std::uint8_t { None, Consonant, Linked } conjunct = Conjunct::None;
};
/// Whether a conjunct may begin with it.
[[nodiscard]] inline bool is_consonant(char32_t c) {
  return c >= 0x900 && c < 0xE00 && traits_of(c).has(CodePointTraits::kConsonant);
}
/// Whether even a code point that stands alone may belong to the cluster.
[[nodiscard]] inline bool attracts(const ClusterState& state) {
  if (state.previous < 0x300) return false;
  return state.conjunct == ClusterState::Conjunct::Linked || traits_of(state.previous).has(CodePointTraits::kAttracts);
}

/// Whether `next` belongs to the cluster that `state` has seen so far; advances `state` only if so.
[[nodiscard]] bool continues_cluster(ClusterState& state, char32_t next);

/// Cells of a cluster of `width` cells whose last code point so far was `previous`, after `next` joined it: VS16 makes
/// an emoji of a text symbol, VS15 the reverse, a wide part (flag, skin tone, ZWJ) makes the whole wide.
[[nodiscard]] int joined_width(int width, char32_t previous, char32_t next);

/// Of one code point, by the simple mappings; itself when it has no case.
[[nodiscard]] char32_t lower_case(char32_t code_point);
[[nodiscard]] char32_t upper_case(char32_t code_point);

}  // namespace tabacus::terminal
