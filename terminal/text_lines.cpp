#include "terminal/text_lines.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

void append_cell(LogicalLine& line, const Cell& cell, TextPosition at, const Screen& screen) {
  const auto add = [&](char32_t c) {
    line.text += c;
    line.positions.push_back(at);
    line.widths.push_back(cell.width);
  };
  if (cell.width == 0) return;
  if (!cell.is_cluster()) return add(cell.text == 0 ? U' ' : cell.text);
  std::string_view rest = screen.clusters()[cell.cluster_index()];
  while (!rest.empty()) {
    const Utf8Step step = decode_utf8(rest);
    add(step.code_point);
    rest.remove_prefix(step.length);
  }
}

}  // namespace

TextRange LogicalLine::range(std::size_t first_index, std::size_t last_index) const {
  TextPosition last_cell = positions[last_index - 1];
  last_cell.column += widths[last_index - 1];
  return {positions[first_index], last_cell};
}

std::uint64_t TextLines::begin() const {
  return screen_.kind() == ScreenKind::Alternate ? screen_begin() : screen_.history().dropped();
}

std::uint64_t TextLines::screen_begin() const {
  const History& history = screen_.history();
  return history.dropped() + static_cast<std::uint64_t>(history.size());
}

bool TextLines::read(std::uint64_t line, std::vector<Cell>& cells) const {
  const History& history = screen_.history();
  cells.clear();
  if (line >= screen_begin()) {
    if (line >= end()) return false;
    const Line& found = screen_.line(static_cast<int>(line - screen_begin()));
    cells.assign(found.cells.get(), found.cells.get() + found.used);
    return found.wrapped;
  }
  if (line < history.dropped()) return false;
  const int index = static_cast<int>(line - history.dropped());
  history.read(index, cells);
  return history.is_wrapped(index);
}

bool TextLines::is_wrapped(std::uint64_t line) const {
  const History& history = screen_.history();
  if (line >= end() || line < history.dropped()) return false;
  if (line >= screen_begin()) return screen_.line(static_cast<int>(line - screen_begin())).wrapped;
  return history.is_wrapped(static_cast<int>(line - history.dropped()));
}

LineMark TextLines::mark(std::uint64_t line) const {
  const History& history = screen_.history();
  if (line >= end() || line < history.dropped()) return LineMark::None;
  if (line >= screen_begin()) return screen_.line(static_cast<int>(line - screen_begin())).mark;
  return history.mark(static_cast<int>(line - history.dropped()));
}

std::uint64_t TextLines::logical_begin(std::uint64_t line) const {
  const std::uint64_t lowest = line - std::min(line - std::min(line, begin()), kMaxRows);
  while (line > lowest && is_wrapped(line - 1)) --line;
  return line;
}

LogicalLine TextLines::logical(std::uint64_t first) const {
  LogicalLine joined;
  joined.first = first;
  std::vector<Cell> cells;
  for (std::uint64_t line = first;; ++line) {
    const bool wrapped = read(line, cells);
    for (std::size_t column = 0; column < cells.size(); ++column)
      append_cell(joined, cells[column], {line, static_cast<int>(column)}, screen_);
    joined.last = line;
    if (!wrapped || line + 1 >= end() || line - first + 1 >= kMaxRows) break;
  }
  const std::size_t length = joined.text.find_last_not_of(U' ') + 1;
  joined.text.resize(length);
  joined.positions.resize(length);
  joined.widths.resize(length);
  return joined;
}

}  // namespace tabacus::terminal
