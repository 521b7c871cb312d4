// What the user marked. Lines are named for good (scrolled-off lines keep their number), so a selection stays on its
// text while output goes on. Pure.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tabacus::terminal {

/// Line takes whole logical lines, wrapped rows together; Block a rectangle of columns.
enum class SelectBy : std::uint8_t { Character, Word, Line, Block };

struct TextPosition {
  std::uint64_t line = 0;  ///< History::dropped() + index in the history, then the rows of the screen
  int column = 0;
  friend constexpr auto operator<=>(const TextPosition&, const TextPosition&) = default;
};

/// From `first` up to `last`, not included.
struct TextRange {
  TextPosition first;
  TextPosition last;

  /// Columns of `line` that lie in it, [first, last); empty when none do.
  [[nodiscard]] std::optional<std::pair<int, int>> columns_of(std::uint64_t line, int columns) const;
  friend constexpr bool operator==(const TextRange&, const TextRange&) = default;
};

/// Besides letters and digits: what paths, URLs and options are made of.
inline constexpr std::u32string_view kWordCharacters = U"_-./~:@%+#?&=";

/// Indexes [first, last) of the word around `index`; that index alone where no word is. `others` are the characters
/// beside letters, digits and all that is not ASCII that words are made of.
[[nodiscard]] std::pair<std::size_t, std::size_t> word_at(std::u32string_view text, std::size_t index,
                                                          std::u32string_view others = kWordCharacters);

}  // namespace tabacus::terminal
