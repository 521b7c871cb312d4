#include "app/tabs/pane_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <random>
#include <set>

namespace tabacus::app {

void PrintTo(const PaneArea& area, std::ostream* out) {
  *out << area.columns << "x" << area.rows << " at " << area.row << "," << area.column;
}

namespace {

constexpr int kColumns = 100;
constexpr int kRows = 30;

/// a | b over c
struct ThreePanes {
  TabId a = TabId::mint();
  TabId b = TabId::mint();
  TabId c = TabId::mint();
  PaneTree tree{a};

  ThreePanes() {
    tree.split(a, Cut::SideBySide, b);
    tree.split(b, Cut::Stacked, c);
  }
  [[nodiscard]] PaneArea area(TabId pane, int columns = kColumns, int rows = kRows) const {
    for (const PlacedPane& placed : tree.place(columns, rows))
      if (placed.pane == pane) return placed.area;
    return {};
  }
};

/// Every cell belongs to one pane or one gap.
void expect_a_partition(const PaneTree& tree, int columns, int rows) {
  std::vector<int> owners(static_cast<std::size_t>(columns * rows), 0);
  const auto add = [&](const PaneArea& area) {
    for (int row = area.row; row < area.row + area.rows; ++row)
      for (int column = area.column; column < area.column + area.columns; ++column) {
        ASSERT_TRUE(row >= 0 && row < rows && column >= 0 && column < columns);
        ++owners[static_cast<std::size_t>(row * columns + column)];
      }
  };
  for (const PlacedPane& placed : tree.place(columns, rows)) add(placed.area);
  for (const PaneGap& gap : tree.gaps(columns, rows)) add(gap.area);
  EXPECT_TRUE(std::ranges::all_of(owners, [](int count) { return count == 1; }));
}

TEST(PaneTree, APaneAloneHasEverything) {
  const TabId only = TabId::mint();
  const PaneTree tree{only};
  ASSERT_EQ(tree.place(80, 24).size(), 1u);
  EXPECT_EQ(tree.place(80, 24)[0].area, (PaneArea{0, 0, 24, 80}));
  EXPECT_TRUE(tree.gaps(80, 24).empty());
}

TEST(PaneTree, SplitsLeaveAGapBetweenTheirHalves) {
  const ThreePanes panes;
  EXPECT_EQ(panes.area(panes.a), (PaneArea{0, 0, 30, 50}));
  EXPECT_EQ(panes.area(panes.b), (PaneArea{0, 51, 15, 49}));
  EXPECT_EQ(panes.area(panes.c), (PaneArea{16, 51, 14, 49}));
  EXPECT_EQ(panes.tree.panes(), (std::vector{panes.a, panes.b, panes.c}));
  expect_a_partition(panes.tree, kColumns, kRows);
}

TEST(PaneTree, WhatGoesLeavesItsRoomToItsOtherSide) {
  ThreePanes panes;
  EXPECT_TRUE(panes.tree.remove(panes.a));
  EXPECT_EQ(panes.area(panes.b).columns, kColumns);
  EXPECT_TRUE(panes.tree.remove(panes.c));
  EXPECT_EQ(panes.area(panes.b), (PaneArea{0, 0, kRows, kColumns}));
  EXPECT_FALSE(panes.tree.remove(panes.b)) << "the last one stays";
  EXPECT_EQ(panes.tree.size(), 1u);
}

TEST(PaneTree, KnowsWhoStandsOnWhichSide) {
  const ThreePanes panes;
  struct Case {
    TabId from;
    Toward side;
    std::optional<TabId> to;
  };
  for (const auto& [from, side, to] : {Case{panes.a, Toward::Right, panes.b}, Case{panes.b, Toward::Left, panes.a},
                                       Case{panes.c, Toward::Left, panes.a}, Case{panes.b, Toward::Down, panes.c},
                                       Case{panes.c, Toward::Up, panes.b}, Case{panes.a, Toward::Left, std::nullopt},
                                       Case{panes.a, Toward::Up, std::nullopt}, Case{panes.c, Toward::Down, {}}})
    EXPECT_EQ(panes.tree.neighbour(from, side, kColumns, kRows), to) << static_cast<int>(side);
}

TEST(PaneTree, AGapGoesWhereItIsDraggedButLeavesEachPaneSomeCells) {
  ThreePanes panes;
  panes.tree.move_gap(0, 20, kColumns, kRows);
  EXPECT_EQ(panes.area(panes.a).columns, 20);
  panes.tree.move_gap(1, 25, kColumns, kRows);
  EXPECT_EQ(panes.area(panes.b).rows, 25);
  for (const int to : {-100, 0, 1000}) {
    panes.tree.move_gap(0, to, kColumns, kRows);
    expect_a_partition(panes.tree, kColumns, kRows);
    EXPECT_GE(panes.area(panes.a).columns, PaneTree::kLeastColumns);
    EXPECT_GE(panes.area(panes.b).columns, PaneTree::kLeastColumns);
  }
  panes.tree.move_gap(7, 3, kColumns, kRows);
  expect_a_partition(panes.tree, kColumns, kRows);
}

TEST(PaneTree, KeysMoveTheLineAtThePanesSide) {
  ThreePanes panes;
  EXPECT_TRUE(panes.tree.nudge(panes.a, Cut::SideBySide, 4, kColumns, kRows));
  EXPECT_EQ(panes.area(panes.a).columns, 54);
  EXPECT_TRUE(panes.tree.nudge(panes.c, Cut::SideBySide, -4, kColumns, kRows)) << "its left line, the only one";
  EXPECT_EQ(panes.area(panes.a).columns, 50);
  EXPECT_TRUE(panes.tree.nudge(panes.c, Cut::Stacked, -2, kColumns, kRows));
  EXPECT_EQ(panes.area(panes.b).rows, 13);
  EXPECT_FALSE(panes.tree.nudge(panes.a, Cut::Stacked, 2, kColumns, kRows)) << "nothing is above or below it";
}

TEST(PaneTree, EvenedOutPanesHaveTheSameRoom) {
  TabId a = TabId::mint();
  PaneTree tree{a};
  for (int i = 0; i < 2; ++i) tree.split(tree.panes().back(), Cut::SideBySide, TabId::mint());
  tree.even_out();
  for (const PlacedPane& placed : tree.place(101, 30)) EXPECT_EQ(placed.area.columns, 33);
}

TEST(PaneTree, RefusesASplitThatLeavesNothingToUse) {
  const TabId only = TabId::mint();
  const PaneTree tree{only};
  EXPECT_TRUE(tree.has_room_for(only, Cut::SideBySide, 2 * PaneTree::kLeastColumns + 1, 2));
  EXPECT_FALSE(tree.has_room_for(only, Cut::SideBySide, 2 * PaneTree::kLeastColumns, 2));
  EXPECT_FALSE(tree.has_room_for(only, Cut::Stacked, 80, 2 * PaneTree::kLeastRows));
  EXPECT_FALSE(tree.has_room_for(TabId::mint(), Cut::Stacked, 80, 24)) << "not in there";
}

TEST(PaneTree, AnyTreeCoversAnyTabThatItFits) {
  std::mt19937 random{11};
  for (int round = 0; round < 200; ++round) {
    PaneTree tree{TabId::mint()};
    for (int step = 0; step < 12; ++step) {
      const auto all = tree.panes();
      const TabId pane = all[random() % all.size()];
      const Cut cut = random() % 2 == 0 ? Cut::SideBySide : Cut::Stacked;
      if (random() % 4 == 0)
        tree.remove(pane);
      else if (tree.has_room_for(pane, cut, kColumns, kRows))
        tree.split(pane, cut, TabId::mint(), static_cast<double>(random() % 99 + 1) / 100);
      if (const auto gaps = tree.gaps(kColumns, kRows); !gaps.empty())
        tree.move_gap(random() % gaps.size(), static_cast<int>(random() % 120), kColumns, kRows);
    }
    if (tree.fits(kColumns, kRows)) expect_a_partition(tree, kColumns, kRows);
    if (tree.fits(40, 12)) expect_a_partition(tree, 40, 12);
    const auto again = PaneTree::from_steps(tree.steps(), tree.panes());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->steps(), tree.steps());
  }
}

TEST(PaneTree, IsNotMadeOfStepsThatAreNone) {
  const std::vector<TabId> two{TabId::mint(), TabId::mint()};
  using Step = PaneTree::Step;
  const Step cut{Cut::Stacked, 0.5, 0};
  const auto pane = [](std::size_t index) { return Step{std::nullopt, 0.5, index}; };
  EXPECT_TRUE(PaneTree::from_steps({cut, pane(0), pane(1)}, two));
  for (const std::vector<Step>& wrong : {std::vector<Step>{},
                                         {pane(0)},
                                         {cut, pane(0), pane(0)},
                                         {cut, pane(0), pane(2)},
                                         {pane(0), pane(1), cut},
                                         {cut, cut, pane(0)},
                                         {Step{Cut::Stacked, 1.5, 0}, pane(0), pane(1)}})
    EXPECT_FALSE(PaneTree::from_steps(wrong, two));
  EXPECT_FALSE(PaneTree::from_steps({}, {}));
}

}  // namespace
}  // namespace tabacus::app
