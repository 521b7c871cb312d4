#include "terminal/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

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

/// More marks than anybody can tell apart are not worth shaping.
constexpr std::size_t kMaxDrawnCluster = 256;
std::string drawn(const std::string& cluster) { return std::string{cut_utf8(cluster, kMaxDrawnCluster)}; }
const CellExtra& drawn(const CellExtra& extra) { return extra; }

std::vector<Cell> note_of(const Fold& fold) {
  const std::string text = fmt::format("[{} {} folded]", fold.lines(), fold.lines() == 1 ? "line" : "lines");
  Style style;
  style.dim = style.italic = true;
  std::vector<Cell> cells(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    cells[index].text = static_cast<unsigned char>(text[index]);
    set_look(cells[index], style);
  }
  return cells;
}

template <typename Value, typename Hash>
void bring_up_to_date(std::vector<Value>& copy, std::uint32_t& revision, const InternTable<Value, Hash>& table) {
  const std::vector<Value>& values = table.values();
  if (revision != table.revision() || copy.size() > values.size()) {
    copy.clear();
    revision = table.revision();
  }
  while (copy.size() < values.size()) copy.push_back(drawn(values[copy.size()]));
}

}  // namespace

std::uint64_t View::line_of(int view_row) const {
  const std::uint64_t place = top_place() + static_cast<std::uint64_t>(view_row);
  return has_folds() ? folds_.line_at(place) : place;
}

/// What stands in the view's first row at the live end. Where folds leave rows free, older text comes down into them.
std::uint64_t View::live_place() const {
  if (!has_folds()) return first_screen_line();
  const std::uint64_t end = place_of(lines().end() - 1) + 1;
  return std::max(place_of(lines().begin()), end - std::min(end, static_cast<std::uint64_t>(screen_.rows())));
}

int View::rows_above() const { return static_cast<int>(live_place() - place_of(lines().begin())); }

int View::screen_row(int row) const {
  if (!has_folds()) return row;
  const auto below = static_cast<std::int64_t>(line_of(row)) - static_cast<std::int64_t>(first_screen_line());
  return static_cast<int>(std::clamp<std::int64_t>(below, 0, screen_.rows() - 1));
}

void View::follow_screen() {
  if (screen_.kind() != kind_seen_) {
    kind_seen_ = screen_.kind();
    start_over();
    return;
  }
  if (has_folds()) return follow_with_folds();
  const std::uint64_t lines = first_screen_line();
  const std::uint64_t added = lines - lines_seen_;
  lines_seen_ = live_seen_ = lines;
  if (offset_ == 0 && part_ == 0) return;
  // With rows of the screen in view: those below a region that scrolled stand elsewhere in the view now, unchanged.
  if (added > 0 && offset_ < screen_.rows()) is_all_damaged_ = true;
  const auto wanted = static_cast<std::uint64_t>(offset_) + added;
  const auto available = static_cast<std::uint64_t>(screen_.history().size());
  offset_ = static_cast<int>(std::min(wanted, available));
  if (wanted >= available) part_ = 0;              // there is no line above the oldest
  if (wanted > available) is_all_damaged_ = true;  // the oldest lines went, and the view with them
}

void View::reset() {
  are_folds_lost_ = !folds_.empty();
  start_over();
}

void View::start_over() {
  if (are_folds_lost_ && screen_.kind() == ScreenKind::Primary) find_folds();
  offset_ = 0;
  part_ = 0;
  lines_seen_ = first_screen_line();
  live_seen_ = live_place();
  selection_.reset();
  if (search_) search_->restart();
  is_all_damaged_ = true;
}

void View::scroll(int lines) { go_to((std::int64_t{offset_} + lines) * kLineParts); }
void View::glide(int parts) { go_to(std::int64_t{offset_} * kLineParts + part_ + parts); }
void View::settle() { go_to((std::int64_t{offset_} + (part_ >= kLineParts / 2 ? 1 : 0)) * kLineParts); }

void View::go_to(std::int64_t parts) {
  const std::int64_t lines = screen_.kind() == ScreenKind::Primary ? rows_above() : 0;
  parts = std::clamp<std::int64_t>(parts, 0, lines * kLineParts);
  const int offset = static_cast<int>(parts / kLineParts);
  const int part = static_cast<int>(parts % kLineParts);
  if (offset == offset_ && part == part_) return;
  offset_ = offset;
  part_ = part;
  is_all_damaged_ = true;
}

