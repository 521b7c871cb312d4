// The rows of one screen. The region that scrolled last is a ring, so that scrolling it again moves an index, whole
// screen or part; another region first puts the rows of that one in order. Cells are never copied by a scroll. One
// thread.
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

  /// Moves rows [top, bottom] up; `count` blank rows come in at the bottom. Lines leave into `history` when it is
  /// given.
  void scroll_up(int top, int bottom, int count, Color background, History* history);
  /// scroll_up by one: the row that leaves at the top comes in again at the bottom. The row above the region, and the
  /// last one where rows lie below it, go on in no other any more.
  void feed_line(int top, int bottom, Color background, History* history) {
    make_ring(top, bottom);
    Line* const ring = lines_.data() + ring_.first;
    const std::size_t turn = ring_.turn;
    if (top > 0) ring[-1].wrapped = false;
    if (ring_.first + ring_.size != lines_.size()) ring[(turn == 0 ? ring_.size : turn) - 1].wrapped = false;
    Line& line = ring[turn];
    keep(line, history);
    ring_.turn = turn + 1 == ring_.size ? 0 : turn + 1;
    renew(line, background);
  }
  void scroll_down(int top, int bottom, int count, Color background);

  void clear();
  /// Keeps the top left part; no reflow.
  void resize(int columns, int rows);
  /// Takes over rows of `columns` cells each, made by a reflow.
  void replace(int columns, std::vector<Line> lines);

 private:
  /// Rows of lines_ whose first lies `turn` further down.
  struct Ring {
    std::size_t first = 0;
    std::size_t size = 0;
    std::size_t turn = 0;
  };

  [[nodiscard]] std::size_t slot(int row) const {
    const auto index = static_cast<std::size_t>(row);
    const std::size_t inside = index - ring_.first;
    if (inside >= ring_.size) return index;
    const std::size_t at = inside + ring_.turn;
    return ring_.first + (at < ring_.size ? at : at - ring_.size);
  }
  void make_ring(int top, int bottom) {
    const auto first = static_cast<std::size_t>(top);
    const auto size = static_cast<std::size_t>(bottom - top + 1);
    if (ring_.first == first && ring_.size == size) return;
    put_in_order();
    ring_ = {first, size, 0};
  }
  void turn(int top, int bottom, int up);
  void put_in_order();
  static void keep(const Line& leaving, History* history) {
    if (history == nullptr) return;
    history->push({leaving.cells.get(), static_cast<std::size_t>(leaving.used)}, leaving.wrapped, leaving.mark);
  }
  void renew(Line& line, Color background) {
    line.clear();
    if (!(background == Color{})) line.fill(0, columns_, Cell::blank(background));
  }

  int columns_;
  Ring ring_;
  std::vector<Line> lines_;
};

}  // namespace tabacus::terminal
