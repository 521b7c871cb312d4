#include "terminal/grid.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace tabacus::terminal {
namespace {

/// A copy of `from` with room for `columns` cells; a wide character that is cut in half goes.
Line resized(const Line& from, int from_columns, int columns) {
  Line line{columns};
  line.used = std::min(from.used, columns);
  line.wrapped = from.wrapped && columns == from_columns;
  line.mark = from.mark;
  std::copy_n(from.cells.get(), line.used, line.cells.get());
  if (line.used > 0 && line.cells[static_cast<std::size_t>(line.used - 1)].width == 2) --line.used;
  return line;
}

}  // namespace

Grid::Grid(int columns, int rows) : columns_{columns} {
  lines_.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) lines_.emplace_back(columns);
}

void Grid::renew(int row, const Cell& blank) {
  Line& target = line(row);
  target.clear();
  target.fill(0, columns_, blank);
}

void Grid::scroll_up(int top, int bottom, int count, const Cell& blank, History* history) {
  count = std::min(count, bottom - top + 1);
  if (history != nullptr) {
    for (int row = top; row < top + count; ++row) {
      const Line& leaving = line(row);
      history->push({leaving.cells.get(), static_cast<std::size_t>(leaving.used)}, leaving.wrapped, leaving.mark);
    }
  }
  if (top == 0 && bottom == rows() - 1) {
    top_ = slot(count == rows() ? 0 : count);
  } else {
    for (int row = top; row + count <= bottom; ++row) std::swap(line(row), line(row + count));
  }
  for (int row = bottom - count + 1; row <= bottom; ++row) renew(row, blank);
}

void Grid::scroll_down(int top, int bottom, int count, const Cell& blank) {
  count = std::min(count, bottom - top + 1);
  for (int row = bottom; row - count >= top; --row) std::swap(line(row), line(row - count));
  for (int row = top; row < top + count; ++row) renew(row, blank);
}

void Grid::clear() {
  for (Line& row : lines_) row.clear();
}

void Grid::resize(int columns, int rows) {
  std::vector<Line> lines;
  lines.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row)
    lines.push_back(row < this->rows() ? resized(line(row), columns_, columns) : Line{columns});
  replace(columns, std::move(lines));
}

void Grid::replace(int columns, std::vector<Line> lines) {
  columns_ = columns;
  top_ = 0;
  lines_ = std::move(lines);
}

}  // namespace tabacus::terminal
