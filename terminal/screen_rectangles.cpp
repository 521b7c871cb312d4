// Screen: areas of cells (DECCRA, DECFRA, DECERA, DECSERA, DECRQCRA). Areas come checked: top left first, on the
// screen.
#include <algorithm>
#include <vector>

#include "base/utf8.hpp"
#include "terminal/screen.hpp"

namespace tabacus::terminal {

void Screen::copy_rectangle(const CellRectangle& from, int to_row, int to_column) {
  const int width = std::min(from.right - from.left + 1, columns() - to_column);
  const int height = std::min(from.bottom - from.top + 1, rows() - to_row);
  if (width <= 0 || height <= 0) return;
  // The areas may overlap, and a wide character may be cut at either's edge: everything is read first.
  std::vector<Cell> cells;
  for (int row = from.top; row < from.top + height; ++row) {
    const Line& line = grid_->line(row);
    const std::size_t start = cells.size();
    for (int column = from.left; column < from.left + width; ++column) cells.push_back(line.at(column));
    Cell& first = cells[start];
    Cell& last = cells.back();
    if (first.width == 0) first.set_width(1);
    if (last.width == 2) {
      last.text = 0;
      last.set_width(1);
    }
  }
  last_.owns_cluster = false;
  auto next = cells.begin();
  for (int row = to_row; row < to_row + height; ++row, next += width) {
    cut_wide(row, to_column);
    cut_wide(row, to_column + width);
    Line& line = grid_->line(row);
    line.reach(to_column + width);
    std::copy(next, next + width, line.cells.get() + to_column);
    damage_.mark(row);
  }
}

void Screen::fill_rectangle(const CellRectangle& area, char32_t code_point) {
  Cell cell = pen_cell();
  cell.text = code_point;
  for (int row = area.top; row <= area.bottom; ++row) {
    cut_wide(row, area.left);
    cut_wide(row, area.right + 1);
    Line& line = grid_->line(row);
    line.reach(area.left);
    line.fill(area.left, area.right + 1, cell);
    damage_.mark(row);
  }
}

void Screen::erase_rectangle(const CellRectangle& area) {
  for (int row = area.top; row <= area.bottom; ++row) blank(row, area.left, area.right + 1);
}

void Screen::erase_rectangle_selectively(const CellRectangle& area) {
  for (int row = area.top; row <= area.bottom; ++row)
    erase_selectively(row, area.left, area.right + 1, protection_ == Protection::Dec);
}

std::uint16_t Screen::checksum(const CellRectangle& area) const {
  std::uint32_t sum = 0;
  for (int row = area.top; row <= area.bottom; ++row) {
    for (int column = area.left; column <= area.right; ++column) {
      const Cell cell = grid_->line(row).at(column);
      if (cell.width == 0) continue;
      const char32_t text = cell.is_cluster() ? decode_utf8(clusters_[cell.cluster_index()]).code_point : cell.text;
      sum += text == 0 ? U' ' : text;
    }
  }
  return static_cast<std::uint16_t>(sum);
}

}  // namespace tabacus::terminal