/// Never half of a wide character.
TextRange View::cell_range(std::uint64_t line, int column) const {
  std::vector<Cell> cells;
  lines().read(line, cells);
  const auto width_at = [&cells](int index) {
    return index >= 0 && index < static_cast<int>(cells.size()) ? cells[static_cast<std::size_t>(index)].width : 1;
  };
  int first = column;
  int last = column + 1;
  if (width_at(first) == 0) --first;
  if (width_at(last) == 0) ++last;
  return {{line, first}, {line, last}};
}

/// Words go on where lines wrap.
TextRange View::word_range(std::uint64_t line, int column) const {
  const TextRange cell = cell_range(line, column);
  const LogicalLine logical = lines().logical(lines().logical_begin(line));
  const auto found = std::find(logical.positions.begin(), logical.positions.end(), cell.first);
  if (found == logical.positions.end()) return cell;
  const auto [first, last] =
      word_at(logical.text, static_cast<std::size_t>(found - logical.positions.begin()), word_characters_);
  return logical.range(first, last);
}

TextRange View::range_at(int row, int column, SelectBy by) const {
  const std::uint64_t line = line_of(row);
  if (const Fold* const fold = fold_at(row)) return {{fold->first, 0}, {fold->last, screen_.columns()}};
  if (by == SelectBy::Word) return word_range(line, column);
  if (by != SelectBy::Line) return cell_range(line, column);
  const TextLines all = lines();
  const std::uint64_t first = all.logical_begin(line);
  std::uint64_t last = line;
  while (last + 1 < all.end() && last - first < TextLines::kMaxRows && all.is_wrapped(last)) ++last;
  return {{first, 0}, {last, screen_.columns()}};
}

void View::begin_selection(int row, int column, SelectBy by) {
  const TextRange range = range_at(row, column, by);
  selection_ = Selection{range, range, by};
  // A click alone selects no character; dragging on does.
  if (by == SelectBy::Character || by == SelectBy::Block) selection_->range.last = selection_->range.first;
}

void View::extend_selection(int row, int column) {
  if (!selection_) return;
  const TextRange head = range_at(row, column, selection_->by);
  const TextRange& anchor = selection_->anchor;
  TextRange& range = selection_->range;
  range = {std::min(anchor.first, head.first), std::max(anchor.last, head.last)};
  if (selection_->by != SelectBy::Block) return;
  range.first.column = std::min(anchor.first.column, head.first.column);
  range.last.column = std::max(anchor.last.column, head.last.column);
}

bool View::has_selection() const { return selection_ && selection_->range.first != selection_->range.last; }

/// Of a block: the same columns on each of its lines.
std::optional<View::Span> View::selected_columns(std::uint64_t line, int columns) const {
  const TextRange& range = selection_->range;
  if (selection_->by != SelectBy::Block) return range.columns_of(line, columns);
  if (line < range.first.line || line > range.last.line) return std::nullopt;
  const int last = std::min(range.last.column, columns);
  return range.first.column < last ? std::optional{Span{range.first.column, last}} : std::nullopt;
}

/// A fold with selected lines is selected.
std::optional<View::Span> View::selected_in_row(int row) const {
  if (!has_selection()) return std::nullopt;
  const Fold* const fold = fold_at(row);
  if (fold == nullptr) return selected_columns(line_of(row), screen_.columns());
  const TextRange& range = selection_->range;
  const bool is_selected = range.first.line <= fold->last && range.last.line >= fold->first;
  return is_selected ? std::optional{Span{0, screen_.columns()}} : std::nullopt;
}

std::string View::selected_text() const {
  std::string text;
  if (!has_selection()) return text;
  const TextRange& range = selection_->range;
  const bool is_block = selection_->by == SelectBy::Block;
  std::vector<Cell> cells;
  for (std::uint64_t line = std::max(range.first.line, screen_.history().dropped()); line <= range.last.line; ++line) {
    const bool goes_on = lines().read(line, cells) && !is_block;
    const auto span = selected_columns(line, static_cast<int>(cells.size()));
    std::string piece;
    if (span)
      for (int column = span->first; column < span->second; ++column)
        append_cell(piece, cells[static_cast<std::size_t>(column)], screen_.clusters());
    if (!goes_on) piece.erase(piece.find_last_not_of(' ') + 1);
    text += piece;
    if (!goes_on && line != range.last.line) text += '\n';
  }
  return text;
}

std::optional<Target> View::target_at(int row, int column) const {
  if (fold_at(row) != nullptr) return std::nullopt;
  const TextRange cell = cell_range(line_of(row), column);
  const LogicalLine logical = lines().logical(lines().logical_begin(cell.first.line));
  const auto found = std::find(logical.positions.begin(), logical.positions.end(), cell.first);
  if (found == logical.positions.end()) return std::nullopt;
  return terminal::target_at(logical.text, static_cast<std::size_t>(found - logical.positions.begin()));
}

