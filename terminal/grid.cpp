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

void Grid::put_in_order() {
  if (ring_.turn == 0) return;
  const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(ring_.first);
  std::rotate(first, first + static_cast<std::ptrdiff_t>(ring_.turn), first + static_cast<std::ptrdiff_t>(ring_.size));
  ring_ = {};
}

/// Rows [top, bottom] move up by `up`, fewer than they are; those that leave come in again at the bottom.
void Grid::turn(int top, int bottom, int up) {
  make_ring(top, bottom);
  ring_.turn += static_cast<std::size_t>(up);
  if (ring_.turn >= ring_.size) ring_.turn -= ring_.size;
}

void Grid::scroll_up(int top, int bottom, int count, Color background, History* history) {
  count = std::min(count, bottom - top + 1);
  for (int row = top; row < top + count; ++row) keep(line(row), history);
  if (count < bottom - top + 1) turn(top, bottom, count);
  for (int row = bottom - count + 1; row <= bottom; ++row) renew(line(row), background);
}

void Grid::scroll_down(int top, int bottom, int count, Color background) {
  const int height = bottom - top + 1;
  count = std::min(count, height);
  if (count < height) turn(top, bottom, height - count);
  for (int row = top; row < top + count; ++row) renew(line(row), background);
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
  ring_ = {};
  lines_ = std::move(lines);
}

}  // namespace tabacus::terminal
