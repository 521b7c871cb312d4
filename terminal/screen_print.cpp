// Screen: text to cells. The run of ASCII is the hot path of the whole terminal; everything else goes glyph by glyph.
#include <algorithm>

#include "base/utf8.hpp"
#include "terminal/screen.hpp"

namespace tabacus::terminal {
namespace {

constexpr char32_t kJoiner = 0x200D;

std::uint64_t second_half_of_width(int cells) {
  Cell cell;
  cell.set_width(cells);
  return cell.halves()[1];
}
/// What is another in a cell's second half.
const std::uint64_t kOneToTwoCells = second_half_of_width(1) ^ second_half_of_width(2);
const std::uint64_t kOneToNoCells = second_half_of_width(1) ^ second_half_of_width(0);

Cell spacer_of(const Cell& wide) {
  Cell spacer = wide;
  spacer.text = 0;
  spacer.width = 0;
  return spacer;
}

void make_blank(Cell& cell) {
  cell.text = 0;
  cell.width = 1;
}

/// Makes [first, last) ready to be overwritten: the other half of a wide character that is cut goes blank.
inline void prepare_cells(Line& line, int first, int last) {
  if (first < line.used && line.cells[static_cast<std::size_t>(first)].width == 0)
    make_blank(line.cells[static_cast<std::size_t>(first - 1)]);
  if (last < line.used && line.cells[static_cast<std::size_t>(last)].width == 0)
    make_blank(line.cells[static_cast<std::size_t>(last)]);
  line.reach(first);
  line.used = std::max(line.used, last);
}

}  // namespace

void Screen::print_ascii(std::string_view text) {
  if (charsets_.is_ascii() && !modes_.insert) {
    print_run(text);
  } else {
    print_translated(text);
  }
}

/// `text` holds bytes of ASCII.
void Screen::print_run(std::string_view text) {
  const auto [look, rest] = pen_cell().halves();
  const char* at = text.data();
  const char* const end = at + text.size();
  int last_column = 0;
  while (at != end) {
    wrap_if_pending();
    const int first = cursor_.column;
    const int limit = print_limit();
    const auto count = std::min<std::ptrdiff_t>(limit - first, end - at);
    const int last = first + static_cast<int>(count);
    Line& line = grid_->line(cursor_.row);
    prepare_cells(line, first, last);
    Cell* cell = line.cells.get() + first;
    // One letter between two sequences, or a line of one, is not worth a loop that is made for many.
    if (count == 1) {
      *cell = Cell::of(look | static_cast<unsigned char>(*at), rest);
    } else {
      for (std::ptrdiff_t i = 0; i < count; ++i) cell[i] = Cell::of(look | static_cast<unsigned char>(at[i]), rest);
    }
    damage_.mark(cursor_.row);
    last_column = last - 1;
    advance_to(last, limit);
    at += count;
  }
  remember_glyph(static_cast<unsigned char>(end[-1]), 1, last_column);
}

void Screen::print_translated(std::string_view text) {
  for (const char byte : text) {
    const CharacterSet* const set = charsets_.take();
    const auto code_point =
        set != nullptr ? set->table[static_cast<std::size_t>(byte - 0x20)] : static_cast<char32_t>(byte);
    const int column = put_glyph(code_point, 1);
    remember_glyph(code_point, 1, column);
  }
}

void Screen::print(std::span<const char32_t> text) {
  if (modes_.insert || !charsets_.is_ascii()) return print_one_by_one(text);
  while (!text.empty()) {
    std::size_t printed = 0;
    // What stands alone does so only if the cluster before does not want it.
    if (!attracts(last_.cluster) && last_.cluster.previous != kJoiner) printed = print_alone(text);
    if (printed == 0) {
      print_code_point(text.front());
      printed = 1;
    }
    text = text.subspan(printed);
  }
}

void Screen::print_one_by_one(std::span<const char32_t> text) {
  for (const char32_t c : text) {
    if (c < 0x80) {
      const char byte = static_cast<char>(c);
      print_translated({&byte, 1});
    } else {
      print_code_point(c);
    }
  }
}

/// Code points that stand alone, of one cell and of two, as far as they go into this line; how many they were. Text of
/// several scripts changes its width with every word: both widths take one way, on which nothing has to be guessed.
std::size_t Screen::print_alone(std::span<const char32_t> text) {
  if (!traits_of(text.front()).has(CodePointTraits::kRuns)) return 0;
  wrap_if_pending();
  const auto [look, narrow] = pen_cell().halves();
  const std::uint64_t wide = narrow ^ kOneToTwoCells;
  const Cell spacer = Cell::of(look, narrow ^ kOneToNoCells);
  const int first = cursor_.column;
  const int limit = print_limit();
  Line& line = grid_->line(cursor_.row);
  line.reach(first);
  Cell* const cells = line.cells.get();
  const Cell at_first = cells[first];
  int column = first;
  int width = 0;
  std::size_t count = 0;
  Cell behind;  // what lay behind the last cell: a spacer is put there in advance
  while (count < text.size() && column + 2 <= limit) {
    const CodePointTraits traits = traits_of(text[count]);
    if (!traits.has(CodePointTraits::kRuns)) break;
    width = traits.width();
    behind = cells[column + 1];
    cells[column] = Cell::of(look | text[count], width == 2 ? wide : narrow);
    cells[column + 1] = spacer;
    column += width;
    ++count;
  }
  if (count == 0) return 0;  // the last column is not for here
  if (width == 1) cells[column] = behind;
  if (first < line.used && at_first.width == 0) make_blank(cells[first - 1]);
  if (column < line.used && cells[column].width == 0) make_blank(cells[column]);
  line.used = std::max(line.used, column);
  damage_.mark(cursor_.row);
  advance_to(column, limit);
  remember_glyph(text[count - 1], width, column - width);
  return count;
}

void Screen::print_code_point(char32_t code_point) {
  const bool joins_nothing = traits_of(code_point).has(CodePointTraits::kAlone) && !attracts(last_.cluster);
  if (!joins_nothing && join_last_glyph(code_point)) return;
  const int width = code_point_width(code_point);
  if (width == 0) return;  // a mark without a base, or a format character
  const int column = put_glyph(code_point, width);
  if (column >= 0) remember_glyph(code_point, width, column);
}

/// Writes one glyph at the cursor and moves on. Returns its column, -1 when the screen is too narrow for it.
int Screen::put_glyph(char32_t text, int width) {
  if (width > columns()) return -1;
  wrap_if_pending();
  int limit = print_limit();
  if (cursor_.column + width > limit) {
    if (modes_.autowrap) {
      blank(cursor_.row, cursor_.column, limit);
      wrap_to_next_line();
      limit = print_limit();
    } else {
      cursor_.column = limit - width;
    }
  }
  if (modes_.insert && is_inside_columns()) insert_cells(cursor_.row, cursor_.column, width);
  const int column = cursor_.column;
  Line& line = grid_->line(cursor_.row);
  prepare_cells(line, column, column + width);
  Cell cell = pen_cell();
  cell.text = text;
  cell.set_width(width);
  line.cells[static_cast<std::size_t>(column)] = cell;
  if (width == 2) line.cells[static_cast<std::size_t>(column + 1)] = spacer_of(cell);
  damage_.mark(cursor_.row);
  advance_to(column + width, limit);
  return column;
}

/// A cluster of one code point. Field by field: see Cell::halves.
void Screen::remember_glyph(char32_t code_point, int width, int column) {
  using Conjunct = ClusterState::Conjunct;
  last_.cluster.previous = code_point;
  last_.cluster.break_state = 0;
  last_.cluster.conjunct = is_consonant(code_point) ? Conjunct::Consonant : Conjunct::None;
  remember_cell(code_point, width, column);
}

void Screen::remember_cell(char32_t cell_text, int width, int column) {
  last_.cell_text = cell_text;
  last_.row = cursor_.row;
  last_.column = column;
  last_.width = width;
  last_.after.row = cursor_.row;
  last_.after.column = cursor_.column;
  last_.after.pending_wrap = cursor_.pending_wrap;
  last_.is_repeated = false;
  last_.owns_cluster = false;
}

bool Screen::join_last_glyph(char32_t code_point) {
  if (last_.cluster.previous == 0 || cursor_ != last_.after) return false;
  Line& line = grid_->line(last_.row);
  if (last_.column >= line.used) return false;
  Cell& cell = line.cells[static_cast<std::size_t>(last_.column)];
  if (cell.text != last_.cell_text) return false;
  const char32_t previous = last_.cluster.previous;
  if (!continues_cluster(last_.cluster, code_point)) return false;

  const int width = joined_width(cell.width, previous, code_point);
  cell.text = last_.cell_text = joined_text(cell.text, code_point);
  damage_.mark(last_.row);
  if (width != last_.width) change_last_width(width);
  return true;
}

/// The text of a cell that held `cell_text` after `code_point` joined it; `cell_text` when no memory is left for it.
char32_t Screen::joined_text(char32_t cell_text, char32_t code_point) {
  if (last_.owns_cluster) return grown_cluster(cell_text, code_point);
  Joined& known = joined_[(cell_text * 31 + code_point * 7) % joined_.size()];
  if (known.cell_text != cell_text || known.code_point != code_point) {
    const char32_t result = shared_joined_text(cell_text, code_point);
    if (last_.owns_cluster) return result;
    known = {cell_text, code_point, result};  // after the look-up, whose sweep may forget them all
  }
  return known.result;
}

char32_t Screen::shared_joined_text(char32_t cell_text, char32_t code_point) {
  std::string cluster;
  if ((cell_text & Cell::kClusterBit) != 0) {
    cluster = clusters_[cell_text & ~Cell::kClusterBit];
  } else {
    append_utf8(cluster, cell_text);
  }
  append_utf8(cluster, code_point);
  if (cluster.size() > kMaxSharedCluster) {
    if (unshared_bytes_ + cluster.size() > kMaxUnsharedBytes) sweep_tables();
    if (unshared_bytes_ + cluster.size() > kMaxUnsharedBytes) return cell_text;
    const std::uint32_t number = clusters_.add_unshared(cluster);
    if (number == clusters_.kNone) return cell_text;
    unshared_bytes_ += cluster.size();
    last_.owns_cluster = true;
    return Cell::kClusterBit | number;
  }
  const std::uint32_t number = number_of(cluster);
  return number == clusters_.kNone ? cell_text : Cell::kClusterBit | number;
}

/// In place: a copy for every mark would cost the square of their number.
char32_t Screen::grown_cluster(char32_t cell_text, char32_t code_point) {
  constexpr std::size_t kMostOfACodePoint = 4;
  if (unshared_bytes_ + kMostOfACodePoint > kMaxUnsharedBytes) return cell_text;
  std::string& cluster = clusters_.unshared(cell_text & ~Cell::kClusterBit);
  const std::size_t before = cluster.size();
  append_utf8(cluster, code_point);
  unshared_bytes_ += cluster.size() - before;
  return cell_text;
}

/// The glyph before the cursor turned out wider or narrower than it was printed.
void Screen::change_last_width(int width) {
  Line* line = &grid_->line(last_.row);
  Cell cell = line->cells[static_cast<std::size_t>(last_.column)];
  const int last_limit = last_.column <= right_ ? right_ + 1 : columns();
  if (width == 2 && last_.column + 2 > last_limit) {
    if (!modes_.autowrap || columns() < 2) return;
    // No room for the second half: the glyph moves to the next line, as if its width had been known.
    blank(last_.row, last_.column, last_limit);
    wrap_to_next_line();
    last_.row = cursor_.row;
    last_.column = cursor_.column;
    line = &grid_->line(last_.row);
    damage_.mark(last_.row);
  }
  prepare_cells(*line, last_.column, last_.column + 2);
  cell.set_width(width);
  line->cells[static_cast<std::size_t>(last_.column)] = cell;
  Cell& second = line->cells[static_cast<std::size_t>(last_.column + 1)];
  second = spacer_of(cell);
  if (width == 1) make_blank(second);
  cursor_ = {last_.row, last_.column, false};
  advance_to(last_.column + width, print_limit());
  last_.width = width;
  last_.after = cursor_;
}

void Screen::repeat_last(int count) {
  if (last_.cluster.previous == 0 || last_.is_repeated) return;
  const LastGlyph glyph = last_;
  // Once the screen is full of them it looks the same after every line more.
  const int a_line = std::max(1, (cursor_.column <= right_ ? right_ + 1 - left_ : columns()) / glyph.width);
  const int full = columns() * (rows() + 1);
  if (count > full) count = full + (count - full) % a_line;
  for (int i = 0; i < count; ++i) {
    const int column = put_glyph(glyph.cell_text, glyph.width);
    if (column < 0) return;
    last_.cluster = glyph.cluster;
    remember_cell(glyph.cell_text, glyph.width, column);
  }
  last_.is_repeated = true;
}

void Screen::wrap_if_pending() {
  if (!cursor_.pending_wrap) return;
  cursor_.pending_wrap = false;
  if (modes_.autowrap) wrap_to_next_line();
}

void Screen::wrap_to_next_line() {
  const bool goes_on = !has_side_margins();
  const bool scrolls_above_rows = cursor_.row == bottom_ && bottom_ < rows() - 1;
  if (goes_on) grid_->line(cursor_.row).wrapped = true;
  index();  // from where it stands: to the right of the margin nothing scrolls
  cursor_.column = cursor_.column >= left_ ? left_ : 0;
  // A region that scrolls lets its last row go on in none; this one goes on in the row that came in.
  if (goes_on && scrolls_above_rows) grid_->line(bottom_ - 1).wrapped = true;
}

/// At the margin the cursor stays in the last column and remembers that it should be beyond.
void Screen::advance_to(int column, int limit) {
  if (column < limit) {
    cursor_.column = column;
  } else {
    cursor_.column = limit - 1;
    cursor_.pending_wrap = modes_.autowrap;
  }
}

const Cell& Screen::pen_cell() {
  if (!is_pen_cell_made_) make_pen_cell();
  return pen_cell_;
}

}  // namespace tabacus::terminal
