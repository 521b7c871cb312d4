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
  layout.cell_width = std::max(cell.width, 1);
  layout.cell_height = std::max(cell.height, 1);
  layout.columns = std::max(2, (layout.grid.width - 2 * layout.padding) / layout.cell_width);
  layout.rows = std::max(1, (layout.grid.height - 2 * layout.padding) / layout.cell_height);
  return layout;
}

Rect window_for(int columns, int rows, const fonts::CellMetrics& cell, const fonts::CellMetrics& ui_cell, double scale,
                const Theme& theme, TabBarVisibility tab_bar) {
  const int padding = scaled(theme.grid_padding_px, scale);
  const int bar = tab_bar == TabBarVisibility::Shown ? tab_bar_height(ui_cell) : 0;
  return {0, 0, columns * cell.width + 2 * padding, rows * cell.height + 2 * padding + bar};
}

}  // namespace tabacus::render
