// Screen: cursor, margins, tab stops, saved state, the two grids and their size. Text is in screen_print.cpp, edits in
// screen_edit.cpp, the shared tables in screen_tables.cpp.
#include "terminal/screen.hpp"

#include <algorithm>

#include "terminal/reflow.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kTabWidth = 8;
constexpr std::size_t kClusterCapacity = 0x10000;
constexpr std::size_t kExtraCapacity = 0x10000;
constexpr std::size_t kTranscriptLines = 5000;
constexpr std::size_t kTranscriptBytes = 4 * 1024 * 1024;

}  // namespace

Screen::Screen(int columns, int rows, int scrollback_lines)
    : primary_{columns, rows},
      alternate_{columns, rows},
      history_{static_cast<std::size_t>(std::max(scrollback_lines, 0))},
      transcript_{scrollback_lines > 0 ? kTranscriptLines : 0, kTranscriptBytes},
      bottom_{rows - 1},
      right_{columns - 1},
      extras_{kExtraCapacity},
      clusters_{kClusterCapacity},
      links_{Screen::kMaxLinks} {
  reset_tab_stops(0);
  damage_.resize(rows);
}

int Screen::clamp_row(int row) const {
  return modes_.origin ? std::clamp(row, top_, bottom_) : std::clamp(row, 0, rows() - 1);
}

int Screen::clamp_column(int column) const {
  return modes_.origin ? std::clamp(column, left_, right_) : std::clamp(column, 0, columns() - 1);
}

void Screen::move_to(int row, int column) {
  cursor_.row = clamp_row(modes_.origin ? row + top_ : row);
  move_to_column(column);
}

void Screen::move_to_row(int row) {
  cursor_.row = clamp_row(modes_.origin ? row + top_ : row);
  cursor_.pending_wrap = false;
}

void Screen::move_to_column(int column) {
  cursor_.column = clamp_column(modes_.origin ? column + left_ : column);
  cursor_.pending_wrap = false;
}

void Screen::move_up(int count) {
  const int limit = cursor_.row >= top_ ? top_ : 0;
  cursor_.row = std::max(cursor_.row - count, limit);
  cursor_.pending_wrap = false;
}

void Screen::move_down(int count) {
  const int limit = cursor_.row <= bottom_ ? bottom_ : rows() - 1;
  cursor_.row = std::min(cursor_.row + count, limit);
  cursor_.pending_wrap = false;
}

/// Where reverse wrap leads from the first column: with mode 45 into a line that wrapped into this one, with 1045 into
/// any, and from the region's first, or the screen's, into the last. Empty: nowhere.
std::optional<int> Screen::row_to_wrap_back_to() const {
  const int row = cursor_.row;
  if (modes_.extended_reverse_wrap) {
    if (row == top_) return bottom_;
    return row == 0 ? rows() - 1 : row - 1;
  }
  if (row == 0 || row == top_ || !grid_->line(row - 1).wrapped) return std::nullopt;
  return row - 1;
}

/// Modes 45 and 1045. A pending wrap is a column of its own.
void Screen::move_left_wrapping(int count) {
  if (cursor_.pending_wrap) --count;
  cursor_.pending_wrap = false;
  for (; count > 0; --count) {
    const int limit = cursor_.column >= left_ ? left_ : 0;
    if (cursor_.column > limit) {
      const int step = std::min(count, cursor_.column - limit);
      cursor_.column -= step;
      count -= step - 1;
    } else if (const auto row = row_to_wrap_back_to()) {
      cursor_.row = *row;
      cursor_.column = right_;
    } else {
      return;
    }
  }
}

void Screen::move_left(int count) {
  const bool wraps = modes_.reverse_wrap || modes_.extended_reverse_wrap;
  if (wraps && modes_.autowrap) return move_left_wrapping(count);
  const int limit = cursor_.column >= left_ ? left_ : 0;
  cursor_.column = std::max(cursor_.column - count, limit);
  cursor_.pending_wrap = false;
}

void Screen::move_right(int count) {
  const int limit = cursor_.column <= right_ ? right_ : columns() - 1;
  cursor_.column = std::min(cursor_.column + count, limit);
  cursor_.pending_wrap = false;
}

void Screen::reverse_index() {
  cursor_.pending_wrap = false;
  if (cursor_.row == top_) {
    if (is_inside_columns()) scroll_region_down(top_, bottom_, 1);
  } else if (cursor_.row > 0) {
    --cursor_.row;
  }
}

void Screen::tab_forward(int count) {
  if (modes_.more_fix) wrap_if_pending();
  int column = cursor_.column;
  const int limit = column <= right_ ? right_ : columns() - 1;
  for (; count > 0 && column < limit; --count) {
    do ++column;
    while (column < limit && is_tab_stop_[static_cast<std::size_t>(column)] == 0);
  }
  if (column == cursor_.column) return;  // at the edge a pending wrap stays
  cursor_.column = column;
  cursor_.pending_wrap = false;
}

void Screen::tab_backward(int count) {
  int column = cursor_.column;
  const int limit = modes_.origin && column >= left_ ? left_ : 0;
  for (; count > 0 && column > limit; --count) {
    do --column;
    while (column > limit && is_tab_stop_[static_cast<std::size_t>(column)] == 0);
  }
  cursor_.column = column;
  cursor_.pending_wrap = false;
}

