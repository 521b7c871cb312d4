// Screen: erasing, inserting, deleting, scrolling. Blanks take the pen's background (back colour erase).
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "terminal/screen.hpp"

namespace tabacus::terminal {

Cell Screen::erased_cell() const { return Cell::blank(pen_.background); }

/// Blanks [first, last) of a row. A wide character that is cut loses its other half too.
void Screen::blank(int row, int first, int last) {
  Line& line = grid_->line(row);
  if (first < line.used && line.cells[static_cast<std::size_t>(first)].width == 0) --first;
  if (last < line.used && line.cells[static_cast<std::size_t>(last)].width == 0) ++last;
  line.fill(first, last, erased_cell());
  if (first == 0 && last == columns()) line.mark = LineMark::None;
  if (last == columns()) line.wrapped = false;
  damage_.mark(row);
}

/// Both cells of a wide character are protected, or neither is: no run of others cuts it.
void Screen::blank_unprotected(int row, int first, int last) {
  const auto is_protected = [&line = std::as_const(grid_->line(row))](int column) {
    return column < line.used && line.cells[static_cast<std::size_t>(column)].is_protected;
  };
  while (first < last) {
    while (first < last && is_protected(first)) ++first;
    int end = first;
    while (end < last && !is_protected(end)) ++end;
    if (first < end) blank(row, first, end);
    first = end;
  }
}

/// The text, and no colours. A wide character is protected as a whole, by its first cell.
void Screen::erase_selectively(int row, int first, int last, bool spares_protected) {
  Line& line = grid_->line(row);
  last = std::min(last, line.used);
  for (int column = first; column < last; ++column) {
    Cell& cell = line.cells[static_cast<std::size_t>(column)];
    if ((cell.is_protected && spares_protected) || cell.width == 0) continue;
    if (cell.width == 2) {
      Cell& spacer = line.cells[static_cast<std::size_t>(column + 1)];
      spacer.text = 0;
      spacer.set_width(1);
    }
    cell.text = 0;
    cell.set_width(1);
  }
  damage_.mark(row);
}

void Screen::erase_cells(int row, int first, int last, Erasing erasing) {
  cursor_.pending_wrap = false;
  if (erasing == Erasing::Selective) return erase_selectively(row, first, last, true);
  if (erasing == Erasing::Plain && protection_ == Protection::Iso) return blank_unprotected(row, first, last);
  blank(row, first, last);
}

void Screen::erase_line(EraseFrom from, Erasing erasing) {
  const int first = from == EraseFrom::CursorToEnd ? cursor_.column : 0;
  const int last = from == EraseFrom::StartToCursor ? cursor_.column + 1 : columns();
  erase_cells(cursor_.row, first, last, erasing);
}

void Screen::erase_display(EraseFrom from, Erasing erasing) {
  if (from != EraseFrom::All) erase_line(from, erasing);
  const int first = from == EraseFrom::CursorToEnd ? cursor_.row + 1 : 0;
  const int last = from == EraseFrom::StartToCursor ? cursor_.row : rows();
  for (int row = first; row < last; ++row) erase_cells(row, 0, columns(), erasing);
}

void Screen::erase_characters(int count) {
  erase_cells(cursor_.row, cursor_.column, std::min(cursor_.column + count, columns()), Erasing::Plain);
}

/// Between the side margins: positive counts go up. Cells are moved, because rows are not alone.
void Screen::scroll_columns(int top, int bottom, int count) {
  for (int row = top; row <= bottom; ++row) {
    cut_wide(row, left_);
    cut_wide(row, right_ + 1);
    grid_->line(row).reach(right_ + 1);
    grid_->line(row).wrapped = false;
  }
  const int rows_moved = bottom - top + 1 - std::min(std::abs(count), bottom - top + 1);
  for (int i = 0; i < rows_moved; ++i) {
    const int to = count > 0 ? top + i : bottom - i;
    const Cell* const from = grid_->line(to + count).cells.get();
    std::copy(from + left_, from + right_ + 1, grid_->line(to).cells.get() + left_);
  }
  for (int i = rows_moved; i <= bottom - top; ++i) blank(count > 0 ? top + i : bottom - i, left_, right_ + 1);
  damage_.mark(top, bottom);
}

/// Who takes the rows that leave a region at its top. On the alternate screen a small region is a list or a status, not
/// what the program has to say.
History* Screen::keeper_of(int top, int bottom) {
  if (kind_ == ScreenKind::Primary) return top == 0 ? &history_ : nullptr;
  return 2 * (bottom - top + 1) > rows() ? &transcript_ : nullptr;
}

/// A line feed at the bottom margin: what most output ends in.
void Screen::feed_line() {
  if (has_side_margins()) {
    if (is_inside_columns()) scroll_columns(top_, bottom_, 1);
    return;
  }
  grid_->feed_line(top_, bottom_, pen_.background, keeper_of(top_, bottom_));
  damage_.mark(top_, bottom_);
}

void Screen::scroll_region_up(int top, int bottom, int count) {
  if (has_side_margins()) return scroll_columns(top, bottom, count);
  grid_->scroll_up(top, bottom, count, pen_.background, keeper_of(top, bottom));
  // What stood together may not do so any more: above a region that does not start at the top, and at its end.
  if (top > 0) grid_->line(top - 1).wrapped = false;
  if (bottom < rows() - 1) grid_->line(std::max(bottom - count, 0)).wrapped = false;
  damage_.mark(top, bottom);
}

void Screen::scroll_region_down(int top, int bottom, int count) {
  if (has_side_margins()) return scroll_columns(top, bottom, -count);
  grid_->scroll_down(top, bottom, count, pen_.background);
  if (top > 0) grid_->line(top - 1).wrapped = false;
  grid_->line(bottom).wrapped = false;
  damage_.mark(top, bottom);
}

void Screen::scroll_up(int count) { scroll_region_up(top_, bottom_, count); }
void Screen::scroll_down(int count) { scroll_region_down(top_, bottom_, count); }

void Screen::insert_lines(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  scroll_region_down(cursor_.row, bottom_, count);
  carriage_return();
}

void Screen::delete_lines(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  carriage_return();
  if (has_side_margins()) return scroll_columns(cursor_.row, bottom_, count);
  count = std::min(count, bottom_ - cursor_.row + 1);
  grid_->scroll_up(cursor_.row, bottom_, count, pen_.background, nullptr);
  if (cursor_.row > 0) grid_->line(cursor_.row - 1).wrapped = false;
  grid_->line(std::max(bottom_ - count, cursor_.row)).wrapped = false;
  damage_.mark(cursor_.row, bottom_);
}

/// A wide character that would lie on both sides of the left edge of `column` goes.
void Screen::cut_wide(int row, int column) {
  Line& line = grid_->line(row);
  if (column < line.used && line.cells[static_cast<std::size_t>(column)].width == 0) blank(row, column, column + 1);
}

/// Shifts the cells from `first` to the right margin right by `count`; those at `first` are blank then.
void Screen::insert_cells(int row, int first, int count) {
  Line& line = grid_->line(row);
  const int end = right_ + 1;
  count = std::min(count, end - first);
  cut_wide(row, first);
  cut_wide(row, end);
  if (end < columns()) line.reach(end);
  const int used = std::min(line.used, end);
  if (first < used) {
    const int kept = std::min(used, end - count);
    if (first < kept)
      std::move_backward(line.cells.get() + first, line.cells.get() + kept, line.cells.get() + kept + count);
    line.used = std::max(line.used, kept + count);
    // A wide character whose second half left at the right edge.
    if (line.used >= end && line.cells[static_cast<std::size_t>(end - 1)].width == 2) blank(row, end - 1, end);
  }
  line.fill(first, first + count, erased_cell());
  damage_.mark(row);
}

/// Shifts the cells behind the next `count` left to `first`; blanks come in at the right margin.
void Screen::delete_cells(int row, int first, int count) {
  Line& line = grid_->line(row);
  const int end = right_ + 1;
  count = std::min(count, end - first);
  cut_wide(row, first);
  cut_wide(row, first + count);
  cut_wide(row, end);
  if (end < columns()) line.reach(end);
  const int used = std::min(line.used, end);
  if (first + count < used) {
    std::move(line.cells.get() + first + count, line.cells.get() + used, line.cells.get() + first);
    if (used == line.used) line.used -= count;
  } else if (used == line.used) {
    line.used = std::min(line.used, first);
  }
  blank(row, end - count, end);
}

void Screen::insert_characters(int count) {
  cursor_.pending_wrap = false;
  if (is_inside_columns()) insert_cells(cursor_.row, cursor_.column, count);
}

void Screen::delete_characters(int count) {
  if (!is_inside_columns()) return;
  cursor_.pending_wrap = false;
  delete_cells(cursor_.row, cursor_.column, count);
}

void Screen::insert_columns(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  for (int row = top_; row <= bottom_; ++row) insert_cells(row, cursor_.column, count);
}

void Screen::delete_columns(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  for (int row = top_; row <= bottom_; ++row) delete_cells(row, cursor_.column, count);
}

// As DECIC and DECDC only from within the margins, which is xterm's rule.
void Screen::scroll_left(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  for (int row = top_; row <= bottom_; ++row) delete_cells(row, left_, count);
}

void Screen::scroll_right(int count) {
  if (!is_inside_rows() || !is_inside_columns()) return;
  for (int row = top_; row <= bottom_; ++row) insert_cells(row, left_, count);
}

// Above and below the region both stop at the margin, as in xterm.
void Screen::back_index() {
  if (cursor_.column == left_) {
    scroll_right(1);
  } else if (cursor_.column > 0) {
    --cursor_.column;
  }
  cursor_.pending_wrap = false;
}

void Screen::forward_index() {
  if (cursor_.column == right_) {
    scroll_left(1);  // what waits to wrap still does
  } else if (cursor_.column < columns() - 1) {
    ++cursor_.column;
    cursor_.pending_wrap = false;
  }
}

void Screen::fill_with_e() {
  reset_margins();
  modes_.origin = false;
  Style plain;
  plain.foreground = pen_.foreground;
  plain.background = pen_.background;
  set_pen(plain);
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

void Screen::clear_alternate() {
  cursor_.pending_wrap = false;
  for (int row = 0; row < alternate_.rows(); ++row) {
    Line& line = alternate_.line(row);
    line.clear();
    line.fill(0, alternate_.columns(), erased_cell());
  }
}

void Screen::clear_history() { history_.clear(); }

}  // namespace tabacus::terminal
