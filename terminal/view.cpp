#include "terminal/view.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::pair<int, int> kNoSpan{0, 0};

bool same(const FrameCursor& a, const FrameCursor& b) {
  return a.row == b.row && a.column == b.column && a.visible == b.visible && a.blinking == b.blinking &&
         a.shape == b.shape;
}

void append_cell(std::string& out, const Cell& cell, const InternTable<std::string>& clusters) {
  if (cell.width == 0) return;
  if (cell.is_cluster()) {
    out += clusters[cell.cluster_index()];
  } else {
    append_utf8(out, cell.text == 0 ? U' ' : cell.text);
  }
}

template <typename Value, typename Hash>
void bring_up_to_date(std::vector<Value>& copy, std::uint32_t& revision, const InternTable<Value, Hash>& table) {
  const std::vector<Value>& values = table.values();
  if (revision != table.revision() || copy.size() > values.size()) {
    copy = values;
    revision = table.revision();
  } else {
    copy.insert(copy.end(), values.begin() + static_cast<std::ptrdiff_t>(copy.size()), values.end());
  }
}

}  // namespace

std::uint64_t View::first_screen_line() const {
  const History& history = screen_.history();
  return history.dropped() + static_cast<std::uint64_t>(history.size());
}

std::uint64_t View::line_of(int view_row) const {
  return first_screen_line() + static_cast<std::uint64_t>(view_row) - static_cast<std::uint64_t>(offset_);
}

void View::follow_screen() {
  if (screen_.kind() != kind_seen_) {
    kind_seen_ = screen_.kind();
    reset();
    return;
  }
  const std::uint64_t lines = first_screen_line();
  const std::uint64_t added = lines - lines_seen_;
  lines_seen_ = lines;
  if (offset_ == 0) return;
  // With rows of the screen in view: those below a region that scrolled stand elsewhere in the view now, unchanged.
  if (added > 0 && offset_ < screen_.rows()) is_all_damaged_ = true;
  const auto wanted = static_cast<std::uint64_t>(offset_) + added;
  const auto available = static_cast<std::uint64_t>(screen_.history().size());
  offset_ = static_cast<int>(std::min(wanted, available));
  if (wanted > available) is_all_damaged_ = true;  // the oldest lines went, and the view with them
}

void View::reset() {
  offset_ = 0;
  lines_seen_ = first_screen_line();
  selection_.reset();
  is_all_damaged_ = true;
}

void View::scroll(int lines) {
  const int limit = screen_.kind() == ScreenKind::Primary ? screen_.history().size() : 0;
  const auto wanted = static_cast<std::int64_t>(offset_) + lines;
  const int target = static_cast<int>(std::clamp<std::int64_t>(wanted, 0, limit));
  if (target == offset_) return;
  offset_ = target;
  is_all_damaged_ = true;
}

bool View::read_line(std::uint64_t line, std::vector<Cell>& cells) const {
  const History& history = screen_.history();
  cells.clear();
  if (line >= first_screen_line()) {
    const std::uint64_t row = line - first_screen_line();
    if (row >= static_cast<std::uint64_t>(screen_.rows())) return false;
    const Line& found = screen_.line(static_cast<int>(row));
    cells.assign(found.cells.get(), found.cells.get() + found.used);
    return found.wrapped;
  }
  if (line < history.dropped()) return false;
  const int index = static_cast<int>(line - history.dropped());
  history.read(index, cells);
  return history.is_wrapped(index);
}

TextRange View::range_at(int row, int column, SelectBy by) const {
  const std::uint64_t line = line_of(row);
  if (by == SelectBy::Line) return {{line, 0}, {line, screen_.columns()}};
  std::vector<Cell> cells;
  read_line(line, cells);
  auto [first, last] = by == SelectBy::Word ? word_at(cells, column) : std::pair{column, column + 1};
  const auto width_at = [&cells](int index) {
    return index >= 0 && index < static_cast<int>(cells.size()) ? cells[static_cast<std::size_t>(index)].width : 1;
  };
  if (width_at(first) == 0) --first;  // never half of a wide character
  if (width_at(last) == 0) ++last;
  return {{line, first}, {line, last}};
}

void View::begin_selection(int row, int column, SelectBy by) {
  const TextRange range = range_at(row, column, by);
  selection_ = Selection{range, range, by};
  // A click alone selects no character; dragging on does.
  if (by == SelectBy::Character) selection_->range.last = selection_->range.first;
}

void View::extend_selection(int row, int column) {
  if (!selection_) return;
  const TextRange head = range_at(row, column, selection_->by);
  const TextRange& anchor = selection_->anchor;
  selection_->range = {std::min(anchor.first, head.first), std::max(anchor.last, head.last)};
}

