#include "app/cli/text_table.hpp"

#include <algorithm>
#include <numeric>
#include <ostream>

#include "base/utf8.hpp"
#include "terminal/width.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kColumnGap = 2;
constexpr std::size_t kLeastTextWidth = 6;
/// A text column of rank 0 is worth so many cells before a column of another rank is.
constexpr std::size_t kReadableTextWidth = 14;

std::vector<std::size_t> widths_of(const TextTable& table) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t widest = width_of(table.columns[column].heading);
    for (const auto& row : table.rows) widest = std::max(widest, width_of(row[column]));
    widths.push_back(widest);
  }
  return widths;
}

std::size_t line_width(const std::vector<std::size_t>& widths) {
  if (widths.empty()) return 0;
  return std::accumulate(widths.begin(), widths.end(), kColumnGap * (widths.size() - 1));
}

bool fits(const TextTable& table, std::vector<std::size_t> widths, std::size_t width) {
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (!table.columns[i].is_number) widths[i] = std::min(widths[i], kReadableTextWidth);
  return line_width(widths) <= width;
}

/// With each text column as narrow as it may become.
bool can_fit(const TextTable& table, std::vector<std::size_t> widths, std::size_t width) {
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (!table.columns[i].is_number) widths[i] = std::min(widths[i], kLeastTextWidth);
  return line_width(widths) <= width;
}

void remove_column(TextTable& table, std::size_t column) {
  const auto at = static_cast<std::ptrdiff_t>(column);
  table.columns.erase(table.columns.begin() + at);
  for (auto& row : table.rows) row.erase(row.begin() + at);
}

/// Without the columns that the width has no room for: of the highest rank first, of one rank the last first. Those of
/// rank 0 stay as long as they can be had in one line at all.
TextTable chosen_columns(TextTable table, std::size_t width) {
  while (!fits(table, widths_of(table), width)) {
    const auto last =
        std::ranges::max_element(table.columns.rbegin(), table.columns.rend(), {}, &TextTable::Column::rank);
    if (last == table.columns.rend() || last->rank == 0) break;
    remove_column(table, static_cast<std::size_t>(std::distance(last, table.columns.rend())) - 1);
  }
  while (table.columns.size() > 1 && !can_fit(table, widths_of(table), width))
    remove_column(table, table.columns.size() - 1);
  return table;
}

/// Takes from the widest text column until the line fits; numbers are never cut.
void shrink(std::vector<std::size_t>& widths, const TextTable& table, std::size_t width) {
  for (std::size_t line = line_width(widths); line > width; --line) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (!table.columns[i].is_number && widths[i] > kLeastTextWidth &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

template <typename CellAt>
std::string line_of(const TextTable& table, const std::vector<std::size_t>& widths, CellAt cell_at) {
  std::string line;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (column > 0) line.append(kColumnGap, ' ');
    const std::string text = fitted(cell_at(column), widths[column]);
    const std::string air(widths[column] - width_of(text), ' ');
    line += table.columns[column].is_number ? air + text : text + air;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Utf8Step step = decode_utf8(text);
    width += static_cast<std::size_t>(std::max(0, terminal::code_point_width(step.code_point)));
    text.remove_prefix(step.length);
  }
  return width;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string{text};
  std::string cut;
  std::size_t taken = 0;
  while (!text.empty()) {
    const Utf8Step step = decode_utf8(text);
    taken += static_cast<std::size_t>(std::max(0, terminal::code_point_width(step.code_point)));
    if (taken + 1 > width) break;
    cut += text.substr(0, step.length);
    text.remove_prefix(step.length);
  }
  return cut + "…";
}

std::string toned(std::string_view text, Tone tone, Paint paint) {
  constexpr std::string_view kBegin[] = {"", "\x1b[2m", "\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
  if (paint == Paint::Never || tone == Tone::Plain) return std::string{text};
  return std::string{kBegin[static_cast<std::size_t>(tone)]}.append(text).append("\x1b[0m");
}

void print_text_table(std::ostream& out, const TextTable& whole, std::size_t width, Paint paint) {
  const TextTable table = chosen_columns(whole, width);
  std::vector<std::size_t> widths = widths_of(table);
  shrink(widths, table, width);
  out << toned(line_of(table, widths,
                       [&](std::size_t column) -> std::string_view { return table.columns[column].heading; }),
               Tone::Bold, paint)
      << '\n';
  if (table.rows.empty()) out << toned("(nothing)", Tone::Dim, paint) << '\n';
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    out << toned(
               line_of(table, widths, [&](std::size_t column) -> std::string_view { return table.rows[row][column]; }),
               row < table.tones.size() ? table.tones[row] : Tone::Plain, paint)
        << '\n';
}

}  // namespace tabacus::app
