#include "terminal/selection.hpp"

#include <string_view>

namespace tabacus::terminal {
namespace {

/// Besides letters and digits: what paths, URLs and options are made of.
bool is_word_cell(const Cell& cell) {
  if (cell.width == 0 || cell.is_cluster() || cell.text >= 0x80) return true;
  const auto c = static_cast<char>(cell.text);
  const bool is_alphanumeric = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  return c != 0 && (is_alphanumeric || std::string_view{"_-./~:@%+#?&="}.find(c) != std::string_view::npos);
}

}  // namespace

std::optional<std::pair<int, int>> TextRange::columns_of(std::uint64_t line, int columns) const {
  if (line < first.line || line > last.line) return std::nullopt;
  const int start = line == first.line ? first.column : 0;
  const int end = line == last.line ? std::min(last.column, columns) : columns;
  if (start >= end) return std::nullopt;
  return std::pair{start, end};
}

std::pair<int, int> word_at(const std::vector<Cell>& cells, int column) {
  const int size = static_cast<int>(cells.size());
  const auto is_word = [&cells](int index) { return is_word_cell(cells[static_cast<std::size_t>(index)]); };
  if (column < 0 || column >= size || !is_word(column)) return {column, column + 1};
  int first = column;
  int last = column + 1;
  while (first > 0 && is_word(first - 1)) --first;
  while (last < size && is_word(last)) ++last;
  return {first, last};
}

}  // namespace tabacus::terminal
