#include "terminal/reflow.hpp"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace tabacus::terminal {
namespace {

/// Rows that hold something, or the cursor.
int content_rows(const Grid& grid, int cursor_row) {
  int last = grid.rows() - 1;
  while (last > cursor_row && grid.line(last).used == 0) --last;
  return last + 1;
}

/// Same width: rows move between screen and history, no line changes.
void change_height(Grid& grid, History& history, int rows, ReflowPoint& cursor) {
  std::vector<Line> lines;
  for (int row = 0; row < grid.rows(); ++row) lines.push_back(std::move(grid.line(row)));
  const int surplus = static_cast<int>(lines.size()) - rows;
  if (surplus > 0) {
    const int blank_below = static_cast<int>(lines.size()) - content_rows(grid, cursor.row);
    lines.resize(lines.size() - static_cast<std::size_t>(std::min(surplus, blank_below)));
    const int leaving = std::clamp(static_cast<int>(lines.size()) - rows, 0, cursor.row);
    for (int row = 0; row < leaving; ++row) {
      const Line& line = lines[static_cast<std::size_t>(row)];
      history.push({line.cells.get(), static_cast<std::size_t>(line.used)}, line.wrapped, line.mark);
    }
    lines.erase(lines.begin(), lines.begin() + leaving);
    cursor.row -= leaving;
  } else {
    const int returning = std::min(-surplus, history.size());
    std::vector<Cell> cells;
    for (int i = 0; i < returning; ++i) {
      history.read(history.size() - 1, cells);
      Line line{grid.columns()};
      line.used = std::min(static_cast<int>(cells.size()), grid.columns());
      line.wrapped = history.is_wrapped(history.size() - 1);
      line.mark = history.mark(history.size() - 1);
      std::copy_n(cells.begin(), line.used, line.cells.get());
      lines.insert(lines.begin(), std::move(line));
      history.pop();
    }
    cursor.row += returning;
  }
  const int columns = grid.columns();
  lines.resize(std::min(lines.size(), static_cast<std::size_t>(rows)));
  while (static_cast<int>(lines.size()) < rows) lines.emplace_back(columns);
  grid.replace(columns, std::move(lines));
}

/// Takes physical lines of the old width in order, gives lines of the new width: the older to the history, the newest
/// to a window that becomes the screen.
class Rewrapper {
 public:
  Rewrapper(History& history, int columns, int rows) : history_{history}, columns_{columns}, rows_{rows} {}

  /// `cursor_column` is set when the cursor stands on this line; beyond `cells` is allowed.
  void add(std::span<const Cell> cells, bool wrapped, LineMark mark, const ReflowPoint* cursor) {
    if (mark != LineMark::None) mark_ = mark;
    if (cursor != nullptr)
      cursor_offset_ = static_cast<int>(logical_.size()) + cursor->column + (cursor->pending_wrap ? 1 : 0);
    logical_.insert(logical_.end(), cells.begin(), cells.end());
    if (!wrapped) flush();
  }
  void flush() {
    int start = 0;
    const int size = static_cast<int>(logical_.size());
    do {
      const int end = end_of_line(start);
      place_cursor(start, end);
      emit(start, end, end < size);
      mark_ = LineMark::None;
      start = end;
    } while (start < size);
    logical_.clear();
    cursor_offset_ = -1;
  }
  [[nodiscard]] bool has_open_line() const { return !logical_.empty() || cursor_offset_ >= 0; }
  [[nodiscard]] int lines_made() const { return made_; }

  /// Fills `grid`; `blank_below` rows stay free at the bottom if the cursor allows.
  void finish(Grid& grid, int blank_below, ReflowPoint& cursor) {
    const int top = std::min(std::max(made_ - (rows_ - blank_below), 0), cursor_line_);
    while (made_ - static_cast<int>(window_.size()) < top) leave();
    std::vector<Line> lines;
    while (static_cast<int>(lines.size()) < rows_ && !window_.empty()) {
      lines.push_back(std::move(window_.front()));
      window_.pop_front();
    }
    while (static_cast<int>(lines.size()) < rows_) lines.emplace_back(columns_);
    grid.replace(columns_, std::move(lines));
    cursor = {cursor_line_ - top, cursor_.column, cursor_.pending_wrap};
  }

