// One row of the screen. Cells from `used` on are blank in the default style and not stored, so that a fresh line costs
// nothing to clear.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "terminal/cell.hpp"

namespace tabacus::terminal {

struct Line {
  std::unique_ptr<Cell[]> cells;  ///< as many as the grid has columns
  int used = 0;
  bool wrapped = false;  ///< the text goes on in the next line

  Line() = default;
  explicit Line(int columns) : cells{new Cell[static_cast<std::size_t>(columns)]} {}

  void clear() {
    used = 0;
    wrapped = false;
  }
  /// Makes cells up to `column` (not included) real, so that they can be written.
  void reach(int column) {
    if (used >= column) return;
    std::fill(cells.get() + used, cells.get() + column, Cell{});
    used = column;
  }
  /// Blanks [first, last) in `style`; the rest of the line keeps its cells.
  void blank(int first, int last, StyleId style) {
    if (style == 0 && last >= used) {
      used = std::min(used, first);
      return;
    }
    reach(first);
    Cell blank;
    blank.style = style;
    std::fill(cells.get() + first, cells.get() + last, blank);
    used = std::max(used, last);
  }
  [[nodiscard]] Cell at(int column) const { return column < used ? cells[static_cast<std::size_t>(column)] : Cell{}; }
};

}  // namespace tabacus::terminal
