#include "app/gui/scroll_drag.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

constexpr fonts::CellMetrics kCell{10, 20, 16, 17, 11, 1};

class ScrollDragTest : public testing::Test {
 protected:
  ScrollDragTest() {
    frame_.columns = 80;
    frame_.rows = 20;
    frame_.scrollback_lines = 980;
    frame_.scrolled_back = 490;
  }
  [[nodiscard]] render::Rect mark() const { return render::scroll_mark_rect(frame_, layout_); }
  /// The view after a drag that goes by way of those heights.
  void drag(std::initializer_list<int> heights) {
    for (const int y : heights) frame_.scrolled_back += drag_.lines_to(y);
  }

  const render::Theme theme_;
  const render::Layout layout_ =
      render::layout_window(820, 440, kCell, kCell, 1.0, theme_, render::TabBarVisibility::Hidden);
  const TabId pane_ = TabId::mint();
  terminal::Frame frame_;
  ScrollDrag drag_;
};

TEST_F(ScrollDragTest, TheMarkFollowsThePointer) {
  const render::Rect before = mark();
  const int x = before.x + 1;
  ASSERT_TRUE(drag_.begin(pane_, frame_, layout_, x, before.y + 3));
  EXPECT_EQ(drag_.pane(), pane_);
  drag({before.y + 3});
  EXPECT_NEAR(frame_.scrolled_back, 490, 2) << "held, it stays";
  drag({before.y + 40, before.y - 60, before.y + 103});
  EXPECT_NEAR(mark().y, before.y + 100, 1);
  drag({-1000});
  EXPECT_EQ(frame_.scrolled_back, 980);
  drag({5000});
  EXPECT_EQ(frame_.scrolled_back, 0) << "the mark is gone, and still held";
  drag({before.y + 3});
  EXPECT_NEAR(mark().y, before.y, 1);
  drag_.end();
  EXPECT_FALSE(drag_.pane());
}

TEST_F(ScrollDragTest, APressBesideTheMarkBringsItThere) {
  const int y = layout_.grid.y + 60;
  ASSERT_TRUE(drag_.begin(pane_, frame_, layout_, layout_.grid.right() - 1, y));
  drag({y});
  EXPECT_NEAR(mark().y + mark().height / 2, y, 1);
}

TEST_F(ScrollDragTest, TextIsNoEdgeAndAnEdgeWithoutAMarkIsNone) {
  EXPECT_FALSE(drag_.begin(pane_, frame_, layout_, layout_.grid.right() - layout_.padding - 1, mark().y));
  frame_.scrolled_back = 0;
  EXPECT_FALSE(drag_.begin(pane_, frame_, layout_, layout_.grid.right() - 1, layout_.grid.y + 60));
}

}  // namespace
}  // namespace tabacus::app