 private:
  [[nodiscard]] int end_of_line(int start) const {
    const int size = static_cast<int>(logical_.size());
    const int end = std::min(start + columns_, size);
    const bool cuts_wide = end < size && logical_[static_cast<std::size_t>(end)].width == 0;
    return cuts_wide && end - 1 > start ? end - 1 : end;
  }
  void place_cursor(int start, int end) {
    const bool is_last = end == static_cast<int>(logical_.size());
    if (cursor_offset_ < start || (cursor_offset_ >= end && !is_last)) return;
    cursor_line_ = made_;
    const int column = cursor_offset_ - start;
    // Exactly behind a full line: it waits there to wrap. Further right there is nothing to keep.
    cursor_ = {0, std::min(column, columns_ - 1), column == columns_ && end - start == columns_};
  }
  void emit(int start, int end, bool wrapped) {
    Line line{columns_};
    line.used = end - start;
    line.wrapped = wrapped;
    line.mark = mark_;
    std::copy_n(logical_.begin() + start, line.used, line.cells.get());
    window_.push_back(std::move(line));
    ++made_;
    const bool holds_cursor = cursor_line_ >= 0 && made_ - static_cast<int>(window_.size()) >= cursor_line_;
    if (static_cast<int>(window_.size()) > rows_ && !holds_cursor) leave();
  }
  void leave() {
    const Line& line = window_.front();
    history_.push({line.cells.get(), static_cast<std::size_t>(line.used)}, line.wrapped, line.mark);
    window_.pop_front();
  }

  History& history_;
  const int columns_;
  const int rows_;
  std::vector<Cell> logical_;       // the line being joined
  LineMark mark_ = LineMark::None;  // of the line being joined: its first row keeps it
  int cursor_offset_ = -1;          // in logical_, or -1
  std::deque<Line> window_;         // the newest lines made
  int made_ = 0;
  int cursor_line_ = -1;
  ReflowPoint cursor_;
};

void change_width(Grid& grid, History& history, int columns, int rows, ReflowPoint& cursor) {
  History old = history.take();
  Rewrapper rewrapper{history, columns, rows};
  std::vector<Cell> cells;
  for (int index = 0; index < old.size(); ++index) {
    old.read(index, cells);
    rewrapper.add(cells, old.is_wrapped(index), old.mark(index), nullptr);
  }
  const int made_of_history = rewrapper.lines_made();
  const int content = content_rows(grid, cursor.row);
  for (int row = 0; row < content; ++row) {
    const Line& line = grid.line(row);
    const bool wrapped = line.wrapped && row + 1 < content;
    rewrapper.add({line.cells.get(), static_cast<std::size_t>(line.used)}, wrapped, line.mark,
                  row == cursor.row ? &cursor : nullptr);
  }
  if (rewrapper.has_open_line()) rewrapper.flush();
  // Lines that grew in number eat the blank rows below before they push text off the top.
  const int growth = std::max(0, rewrapper.lines_made() - made_of_history - content);
  const int lost_rows = std::max(0, grid.rows() - rows);
  const int blank_below = std::clamp(grid.rows() - content - lost_rows - growth, 0, rows - 1);
  rewrapper.finish(grid, blank_below, cursor);
}

}  // namespace

void reflow(Grid& grid, History& history, int columns, int rows, ReflowPoint& cursor) {
  if (columns == grid.columns()) {
    if (rows != grid.rows()) change_height(grid, history, rows, cursor);
  } else {
    change_width(grid, history, columns, rows, cursor);
  }
}

}  // namespace tabacus::terminal
