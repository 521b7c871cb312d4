#include "render/row_builder.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.hpp"
#include "fonts/procedural.hpp"

namespace tabacus::render {
namespace {

constexpr std::size_t kMostCodePoints = 32;  // of one cluster: enough for every emoji, an end for hostile text

/// The cells the cursor covers: both of a wide character, also when it stands on the second.
std::pair<int, int> cursor_columns(std::span<const terminal::Cell> cells, int column) {
  const int columns = static_cast<int>(cells.size());
  if (column < 0 || column >= columns) return {-1, -1};
  const auto width = [&](int at) { return cells[static_cast<std::size_t>(at)].width; };
  if (width(column) == 0 && column > 0) --column;
  return {column, std::min(columns, column + std::max<int>(1, width(column)))};
}

}  // namespace

RowBuilder::RowBuilder(const WindowContent& content, const SceneStyle& style, int row, DrawList& out)
    : frame_{*content.frame},
      style_{style},
      row_{row},
      out_{out},
      cells_{content.frame->row(row)},
      y_{style.layout.cell_y(row)} {
  for (const terminal::SelectedSpan& span : frame_.selection) {
    if (span.row != row) continue;
    selected_from_ = span.first;
    selected_to_ = span.last;
  }
  const bool is_focused = content.focus == Focus::Focused;
  const bool is_shown = frame_.cursor.visible && (!is_focused || content.cursor_phase == CursorPhase::Shown);
  if (!is_shown || frame_.cursor.row != row) return;
  std::tie(cursor_from_, cursor_to_) = cursor_columns(cells_, frame_.cursor.column);
  is_block_ = is_focused && frame_.cursor.shape == terminal::CursorShape::Block;
  if (is_focused && !is_block_)
    look_ = frame_.cursor.shape == terminal::CursorShape::Bar ? CursorLook::Bar : CursorLook::Underline;
}

void RowBuilder::build() {
  out_.grid.below.push_back({style_.layout.band(row_, frame_.rows), screen_background(frame_)});
  for (int column = 0; column < frame_.columns;) {
    const Stretch stretch = stretch_at(column);
    add_stretch(stretch);
    column = stretch.to;
  }
  if (cursor_from_ >= 0 && !is_block_) add_line_cursor();
}

CellState RowBuilder::state_at(int column) const {
  if (is_block_ && column >= cursor_from_ && column < cursor_to_) return CellState::UnderCursor;
  if (column >= selected_from_ && column < selected_to_) return CellState::Selected;
  return CellState::Plain;
}

/// A matter of cells with a ground of their own: on the screen's, text and shapes are drawn alike.
CellInk RowBuilder::ink_at(int column) const {
  const terminal::Cell& cell = cells_[static_cast<std::size_t>(column)];
  if (cell.is_cluster() || !fonts::is_drawn(cell.text)) return CellInk::Text;
  const terminal::Style style = style_of(cell, frame_.extras);
  const bool has_ground = style.reverse || style.background.kind() != terminal::Color::Kind::Default;
  return has_ground ? CellInk::Shape : CellInk::Text;
}

/// Also broken at a cursor that is a line, so that no ligature hides where it stands.
RowBuilder::Stretch RowBuilder::stretch_at(int column) const {
  const terminal::Cell& first = cells_[static_cast<std::size_t>(column)];
  Stretch stretch{column, column + 1, state_at(column), ink_at(column)};
  while (stretch.to < frame_.columns && stretch.to != cursor_from_ && stretch.to != cursor_to_ &&
         look_alike(cells_[static_cast<std::size_t>(stretch.to)], first) && state_at(stretch.to) == stretch.state &&
         ink_at(stretch.to) == stretch.ink)
    ++stretch.to;
  return stretch;
}

void RowBuilder::add_stretch(const Stretch& stretch) {
  const terminal::Style style = style_of(cells_[static_cast<std::size_t>(stretch.from)], frame_.extras);
  const CellColors colors = resolve_colors(frame_, style, stretch.state, stretch.ink, style_.theme);
  const CellSpan span{style_.layout.cell_x(stretch.from), y_, stretch.to - stretch.from};
  if (!(colors.background == screen_background(frame_)))
    out_.grid.below.push_back({{span.x, y_, span.cells * style_.cell.width, style_.cell.height}, colors.background});
  if (colors.is_hidden) return;
  add_underline(out_.grid, style.underline, span, style_.cell, colors.underline);
  if (style.overline) add_overline(out_.grid, span, style_.cell, colors.text);
  if (style.strike) add_strike(out_.grid, span, style_.cell, colors.text);
  add_text(stretch, style, colors);
}

void RowBuilder::add_text(const Stretch& stretch, const terminal::Style& style, const CellColors& colors) {
  TextRun run;
  run.x = style_.layout.cell_x(stretch.from);
  run.y = y_;
  run.first = static_cast<std::uint32_t>(out_.clusters.size());
  run.color = colors.text;
  run.behind = colors.background;
  run.style = fonts::face_style(style.bold, style.italic);
  for (int column = stretch.from; column < stretch.to; ++column)
    if (append_cluster(cells_[static_cast<std::size_t>(column)], column - stretch.from)) ++run.count;
  if (run.count > 0) out_.grid.runs.push_back(run);
}

bool RowBuilder::append_cluster(const terminal::Cell& cell, int column) {
  if (cell.text == 0 || cell.text == U' ' || cell.width == 0) return false;
  const auto offset = static_cast<std::uint32_t>(out_.text.size());
  if (!cell.is_cluster()) {
    out_.text += cell.text;
  } else if (cell.cluster_index() < frame_.clusters.size()) {
    std::string_view rest = frame_.clusters[cell.cluster_index()];
    while (!rest.empty() && out_.text.size() - offset < kMostCodePoints) {
      const Utf8Step step = decode_utf8(rest);
      rest.remove_prefix(step.length);
      out_.text += step.code_point;
    }
  }
  const auto length = static_cast<std::uint16_t>(out_.text.size() - offset);
  if (length == 0) return false;
  out_.clusters.push_back({offset, length, static_cast<std::uint16_t>(column), cell.width});
  return true;
}

void RowBuilder::add_line_cursor() {
  const CellSpan span{style_.layout.cell_x(cursor_from_), y_, cursor_to_ - cursor_from_};
  add_cursor(out_.grid, look_, span, style_.cell, rgb(frame_.palette.cursor));
}

}  // namespace tabacus::render
