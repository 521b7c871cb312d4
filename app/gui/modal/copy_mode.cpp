#include "app/gui/modal/copy_mode.hpp"

#include <algorithm>
#include <cstdlib>

namespace tabacus::app {
namespace {

using terminal::Key;
using terminal::SelectBy;

bool is_blank(char32_t c) { return c == 0 || c == U' '; }
bool is_word(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U'_' || c > 0x7F;
}
/// Blank, word, or other: where this changes a word begins.
int kind_of(char32_t c) { return is_blank(c) ? 0 : is_word(c) ? 1 : 2; }

char32_t letter_of(const terminal::KeyPress& key) {
  if (key.text.size() == 1) return static_cast<unsigned char>(key.text.front());
  return key.text.empty() ? key.code_point : 0;
}

}  // namespace

const std::u32string& CopyMode::line() const {
  static const std::u32string kNone;
  return row_ && *row_ < static_cast<int>(rows_.size()) ? rows_[static_cast<std::size_t>(*row_)] : kNone;
}

char32_t CopyMode::at(int column) const {
  const auto index = static_cast<std::size_t>(column);
  return column >= 0 && index < line().size() ? line()[index] : U' ';
}

int CopyMode::last_of_line() const {
  int last = static_cast<int>(line().size()) - 1;
  while (last > 0 && is_blank(at(last))) --last;
  return std::max(0, last);
}

bool CopyMode::decorate(terminal::Frame& frame) {
  rows_.assign(static_cast<std::size_t>(frame.rows), {});
  for (int row = 0; row < frame.rows; ++row)
    for (const terminal::Cell& cell : frame.row(row))
      rows_[static_cast<std::size_t>(row)] += cell.is_cluster() ? U'\x80' : cell.text;
  columns_ = frame.columns;
  back_ = frame.scrolled_back;
  most_back_ = frame.scrollback_lines;
  if (!row_) {
    row_ = frame.cursor.visible ? frame.cursor.row : frame.rows - 1;
    column_ = frame.cursor.visible ? frame.cursor.column : 0;
  }
  row_ = std::clamp(*row_, 0, frame.rows - 1);
  column_ = std::clamp(column_, 0, frame.columns - 1);
  frame.cursor = {*row_, column_, true, false, terminal::CursorShape::Block};
  return true;
}

std::optional<render::PromptModel> CopyMode::prompt() const {
  const std::string what = !marks_                      ? "Copy"
                           : *marks_ == SelectBy::Line  ? "Copy lines"
                           : *marks_ == SelectBy::Block ? "Copy a block"
                                                        : "Copy characters";
  return render::PromptModel{what, "", "h j k l w b e 0 $ g G { } move · v V Ctrl+V mark · y copies · Esc"};
}

/// Beyond an edge the view moves instead of the cursor.
void CopyMode::move_rows(int by) {
  if (!row_) return;
  const int last = static_cast<int>(rows_.size()) - 1;
  const int wanted = *row_ + by;
  const int beyond = wanted < 0 ? wanted : wanted > last ? wanted - last : 0;
  const int scrolls = std::clamp(-beyond, -back_, most_back_ - back_);
  if (scrolls != 0) {
    send_(ScrollView{ScrollUnit::Lines, scrolls});
    back_ += scrolls;  // until the next picture tells
  }
  row_ = std::clamp(wanted, 0, last);
}

void CopyMode::move_to_word(bool forward, bool to_end) {
  const int step = forward ? 1 : -1;
  const int last = last_of_line();
  if (forward && column_ >= last) {
    move_rows(1);
    column_ = 0;
    return;
  }
  if (!forward && column_ == 0) {
    move_rows(-1);
    column_ = last_of_line();
    return;
  }
  int column = column_;
  if (forward && !to_end) {
    const int kind = kind_of(at(column));
    while (column < last && kind_of(at(column)) == kind) ++column;
    while (column < last && is_blank(at(column))) ++column;
  } else {
    column += step;
    while (column > 0 && column < last && is_blank(at(column))) column += step;
    const int kind = kind_of(at(column));
    while (column + step >= 0 && column + step <= last && kind_of(at(column + step)) == kind) column += step;
  }
  column_ = std::clamp(column, 0, columns_ - 1);
}

void CopyMode::mark(SelectBy by) {
  if (marks_ == by) {
    marks_.reset();
    return send_(ClearSelection{});
  }
  marks_ = by;
  send_(BeginSelection{row_.value_or(0), column_, by});
  send_(ExtendSelection{row_.value_or(0), column_});
}

void CopyMode::moved() {
  if (marks_ && row_) send_(ExtendSelection{*row_, column_});
}

ModalStep CopyMode::control_motion(char32_t letter) {
  const int page = static_cast<int>(rows_.size());
  if (letter == U'v') return mark(SelectBy::Block), stays();
  if (letter == U'd') move_rows(page / 2);
  if (letter == U'u') move_rows(-page / 2);
  if (letter == U'f') move_rows(page);
  if (letter == U'b') move_rows(-page);
  if (letter == U'c') return closes([send = send_] { send(ClearSelection{}); });
  return moved(), stays();
}

ModalStep CopyMode::motion(char32_t letter) {
  constexpr int kEverything = 1 << 28;
  const int last = static_cast<int>(rows_.size()) - 1;
  switch (letter) {
    case U'h':
      column_ = std::max(0, column_ - 1);
      break;
    case U'l':
    case U' ':
      column_ = std::min(columns_ - 1, column_ + 1);
      break;
    case U'j':
      move_rows(1);
      break;
    case U'k':
      move_rows(-1);
      break;
    case U'w':
      move_to_word(true, false);
      break;
    case U'e':
      move_to_word(true, true);
      break;
    case U'b':
      move_to_word(false, false);
      break;
    case U'0':
      column_ = 0;
      break;
    case U'^':
      column_ = 0;
      while (column_ < last_of_line() && is_blank(at(column_))) ++column_;
      break;
    case U'$':
      column_ = last_of_line();
      break;
    case U'g':
      move_rows(-kEverything);
      break;
    case U'G':
      move_rows(kEverything);
      break;
    case U'H':
      row_ = 0;
      break;
    case U'M':
      row_ = last / 2;
      break;
    case U'L':
      row_ = last;
      break;
    case U'{':
      send_(ScrollToPrompt{1});
      row_ = 0;
      break;
    case U'}':
      send_(ScrollToPrompt{-1});
      row_ = 0;
      break;
    case U'v':
      return mark(SelectBy::Character), stays();
    case U'V':
      return mark(SelectBy::Line), stays();
    case U'y':
      return closes([send = send_] {
        send(CopySelection{ClipboardKind::Standard});
        send(ClearSelection{});
      });
    case U'q':
      return closes([send = send_] { send(ClearSelection{}); });
    default:
      return stays();
  }
  return moved(), stays();
}

ModalStep CopyMode::key(const terminal::KeyPress& key) {
  const int page = static_cast<int>(rows_.size());
  switch (key.key) {
    case Key::Escape:
      if (marks_) return mark(*marks_), stays();
      return closes([send = send_] { send(ClearSelection{}); });
    case Key::Enter:
      return motion(U'y');
    case Key::Left:
      return motion(U'h');
    case Key::Right:
      return motion(U'l');
    case Key::Up:
      return motion(U'k');
    case Key::Down:
      return motion(U'j');
    case Key::Home:
      return motion(U'0');
    case Key::End:
      return motion(U'$');
    case Key::PageUp:
      return move_rows(-page), moved(), stays();
    case Key::PageDown:
      return move_rows(page), moved(), stays();
    case Key::Character:
      return key.modifiers.control ? control_motion(key.code_point) : motion(letter_of(key));
    default:
      return stays();
  }
}

}  // namespace tabacus::app