bool View::has_selection() const { return selection_ && selection_->range.first != selection_->range.last; }

std::string View::selected_text() const {
  std::string text;
  if (!has_selection()) return text;
  const TextRange& range = selection_->range;
  std::vector<Cell> cells;
  for (std::uint64_t line = std::max(range.first.line, screen_.history().dropped()); line <= range.last.line; ++line) {
    const bool wrapped = read_line(line, cells);
    const auto span = range.columns_of(line, static_cast<int>(cells.size()));
    std::string piece;
    if (span)
      for (int column = span->first; column < span->second; ++column)
        append_cell(piece, cells[static_cast<std::size_t>(column)], screen_.clusters());
    if (!wrapped) piece.erase(piece.find_last_not_of(' ') + 1);
    text += piece;
    if (!wrapped && line != range.last.line) text += '\n';
  }
  return text;
}

Cell View::cell_at(int row, int column) const {
  std::vector<Cell> cells;
  read_line(line_of(row), cells);
  return column >= 0 && column < static_cast<int>(cells.size()) ? cells[static_cast<std::size_t>(column)] : Cell{};
}

std::vector<View::Span> View::spans() const {
  std::vector<Span> spans(static_cast<std::size_t>(screen_.rows()), kNoSpan);
  if (!has_selection()) return spans;
  for (int row = 0; row < screen_.rows(); ++row)
    if (const auto span = selection_->range.columns_of(line_of(row), screen_.columns()))
      spans[static_cast<std::size_t>(row)] = *span;
  return spans;
}

FrameCursor View::placed(FrameCursor cursor) const {
  cursor.row += offset_;
  if (cursor.row >= screen_.rows()) cursor = {0, 0, false, cursor.blinking, cursor.shape};
  return cursor;
}

bool View::has_damage(const FrameCursor& cursor) const {
  return is_all_damaged_ || screen_.damage().any() || !same(placed(cursor), copied_cursor_) || spans() != copied_spans_;
}

void View::copy_row(Frame& frame, int row) const {
  const auto columns = static_cast<std::size_t>(frame.columns);
  const auto target = frame.cells.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * columns);
  std::ptrdiff_t used = 0;
  if (row >= offset_) {
    const Line& line = screen_.line(row - offset_);
    used = line.used;
    std::copy_n(line.cells.get(), used, target);
  } else {
    std::vector<Cell> cells;
    read_line(line_of(row), cells);
    used = std::min(static_cast<std::ptrdiff_t>(cells.size()), static_cast<std::ptrdiff_t>(columns));
    std::copy_n(cells.begin(), used, target);
  }
  std::fill(target + used, target + static_cast<std::ptrdiff_t>(columns), Cell{});
}

void View::copy_tables(Frame& frame) const {
  bring_up_to_date(frame.extras, frame.extras_revision, screen_.extras());
  bring_up_to_date(frame.clusters, frame.clusters_revision, screen_.clusters());
}

void View::copy_to(Frame& frame, FrameCursor cursor) {
  const int rows = screen_.rows();
  const int columns = screen_.columns();
  bool is_all = is_all_damaged_;
  if (frame.columns != columns || frame.rows != rows) {
    frame.columns = columns;
    frame.rows = rows;
    frame.cells.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), Cell{});
    frame.damaged.assign(static_cast<std::size_t>(rows), 1);
    is_all = true;
  }
  cursor = placed(cursor);
  std::vector<Span> selected = spans();
  const bool is_cursor_moved = !same(cursor, copied_cursor_);
  copied_spans_.resize(selected.size(), kNoSpan);
  for (int row = 0; row < rows; ++row) {
    const auto index = static_cast<std::size_t>(row);
    const bool has_new_cells = is_all || (row >= offset_ && screen_.damage().is_marked(row - offset_));
    const bool is_cursor_row = row == cursor.row || row == copied_cursor_.row;
    if (has_new_cells) copy_row(frame, row);
    if (has_new_cells || (is_cursor_moved && is_cursor_row) || selected[index] != copied_spans_[index])
      frame.damaged[index] = 1;
  }
  frame.selection.clear();
  for (int row = 0; row < rows; ++row) {
    const Span& span = selected[static_cast<std::size_t>(row)];
    if (span != kNoSpan) frame.selection.push_back({row, span.first, span.second});
  }
  copy_tables(frame);
  frame.cursor = copied_cursor_ = cursor;
  frame.scrolled_back = offset_;
  frame.scrollback_lines = screen_.kind() == ScreenKind::Primary ? screen_.history().size() : 0;
  copied_spans_ = std::move(selected);
  screen_.damage().clear();
  is_all_damaged_ = false;
}

}  // namespace tabacus::terminal