/// In the upper third, with what led to it above; nothing moves when it is in view.
void View::show_line(std::uint64_t line) {
  const std::uint64_t top = top_place();
  const std::uint64_t place = place_of(line);
  if (place < top || place >= top + static_cast<std::uint64_t>(screen_.rows())) bring_to_top(line, screen_.rows() / 3);
}

/// As near as may be.
void View::bring_to_top(std::uint64_t line, int rows_above) {
  const auto back = static_cast<std::int64_t>(live_place()) - static_cast<std::int64_t>(place_of(line));
  scroll(static_cast<int>(back) + rows_above - offset_);
}

bool View::scroll_to_prompt(int prompts) {
  const TextLines all = lines();
  std::uint64_t line = line_of(0);
  const bool goes_up = prompts > 0;
  for (int left = std::abs(prompts); left > 0; --left) {
    do {
      if (line == (goes_up ? all.begin() : all.end() - 1)) return false;
      goes_up ? --line : ++line;
    } while (all.mark(line) != LineMark::Prompt);
  }
  bring_to_top(line);
  return true;
}

std::string View::last_command_output() const {
  const TextLines all = lines();
  std::uint64_t end = all.end();
  std::uint64_t first = end;
  while (first > all.begin() && !is_output(all.mark(first - 1))) {
    --first;
    if (all.mark(first) == LineMark::Prompt) end = first;
  }
  if (first == all.begin()) return {};
  std::string text;
  for (std::uint64_t line = first - 1; line < end;) {
    const LogicalLine logical = all.logical(line);
    for (const char32_t c : logical.text) append_utf8(text, c);
    text += '\n';
    line = logical.last + 1;
  }
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

std::vector<PromptLine> View::prompts(std::size_t most) const {
  const TextLines all = lines();
  std::vector<PromptLine> found;
  std::uint64_t end = first_screen_line() + static_cast<std::uint64_t>(screen_.cursor().row);
  std::uint64_t output = end;
  for (std::uint64_t line = all.end(); line-- > all.begin() && found.size() < most;) {
    const LineMark mark = all.mark(line);
    if (is_output(mark)) output = line;
    if (mark != LineMark::Prompt) continue;
    PromptLine prompt{line, {}, end > output ? end - output : 0};
    for (const char32_t c : all.logical(line).text) append_utf8(prompt.text, c);
    found.push_back(std::move(prompt));
    output = end = line;
  }
  return found;
}

void View::show_prompt(std::uint64_t line) {
  if (line < lines().begin()) return;  // it went meanwhile
  bring_to_top(line);
}

std::string View::transcript() const {
  const History& kept = screen_.transcript();
  std::string text;
  std::vector<Cell> cells;
  for (int index = 0; index < kept.size(); ++index) {
    kept.read(index, cells);
    const std::size_t start = text.size();
    for (const Cell& cell : cells) append_cell(text, cell, screen_.clusters());
    if (kept.is_wrapped(index)) continue;
    text.erase(std::max(start, text.find_last_not_of(' ') + 1));
    text += '\n';
  }
  return text;
}

void View::start_search(Pattern pattern) { search_.emplace(screen_, std::move(pattern)); }

bool View::select_match(SearchDirection direction) {
  if (!search_ || search_->match_count() == 0) return false;
  // From the present match, or from the end of what is shown.
  const TextPosition end_of_view{line_of(screen_.rows()), 0};
  const TextPosition here = has_selection() ? selection_->range.first : end_of_view;
  const bool is_older = direction == SearchDirection::Older;
  auto index = is_older ? search_->before(here) : search_->from({here.line, here.column + 1});
  if (!index) index = is_older ? search_->match_count() - 1 : 0;  // round the corner
  const TextRange& match = search_->match(*index);
  selection_ = Selection{match, match, SelectBy::Character};
  for (std::uint64_t line = match.first.line; has_folds() && line <= match.last.line; ++line)
    if (const Fold* const hiding = folds_.find(line)) open(*hiding);
  show_line(match.first.line);
  return true;
}

Cell View::cell_at(int row, int column) const {
  std::vector<Cell> cells;
  if (fold_at(row) == nullptr) lines().read(line_of(row), cells);
  return column >= 0 && column < static_cast<int>(cells.size()) ? cells[static_cast<std::size_t>(column)] : Cell{};
}

std::vector<View::Span> View::spans() const {
  std::vector<Span> spans(static_cast<std::size_t>(screen_.rows()), kNoSpan);
  if (!has_selection()) return spans;
  for (int row = 0; row < screen_.rows(); ++row)
    if (const auto span = selected_in_row(row)) spans[static_cast<std::size_t>(row)] = *span;
  return spans;
}

FrameCursor View::placed(FrameCursor cursor) const {
  const std::uint64_t place = place_of(first_screen_line() + static_cast<std::uint64_t>(cursor.row));
  cursor.row = static_cast<int>(place - top_place());
  if (cursor.row < 0 || cursor.row >= screen_.rows()) cursor = {0, 0, false, cursor.blinking, cursor.shape};
  return cursor;
}

bool View::has_damage(const FrameCursor& cursor) const {
  return is_all_damaged_ || screen_.damage().any() || !same(placed(cursor), copied_cursor_) || spans() != copied_spans_;
}

/// The text above the screen does not change.
bool View::has_new_cells(int row) const {
  if (is_all_damaged_) return true;
  const std::uint64_t line = line_of(row);
  const std::uint64_t screen = first_screen_line();
  return line >= screen && line < lines().end() && screen_.damage().is_marked(static_cast<int>(line - screen));
}

void View::copy_row(int row, std::span<Cell> target) const {
  std::size_t used = 0;
  const std::uint64_t at = line_of(row);
  const std::uint64_t screen = first_screen_line();
  const Fold* const fold = fold_at(row);
  if (fold == nullptr && at >= screen && at < lines().end()) {
    const Line& line = screen_.line(static_cast<int>(at - screen));
    used = static_cast<std::size_t>(line.used);
    std::copy_n(line.cells.get(), used, target.begin());
  } else {
    std::vector<Cell> cells;
    if (fold == nullptr) {
      lines().read(at, cells);
    } else {
      cells = note_of(*fold);
    }
    used = std::min(cells.size(), target.size());
    std::copy_n(cells.begin(), used, target.begin());
  }
  std::ranges::fill(target.subspan(used), Cell{});
}

/// Of which a part is in sight while the view stands between two lines.
void View::copy_row_above(Frame& frame) const {
  frame.scrolled_part = part_;
  frame.row_above.resize(part_ > 0 ? static_cast<std::size_t>(frame.columns) : 0);
  if (part_ == 0) return;
  copy_row(-1, frame.row_above);
  const auto span = selected_in_row(-1);
  if (span) frame.selection.push_back({-1, span->first, span->second});
}

void View::copy_tables(Frame& frame) const {
  bring_up_to_date(frame.extras, frame.extras_revision, screen_.extras());
  bring_up_to_date(frame.clusters, frame.clusters_revision, screen_.clusters());
}

void View::copy_to(Frame& frame, FrameCursor cursor) {
  const int rows = screen_.rows();
  const int columns = screen_.columns();
  bool is_new_shape = false;
  if (frame.columns != columns || frame.rows != rows) {
    frame.columns = columns;
    frame.rows = rows;
    frame.cells.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), Cell{});
    frame.damaged.assign(static_cast<std::size_t>(rows), 1);
    is_new_shape = true;
  }
  cursor = placed(cursor);
  std::vector<Span> selected = spans();
  const bool is_cursor_moved = !same(cursor, copied_cursor_);
  copied_spans_.resize(selected.size(), kNoSpan);
  for (int row = 0; row < rows; ++row) {
    const auto index = static_cast<std::size_t>(row);
    const bool is_new = is_new_shape || has_new_cells(row);
    const bool is_cursor_row = row == cursor.row || row == copied_cursor_.row;
    const std::size_t first = index * static_cast<std::size_t>(columns);
    if (is_new) copy_row(row, std::span{frame.cells}.subspan(first, static_cast<std::size_t>(columns)));
    if (is_new || (is_cursor_moved && is_cursor_row) || selected[index] != copied_spans_[index])
      frame.damaged[index] = 1;
  }
  frame.selection.clear();
  for (int row = 0; row < rows; ++row) {
    const Span& span = selected[static_cast<std::size_t>(row)];
    if (span != kNoSpan) frame.selection.push_back({row, span.first, span.second});
  }
  copy_row_above(frame);
  copy_tables(frame);
  frame.cursor = copied_cursor_ = cursor;
  frame.scrolled_back = offset_;
  frame.scrollback_lines = screen_.kind() == ScreenKind::Primary ? rows_above() : 0;
  copied_spans_ = std::move(selected);
  screen_.damage().clear();
  is_all_damaged_ = false;
}

}  // namespace tabacus::terminal
