#include "terminal/selection.hpp"

namespace tabacus::terminal {
namespace {

bool is_part_of_word(char32_t c, std::u32string_view others) {
  const bool is_alphanumeric = (c >= U'0' && c <= U'9') || ((c | 0x20) >= U'a' && (c | 0x20) <= U'z');
  return is_alphanumeric || c >= 0x80 || others.find(c) != std::u32string_view::npos;
}

}  // namespace

std::optional<std::pair<int, int>> TextRange::columns_of(std::uint64_t line, int columns) const {
  if (line < first.line || line > last.line) return std::nullopt;
  const int start = line == first.line ? first.column : 0;
  const int end = line == last.line ? std::min(last.column, columns) : columns;
  if (start >= end) return std::nullopt;
  return std::pair{start, end};
}

std::pair<std::size_t, std::size_t> word_at(std::u32string_view text, std::size_t index, std::u32string_view others) {
  const auto is_word = [&](std::size_t at) { return is_part_of_word(text[at], others); };
  if (index >= text.size() || !is_word(index)) return {index, index + 1};
  std::size_t first = index;
  std::size_t last = index + 1;
  while (first > 0 && is_word(first - 1)) --first;
  while (last < text.size() && is_word(last)) ++last;
  return {first, last};
}

}  // namespace tabacus::terminal
