// Screen: erasing, inserting, deleting, scrolling. Blanks take the pen's background (back colour erase).
#include <algorithm>

#include "terminal/screen.hpp"

namespace tabacus::terminal {

Cell Screen::erased_cell() const {
  Cell cell;
  cell.background = pen_.background;
  return cell;
}

/// Blanks [first, last) of a row. A wide character that is cut loses its other half too.
void Screen::blank(int row, int first, int last) {
  Line& line = grid_->line(row);
  if (first < line.used && line.cells[static_cast<std::size_t>(first)].width == 0) --first;
  if (last < line.used && line.cells[static_cast<std::size_t>(last)].width == 0) ++last;
  line.fill(first, last, erased_cell());
  if (last == columns()) line.wrapped = false;
  damage_.mark(row);
}

void Screen::erase_line(EraseFrom from) {
  const int first = from == EraseFrom::CursorToEnd ? cursor_.column : 0;
  const int last = from == EraseFrom::StartToCursor ? cursor_.column + 1 : columns();
  blank(cursor_.row, first, last);
}

void Screen::erase_display(EraseFrom from) {
  if (from != EraseFrom::All) erase_line(from);
  const int first = from == EraseFrom::CursorToEnd ? cursor_.row + 1 : 0;
  const int last = from == EraseFrom::StartToCursor ? cursor_.row : rows();
  for (int row = first; row < last; ++row) blank(row, 0, columns());
}

void Screen::erase_characters(int count) {
  blank(cursor_.row, cursor_.column, std::min(cursor_.column + count, columns()));
}

void Screen::scroll_region_up(int top, int bottom, int count) {
  const bool keeps_lines = top == 0 && kind_ == ScreenKind::Primary;
  grid_->scroll_up(top, bottom, count, erased_cell(), keeps_lines ? &history_ : nullptr);
  // What stood together may not do so any more: above a region that does not start at the top, and at its end.
  if (top > 0) grid_->line(top - 1).wrapped = false;
  if (bottom < rows() - 1) grid_->line(std::max(bottom - count, 0)).wrapped = false;
  damage_.mark(top, bottom);
}

void Screen::scroll_region_down(int top, int bottom, int count) {
  grid_->scroll_down(top, bottom, count, erased_cell());
  if (top > 0) grid_->line(top - 1).wrapped = false;
  grid_->line(bottom).wrapped = false;
  damage_.mark(top, bottom);
}

void Screen::scroll_up(int count) { scroll_region_up(top_, bottom_, count); }
void Screen::scroll_down(int count) { scroll_region_down(top_, bottom_, count); }

void Screen::insert_lines(int count) {
  if (!is_inside_margins()) return;
  scroll_region_down(cursor_.row, bottom_, count);
}

void Screen::delete_lines(int count) {
  if (!is_inside_margins()) return;
  count = std::min(count, bottom_ - cursor_.row + 1);
  grid_->scroll_up(cursor_.row, bottom_, count, erased_cell(), nullptr);
  if (cursor_.row > 0) grid_->line(cursor_.row - 1).wrapped = false;
  grid_->line(std::max(bottom_ - count, cursor_.row)).wrapped = false;
  damage_.mark(cursor_.row, bottom_);
}

/// Shifts the rest of the line right by `count`; the cells at the cursor are blank then.
void Screen::open_gap(int count) {
  Line& line = grid_->line(cursor_.row);
  const int first = cursor_.column;
  count = std::min(count, columns() - first);
  if (first < line.used && line.cells[static_cast<std::size_t>(first)].width == 0) blank(cursor_.row, first, first + 1);
  if (first + count >= columns()) {
    line.used = std::min(line.used, first);  // all that follows leaves at the right edge
  } else if (first < line.used) {
    const int used = std::min(line.used + count, columns());
    std::move_backward(line.cells.get() + first, line.cells.get() + used - count, line.cells.get() + used);
    line.used = used;
    // A wide character whose second half left at the right edge.
    if (line.cells[static_cast<std::size_t>(used - 1)].width == 2) blank(cursor_.row, used - 1, used);
  }
  line.fill(first, first + count, erased_cell());
  damage_.mark(cursor_.row);
}

void Screen::insert_characters(int count) { open_gap(count); }

void Screen::delete_characters(int count) {
  Line& line = grid_->line(cursor_.row);
  const int first = cursor_.column;
  count = std::min(count, columns() - first);
  if (first < line.used) {
    // Halves of wide characters at both ends of what goes.
    if (line.cells[static_cast<std::size_t>(first)].width == 0) blank(cursor_.row, first, first + 1);
    if (first + count < line.used && line.cells[static_cast<std::size_t>(first + count)].width == 0)
      blank(cursor_.row, first + count, first + count + 1);
    if (first + count < line.used) {
      std::move(line.cells.get() + first + count, line.cells.get() + line.used, line.cells.get() + first);
      line.used -= count;
    } else {
      line.used = std::min(line.used, first);
    }
  }
  blank(cursor_.row, columns() - count, columns());
}

void Screen::fill_with_e() {
  reset_margins();
  for (int row = 0; row < rows(); ++row) {
    Line& line = grid_->line(row);
    Cell letter;
    letter.text = U'E';
    std::fill_n(line.cells.get(), columns(), letter);
    line.used = columns();
    line.wrapped = false;
  }
  damage_.mark_all();
  cursor_ = {};
}

void Screen::clear_history() { history_.clear(); }

}  // namespace tabacus::terminal
