#include "render/layout.hpp"

#include <gtest/gtest.h>

namespace tabacus::render {
namespace {

constexpr fonts::CellMetrics kCell{.width = 9, .height = 18, .baseline = 14};
constexpr fonts::CellMetrics kUiCell{.width = 8, .height = 16, .baseline = 12};

Layout layout_of(int width, int height, TabBarVisibility bar = TabBarVisibility::Shown, double scale = 1.0) {
  return layout_window(width, height, kCell, kUiCell, scale, Theme{}, bar);
}

TEST(Layout, AWindowSizedForCellsHoldsExactlyThose) {
  for (const double scale : {1.0, 1.25, 2.0})
    for (const auto bar : {TabBarVisibility::Shown, TabBarVisibility::Hidden}) {
      const Rect window = window_for(80, 24, kCell, kUiCell, scale, Theme{}, bar);
      const Layout layout = layout_of(window.width, window.height, bar, scale);
      EXPECT_EQ(layout.columns, 80);
      EXPECT_EQ(layout.rows, 24);
    }
}

TEST(Layout, EveryPixelOfACellFindsThatCell) {
  const Layout layout = layout_of(400, 300);
  for (int dx = 0; dx < kCell.width; ++dx)
    for (int dy = 0; dy < kCell.height; ++dy)
      EXPECT_EQ(layout.cell_at(layout.cell_x(3) + dx, layout.cell_y(2) + dy), (CellPoint{2, 3}));
}

TEST(Layout, PointsOutsideTheGridAreClampedAndTheTabBarIsNoCell) {
  const Layout layout = layout_of(400, 300);
  EXPECT_EQ(layout.cell_at(10'000, 10'000), (CellPoint{layout.rows - 1, layout.columns - 1}));
  EXPECT_EQ(layout.cell_at(-5, layout.cell_y(0)), (CellPoint{0, 0}));
  EXPECT_EQ(layout.cell_at(10, layout.grid.y - 1), std::nullopt);
}

TEST(Layout, BandsCoverTheGridOnce) {
  const Layout layout = layout_of(400, 300);
  int bottom = layout.grid.y;
  for (int row = 0; row < layout.rows; ++row) {
    const Rect band = layout.band(row, layout.rows);
    EXPECT_EQ(band.y, bottom);
    bottom = band.bottom();
  }
  EXPECT_EQ(bottom, layout.grid.bottom());
}

TEST(Layout, ATinyWindowStillHasRoomForAWideCharacter) {
  const Layout layout = layout_of(1, 1);
  EXPECT_EQ(layout.columns, 2);
  EXPECT_EQ(layout.rows, 1);
}

TEST(Layout, PanesAndTheirLinesShareTheGridAndKeepTheWindowsCells) {
  for (const double scale : {1.0, 2.0}) {
    const Rect size = window_for(80, 24, kCell, kUiCell, scale, Theme{}, TabBarVisibility::Shown);
    const Layout window = layout_of(size.width, size.height, TabBarVisibility::Shown, scale);
    const Layout left = layout_pane(window, {0, 0, 24, 40});
    const Layout upper = layout_pane(window, {0, 41, 11, 39});
    const Layout lower = layout_pane(window, {12, 41, 12, 39});
    const Rect upright = divider_rect(window, {0, 40, 24, 1}, DividerKind::Upright);
    const Rect level = divider_rect(window, {11, 41, 1, 39}, DividerKind::Level);
    EXPECT_EQ(upper.cell_x(0), window.cell_x(41));
    EXPECT_EQ(lower.cell_y(3), window.cell_y(15));
    EXPECT_EQ(lower.cell_at(window.cell_x(42), window.cell_y(12)), (CellPoint{0, 1}));
    // Side by side and one below the other, without a pixel between or in both.
    EXPECT_EQ(left.grid.x, window.grid.x);
    EXPECT_EQ(left.grid.right(), upright.x);
    EXPECT_EQ(upright.right(), upper.grid.x);
    EXPECT_EQ(upper.grid.right(), window.grid.right());
    EXPECT_EQ(upper.grid.bottom(), level.y);
    EXPECT_EQ(level.bottom(), lower.grid.y);
    EXPECT_EQ(lower.grid.bottom(), window.grid.bottom());
    EXPECT_EQ(upright.y, window.grid.y);
    EXPECT_EQ(upright.height, window.grid.height);
    EXPECT_EQ(level.x, upright.right());
  }
}

}  // namespace
}  // namespace tabacus::render
