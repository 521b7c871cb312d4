// How the panes of a tab share its cells: a tree whose leaves are panes and whose branches are cuts, each with a gap of
// one column or row for a line. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/ids.hpp"

namespace tabacus::app {

/// How a cut lets its two sides stand.
enum class Cut : std::uint8_t { SideBySide, Stacked };
enum class Toward : std::uint8_t { Left, Right, Up, Down };

/// Cells of a tab.
struct PaneArea {
  int row = 0;
  int column = 0;
  int rows = 0;
  int columns = 0;
  friend bool operator==(const PaneArea&, const PaneArea&) = default;
};

struct PlacedPane {
  TabId pane;
  PaneArea area;
};

/// The gap of a cut. Its place in the list names the cut as long as no pane comes or goes.
struct PaneGap {
  Cut cut = Cut::SideBySide;
  PaneArea area;
};

class PaneTree {
 public:
  static constexpr int kLeastColumns = 8;
  static constexpr int kLeastRows = 2;

  explicit PaneTree(TabId only);
  ~PaneTree();
  PaneTree(PaneTree&&) noexcept;
  PaneTree& operator=(PaneTree&&) noexcept;

  /// Whether both halves would still be of some use in a tab of that size.
  [[nodiscard]] bool has_room_for(TabId pane, Cut cut, int columns, int rows) const;
  /// `added` gets the right or lower part of what `pane` has. `share`: of the first side, above 0 and below 1.
  void split(TabId pane, Cut cut, TabId added, double share = 0.5);
  /// Its room goes to its other side. False: it is the only one, and stays.
  bool remove(TabId pane);

  /// Whether a tab of that size has cells for all of them.
  [[nodiscard]] bool fits(int columns, int rows) const;
  [[nodiscard]] std::size_t size() const;
  /// In the order in which they are read.
  [[nodiscard]] std::vector<TabId> panes() const;
  /// Each with its cells. Where it does not fit, panes end beyond the tab's edge.
  [[nodiscard]] std::vector<PlacedPane> place(int columns, int rows) const;
  [[nodiscard]] std::vector<PaneGap> gaps(int columns, int rows) const;
  /// The nearest one on that side, of several the one beside its middle; empty: the edge of the tab.
  [[nodiscard]] std::optional<TabId> neighbour(TabId pane, Toward side, int columns, int rows) const;

  /// So that the gap is as near as may be to that column (row) of the tab. `gap`: its place in gaps().
  void move_gap(std::size_t gap, int to, int columns, int rows);
  /// Moves the gap at the pane's right (lower) edge; where that is the tab's, the one at the other. `by` cells to the
  /// right (down). False: nothing can move.
  bool nudge(TabId pane, Cut cut, int by, int columns, int rows);
  /// Every cut gives its sides as much as they have panes along it.
  void even_out();

  struct Node;  // pane_tree.cpp
  /// To keep the tree and make it again: nodes in the order of a walk, a cut before its sides.
  struct Step {
    std::optional<Cut> cut;  ///< empty: a pane
    double share = 0.5;      ///< of a cut
    std::size_t pane = 0;    ///< its place in panes()
    friend bool operator==(const Step&, const Step&) = default;
  };
  [[nodiscard]] std::vector<Step> steps() const;
  /// Empty: the steps are no tree over these panes, each once.
  [[nodiscard]] static std::optional<PaneTree> from_steps(const std::vector<Step>& steps,
                                                          const std::vector<TabId>& panes);

 private:
  explicit PaneTree(std::unique_ptr<Node> root);
  std::unique_ptr<Node> root_;
};

}  // namespace tabacus::app
