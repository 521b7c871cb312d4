// One row of the screen. Cells from `used` on are blank in the default style and not stored, so that a fresh line costs
// nothing to clear.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "terminal/cell.hpp"

namespace tabacus::terminal {

/// What a shell said of the line (OSC 133). FoldedOutput: and the user folded it; the mark goes where the line goes.
enum class LineMark : std::uint8_t { None, Prompt, Output, FoldedOutput };
[[nodiscard]] constexpr bool is_output(LineMark mark) {
  return mark == LineMark::Output || mark == LineMark::FoldedOutput;
}

struct Line {
  std::unique_ptr<Cell[]> cells;  ///< as many as the grid has columns
  int used = 0;
  bool wrapped = false;  ///< the text goes on in the next line
  LineMark mark = LineMark::None;

  Line() = default;
  explicit Line(int columns) : cells{new Cell[static_cast<std::size_t>(columns)]} {}

  void clear() {
    used = 0;
    wrapped = false;
    mark = LineMark::None;
  }
  /// Makes cells up to `column` (not included) real, so that they can be written.
  void reach(int column) {
    if (used >= column) return;
    std::fill(cells.get() + used, cells.get() + column, Cell{});
    used = column;
  }
  /// Fills [first, last) with `blank`; the rest of the line keeps its cells.
  void fill(int first, int last, const Cell& blank) {
    if (last >= used && blank == Cell{}) {
      used = std::min(used, first);
      return;
    }
    reach(first);
    std::fill(cells.get() + first, cells.get() + last, blank);
    used = std::max(used, last);
  }
  [[nodiscard]] Cell at(int column) const { return column < used ? cells[static_cast<std::size_t>(column)] : Cell{}; }
};

}  // namespace tabacus::terminal
