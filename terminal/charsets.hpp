// Character sets: THE LIST of those that programs may designate, and which of them each of G0 to G3 holds and GL shows.
// Pure. Bytes from 0x80 on are UTF-8 and belong to no set: there is no GR.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tabacus::terminal {

/// What bytes 0x20 to 0x7F print; a set of 94 has nothing for the last.
using CharsetTable = std::array<char32_t, 96>;

enum class CharsetSize : std::uint8_t { Of94, Of96 };

struct CharacterSet {
  std::string_view designator;  ///< what follows ESC ( or, of a set of 96, ESC -
  CharsetSize size;
  bool is_national;  ///< for where mode 42 (DECNRCM) is set; ASCII stands for it elsewhere
  std::string_view doc;
  CharsetTable table;
};

[[nodiscard]] std::span<const CharacterSet> character_sets();
/// Null: there is none.
[[nodiscard]] const CharacterSet* find_character_set(CharsetSize size, std::string_view designator);
[[nodiscard]] const CharacterSet& ascii_set();
[[nodiscard]] const CharacterSet& line_drawing_set();

struct Charsets {
  std::array<const CharacterSet*, 4> designated{};  ///< null is ASCII
  std::uint8_t shifted_in = 0;                      ///< 0 to 3: what GL shows
  std::int8_t single_shift = -1;                    ///< 2 or 3 for the next character only

  [[nodiscard]] bool is_ascii() const { return designated[shifted_in] == nullptr && single_shift < 0; }
  void designate(std::size_t slot, const CharacterSet& set) {
    designated[slot] = &set == &ascii_set() ? nullptr : &set;
  }
  /// What the next character is of; null is ASCII.
  [[nodiscard]] const CharacterSet* next() const {
    return designated[static_cast<std::size_t>(single_shift >= 0 ? single_shift : shifted_in)];
  }
  /// The same; uses up a single shift.
  const CharacterSet* take() {
    const CharacterSet* const set = next();
    single_shift = -1;
    return set;
  }
  friend bool operator==(const Charsets&, const Charsets&) = default;
};

}  // namespace tabacus::terminal
