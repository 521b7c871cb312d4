// The rows of one screen, as a ring: scrolling the whole screen moves an index, scrolling a part moves row pointers.
// Cells are never copied by a scroll. One thread.
#pragma once

#include <cstddef>
#include <vector>

#include "terminal/history.hpp"
#include "terminal/line.hpp"

namespace tabacus::terminal {

class Grid {
 public:
  Grid(int columns, int rows);

  [[nodiscard]] int columns() const { return columns_; }
  [[nodiscard]] int rows() const { return static_cast<int>(lines_.size()); }
  [[nodiscard]] Line& line(int row) { return lines_[slot(row)]; }
  [[nodiscard]] const Line& line(int row) const { return lines_[slot(row)]; }

  /// Moves rows [top, bottom] up; `count` rows of `blank` come in at the bottom. Lines leave into `history` when it
  /// is given.
  void scroll_up(int top, int bottom, int count, const Cell& blank, History* history);
  void scroll_down(int top, int bottom, int count, const Cell& blank);

  void clear();
  /// Keeps the top left part; no reflow.
  void resize(int columns, int rows);
  /// Takes over rows of `columns` cells each, made by a reflow.
  void replace(int columns, std::vector<Line> lines);

 private:
  [[nodiscard]] std::size_t slot(int row) const {
    const std::size_t index = top_ + static_cast<std::size_t>(row);
    return index < lines_.size() ? index : index - lines_.size();
  }
  void renew(int row, const Cell& blank);

  int columns_;
  std::size_t top_ = 0;  // where row 0 lies in lines_
  std::vector<Line> lines_;
};

}  // namespace tabacus::terminal
