// What the user marked. Lines are named for good (scrolled-off lines keep their number), so a selection stays on its
// text while output goes on. Pure.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "terminal/cell.hpp"

namespace tabacus::terminal {

enum class SelectBy : std::uint8_t { Character, Word, Line };

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
};

/// Columns [first, last) of the word around `column`; a single cell where no word is.
[[nodiscard]] std::pair<int, int> word_at(const std::vector<Cell>& cells, int column);

}  // namespace tabacus::terminal
