// Where the parts of the window stand, in device pixels: tab bar on top, grid below it. Pure.
#pragma once

#include <optional>

#include "fonts/metrics.hpp"
#include "render/theme.hpp"

namespace tabacus::render {

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] constexpr int right() const { return x + width; }
  [[nodiscard]] constexpr int bottom() const { return y + height; }
  [[nodiscard]] constexpr bool contains(int px, int py) const {
    return px >= x && px < right() && py >= y && py < bottom();
  }
  [[nodiscard]] constexpr bool is_empty() const { return width <= 0 || height <= 0; }
  friend constexpr bool operator==(const Rect&, const Rect&) = default;
};

struct CellPoint {
  int row = 0;
  int column = 0;
  friend constexpr bool operator==(CellPoint, CellPoint) = default;
};

/// A part of the window's cells: what a pane has, or the gap between two.
struct CellArea {
  int row = 0;
  int column = 0;
  int rows = 0;
  int columns = 0;
  friend constexpr bool operator==(const CellArea&, const CellArea&) = default;
};

enum class TabBarVisibility : std::uint8_t { Shown, Hidden };

struct Layout {
  Rect window;
  Rect tab_bar;  ///< empty when hidden
  Rect grid;     ///< from the tab bar to the window's lower edge, padding included; of a pane: its part of that
  int padding = 0;
  int inset_x = 0;  ///< from the grid's edges to the first cell
  int inset_y = 0;
  int cell_width = 1;
  int cell_height = 1;
  int columns = 1;  ///< at least 1
  int rows = 1;     ///< at least 1

  [[nodiscard]] int cell_x(int column) const { return grid.x + inset_x + column * cell_width; }
  [[nodiscard]] int cell_y(int row) const { return grid.y + inset_y + row * cell_height; }
  /// The cell under a pixel, clamped into the grid; nothing above the grid.
  [[nodiscard]] std::optional<CellPoint> cell_at(int x, int y) const;
  /// The rows' own pixels and the padding beside them; the first and last row take the padding above and below.
  /// `frame_rows` is how many rows are drawn.
  [[nodiscard]] Rect band(int row, int frame_rows) const;
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// Divides a window of `width` x `height` device pixels.
[[nodiscard]] Layout layout_window(int width, int height, const fonts::CellMetrics& cell,
                                   const fonts::CellMetrics& ui_cell, double scale, const Theme& theme,
                                   TabBarVisibility tab_bar);

/// Of a pane, whose cells stand where the window's do. Between two panes a column or row is left for a line.
[[nodiscard]] Layout layout_pane(const Layout& window, const CellArea& area);

enum class DividerKind : std::uint8_t { Upright, Level };

/// The line in such a gap, over its whole length.
[[nodiscard]] Rect divider_rect(const Layout& window, const CellArea& gap, DividerKind kind);

/// The window that shows exactly this many cells.
[[nodiscard]] Rect window_for(int columns, int rows, const fonts::CellMetrics& cell, const fonts::CellMetrics& ui_cell,
                              double scale, const Theme& theme, TabBarVisibility tab_bar);

}  // namespace tabacus::render
