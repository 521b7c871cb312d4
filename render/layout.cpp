#include "render/layout.hpp"

#include <algorithm>
#include <cmath>

namespace tabacus::render {
namespace {

int scaled(int pixels, double scale) { return static_cast<int>(std::lround(pixels * scale)); }

// Room above and below the titles: a third of a line each.
int tab_bar_height(const fonts::CellMetrics& ui_cell) {
  return ui_cell.height + 2 * std::max(3, ui_cell.height * 3 / 8);
}

int line_width(const Layout& window) { return std::max(1, std::min(window.cell_width, window.cell_height) / 8); }

struct Span {
  int from = 0;
  int to = 0;
};

/// One direction of a window's cells: from the first cell's pixel on, `count` of `size` pixels each.
struct Track {
  Span whole;
  int first = 0;
  int size = 1;
  int count = 1;
  int line = 1;

  /// Where the line in the gap of that cell begins.
  [[nodiscard]] int line_at(int cell) const { return first + cell * size + (size - line) / 2; }
  /// From the line before the cells to the line behind them; at the window's edges, to those.
  [[nodiscard]] Span of(int from, int cells) const {
    return {from == 0 ? whole.from : line_at(from - 1) + line,
            from + cells >= count ? whole.to : line_at(from + cells)};
  }
};

Track columns_of(const Layout& window) {
  return {
      {window.grid.x, window.grid.right()}, window.cell_x(0), window.cell_width, window.columns, line_width(window)};
}

Track rows_of(const Layout& window) {
  return {{window.grid.y, window.grid.bottom()}, window.cell_y(0), window.cell_height, window.rows, line_width(window)};
}

}  // namespace

std::optional<CellPoint> Layout::cell_at(int x, int y) const {
  if (y < grid.y) return std::nullopt;
  const int column = (x - cell_x(0)) / cell_width;
  const int row = (y - cell_y(0)) / cell_height;
  return CellPoint{std::clamp(row, 0, rows - 1), std::clamp(column, 0, columns - 1)};
}

Rect Layout::band(int row, int frame_rows) const {
  const int top = row == 0 ? grid.y : cell_y(row);
  const int bottom = row == frame_rows - 1 ? grid.bottom() : std::min(cell_y(row + 1), grid.bottom());
  return {grid.x, top, grid.width, std::max(0, bottom - top)};
}

Layout layout_window(int width, int height, const fonts::CellMetrics& cell, const fonts::CellMetrics& ui_cell,
                     double scale, const Theme& theme, TabBarVisibility tab_bar) {
  Layout layout;
  layout.window = {0, 0, std::max(width, 1), std::max(height, 1)};
  const int bar = tab_bar == TabBarVisibility::Shown ? std::min(tab_bar_height(ui_cell), layout.window.height) : 0;
  layout.tab_bar = {0, 0, bar > 0 ? layout.window.width : 0, bar};
  layout.grid = {0, bar, layout.window.width, layout.window.height - bar};
  layout.padding = scaled(theme.grid_padding_px, scale);
  layout.inset_x = layout.inset_y = layout.padding;
  layout.cell_width = std::max(cell.width, 1);
  layout.cell_height = std::max(cell.height, 1);
  layout.columns = std::max(2, (layout.grid.width - 2 * layout.padding) / layout.cell_width);
  layout.rows = std::max(1, (layout.grid.height - 2 * layout.padding) / layout.cell_height);
  return layout;
}

Layout layout_pane(const Layout& window, const CellArea& area) {
  const Span across = columns_of(window).of(area.column, area.columns);
  const Span down = rows_of(window).of(area.row, area.rows);
  Layout pane = window;
  pane.grid = {across.from, down.from, across.to - across.from, down.to - down.from};
  pane.inset_x = window.cell_x(area.column) - across.from;
  pane.inset_y = window.cell_y(area.row) - down.from;
  pane.columns = area.columns;
  pane.rows = area.rows;
  return pane;
}

Rect divider_rect(const Layout& window, const CellArea& gap, DividerKind kind) {
  const int width = line_width(window);
  if (kind == DividerKind::Upright) {
    const Span down = rows_of(window).of(gap.row, gap.rows);
    return {columns_of(window).line_at(gap.column), down.from, width, down.to - down.from};
  }
  const Span across = columns_of(window).of(gap.column, gap.columns);
  return {across.from, rows_of(window).line_at(gap.row), across.to - across.from, width};
}

Rect window_for(int columns, int rows, const fonts::CellMetrics& cell, const fonts::CellMetrics& ui_cell, double scale,
                const Theme& theme, TabBarVisibility tab_bar) {
  const int padding = scaled(theme.grid_padding_px, scale);
  const int bar = tab_bar == TabBarVisibility::Shown ? tab_bar_height(ui_cell) : 0;
  return {0, 0, columns * cell.width + 2 * padding, rows * cell.height + 2 * padding + bar};
}

}  // namespace tabacus::render