void Screen::clear_tab_stop() { is_tab_stop_[static_cast<std::size_t>(cursor_.column)] = 0; }
void Screen::clear_all_tab_stops() { std::fill(is_tab_stop_.begin(), is_tab_stop_.end(), std::uint8_t{0}); }

void Screen::reset_tab_stops(int from_column) {
  is_tab_stop_.resize(static_cast<std::size_t>(columns()));
  for (int column = from_column; column < columns(); ++column)
    is_tab_stop_[static_cast<std::size_t>(column)] = column % kTabWidth == 0 ? 1 : 0;
}

void Screen::save_cursor() { saved() = {cursor_, pen_, charsets_, modes_.origin, is_pen_protected_}; }

void Screen::restore_cursor() {
  const SavedCursor& from = saved();
  set_pen(from.pen);
  is_pen_protected_ = from.is_protected;
  charsets_ = from.charsets;
  modes_.origin = from.origin;
  cursor_ = from.cursor;
  cursor_.row = clamp_row(cursor_.row);
  cursor_.column = clamp_column(cursor_.column);
  if (cursor_.column != right_ && cursor_.column < columns() - 1) cursor_.pending_wrap = false;
}

void Screen::put_cursor(const Cursor& cursor) {
  cursor_.row = std::clamp(cursor.row, 0, rows() - 1);
  cursor_.column = std::clamp(cursor.column, 0, columns() - 1);
  cursor_.pending_wrap = cursor.pending_wrap && cursor_.column == print_limit() - 1;
}

void Screen::set_side_margins(int left, int right) {
  right = std::min(right, columns() - 1);
  if (left < 0 || left >= right) return;
  left_ = left;
  right_ = right;
  move_to(0, 0);
}

void Screen::reset_side_margins() {
  left_ = 0;
  right_ = columns() - 1;
}

void Screen::set_margins(int top, int bottom) {
  bottom = std::min(bottom, rows() - 1);
  if (top < 0 || top >= bottom) return;
  top_ = top;
  bottom_ = bottom;
  move_to(0, 0);
}

void Screen::reset_margins() {
  top_ = 0;
  bottom_ = rows() - 1;
  reset_side_margins();
}

void Screen::set_origin_mode(bool on) {
  modes_.origin = on;
  move_to(0, 0);
}

void Screen::switch_to(ScreenKind kind) {
  if (kind == kind_) return;
  if (kind_ == ScreenKind::Alternate) keep_last_picture();
  kind_ = kind;
  grid_ = kind == ScreenKind::Primary ? &primary_ : &alternate_;
  damage_.mark_all();
}

/// Up to the last row that holds something, and a blank line behind it.
void Screen::keep_last_picture() {
  int last = rows();
  while (last > 0 && alternate_.line(last - 1).used == 0) --last;
  if (last == 0) return;
  for (int row = 0; row < last; ++row) {
    const Line& line = alternate_.line(row);
    transcript_.push({line.cells.get(), static_cast<std::size_t>(line.used)}, line.wrapped);
  }
  transcript_.push({}, false);
}

void Screen::soft_reset() {
  modes_.keyboard_locked = false;
  modes_.insert = false;
  modes_.no_local_echo = true;
  modes_.origin = false;
  modes_.autowrap = true;
  modes_.cursor_visible = true;
  modes_.application_cursor = false;
  modes_.application_keypad = false;
  modes_.left_right_margins = false;
  modes_.national_sets = false;
  modes_.reverse_wrap = false;
  modes_.extended_reverse_wrap = false;
  reset_margins();
  is_pen_protected_ = false;
  protection_ = Protection::Dec;
  set_pen(Style{});
  charsets_ = {};
  saved() = {};
}

void Screen::reset() {
  switch_to(ScreenKind::Primary);
  primary_.clear();
  alternate_.clear();
  modes_ = {};
  reset_margins();
  is_pen_protected_ = false;
  protection_ = Protection::Dec;
  set_pen(Style{});
  pen_link_ = 0;
  charsets_ = {};
  saved_[0] = saved_[1] = {};
  cursor_ = {};
  last_ = {};
  reset_tab_stops(0);
  damage_.mark_all();
}

void Screen::resize(int columns, int rows) {
  const int old_columns = this->columns();
  resize_primary(columns, rows);
  alternate_.resize(columns, rows);
  cursor_.row = std::min(cursor_.row, rows - 1);
  cursor_.column = std::min(cursor_.column, columns - 1);
  if (cursor_.column < columns - 1) cursor_.pending_wrap = false;
  reset_margins();
  reset_tab_stops(std::min(old_columns, columns));
  last_ = {};
  damage_.resize(rows);
}

/// The primary screen's cursor is the live one, or the one saved when the alternate screen came.
void Screen::resize_primary(int columns, int rows) {
  Cursor& cursor = kind_ == ScreenKind::Primary ? cursor_ : saved_[0].cursor;
  ReflowPoint point{std::min(cursor.row, primary_.rows() - 1), std::min(cursor.column, primary_.columns() - 1),
                    cursor.pending_wrap};
  reflow(primary_, history_, columns, rows, point);
  cursor = {point.row, point.column, point.pending_wrap};
}

}  // namespace tabacus::terminal
