#include "render/tab_bar.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tabacus::render {
namespace {

constexpr fonts::CellMetrics kCell{.width = 8, .height = 16, .baseline = 12, .underline_top = 13, .strike_top = 8};

TabBarModel model_of(int tabs, int active) {
  TabBarModel model;
  for (int i = 0; i < tabs; ++i) model.tabs.push_back({"tab " + std::to_string(i), "", TabBadge::None});
  model.active = active;
  return model;
}

struct BarCase {
  int tabs;
  int active;
  int width;
};

class TabBarOf : public testing::TestWithParam<BarCase> {};

TEST_P(TabBarOf, ShowsTheActiveTabAndStaysInside) {
  const auto [tabs, active, width] = GetParam();
  const Rect area{0, 0, width, 30};
  const TabBarLayout layout = layout_tab_bar(model_of(tabs, active), area, kCell);
  EXPECT_TRUE(std::ranges::any_of(layout.tabs, [&](const TabBox& box) { return box.tab == active; }));
  int right = area.x;
  for (const TabBox& tab : layout.tabs) {
    EXPECT_EQ(tab.box.x, right) << "tabs stand side by side";
    right = tab.box.right();
    if (!tab.close.is_empty()) {
      EXPECT_TRUE(tab.box.contains(tab.close.x, tab.close.y));
      EXPECT_LE(tab.close.right(), tab.box.right());
    }
  }
  EXPECT_LE(layout.new_tab.right(), area.right());
}

INSTANTIATE_TEST_SUITE_P(Bars, TabBarOf,
                         testing::Values(BarCase{1, 0, 800}, BarCase{3, 2, 800}, BarCase{30, 0, 800},
                                         BarCase{30, 29, 800}, BarCase{30, 15, 300}, BarCase{2, 1, 120}));

TEST(TabBar, AClickFindsTabCloseAndNewTab) {
  const TabBarLayout layout = layout_tab_bar(model_of(2, 0), {0, 0, 800, 30}, kCell);
  const TabBox& second = layout.tabs[1];
  EXPECT_EQ(hit_test(layout, second.box.x + 4, 10), (TabBarHit{TabBarPart::Tab, 1}));
  EXPECT_EQ(hit_test(layout, second.close.x + 2, second.close.y + 2), (TabBarHit{TabBarPart::Close, 1}));
  EXPECT_EQ(hit_test(layout, layout.new_tab.x + 2, 10), (TabBarHit{TabBarPart::NewTab, -1}));
  EXPECT_EQ(hit_test(layout, 799, 10), TabBarHit{});
  EXPECT_EQ(hit_test(layout, second.box.x, 30), TabBarHit{}) << "the row below belongs to the grid";
}

TEST(TabBar, NarrowTabsHaveNoCloseButton) {
  for (const TabBox& tab : layout_tab_bar(model_of(40, 0), {0, 0, 800, 30}, kCell).tabs)
    EXPECT_TRUE(tab.close.is_empty());
}

}  // namespace
}  // namespace tabacus::render
