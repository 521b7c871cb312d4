#include "app/tabs/pane_tree.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <utility>

namespace tabacus::app {

/// A pane, or a cut with two sides.
struct PaneTree::Node {
  TabId pane;
  Cut cut = Cut::SideBySide;
  double share = 0.5;
  std::unique_ptr<Node> first;
  std::unique_ptr<Node> second;

  [[nodiscard]] bool is_pane() const { return first == nullptr; }
};

namespace {

using Node = PaneTree::Node;

/// Of hostile files: deeper trees show nothing that can be used.
constexpr std::size_t kMostPanes = 64;
constexpr double kLeastShare = 0.02;

std::unique_ptr<Node> leaf(TabId pane) {
  auto node = std::make_unique<Node>();
  node->pane = pane;
  return node;
}

/// The owner of the leaf; null: it is not in there.
std::unique_ptr<Node>* find(std::unique_ptr<Node>& node, TabId pane) {
  if (node->is_pane()) return node->pane == pane ? &node : nullptr;
  if (auto* found = find(node->first, pane)) return found;
  return find(node->second, pane);
}

/// The owner of the cut that has the leaf as a side.
std::unique_ptr<Node>* find_cut_of(std::unique_ptr<Node>& node, TabId pane) {
  if (node->is_pane()) return nullptr;
  for (auto* side : {&node->first, &node->second}) {
    if ((*side)->is_pane() && (*side)->pane == pane) return &node;
    if (auto* found = find_cut_of(*side, pane)) return found;
  }
  return nullptr;
}

/// The fewest cells that leave each pane in there some.
int least_cells(const Node& node, Cut along) {
  if (node.is_pane()) return along == Cut::SideBySide ? PaneTree::kLeastColumns : PaneTree::kLeastRows;
  const int first = least_cells(*node.first, along);
  const int second = least_cells(*node.second, along);
  return node.cut == along ? first + 1 + second : std::max(first, second);
}

int cells_along(const PaneArea& area, Cut cut) { return cut == Cut::SideBySide ? area.columns : area.rows; }

struct Sides {
  PaneArea first;
  PaneArea gap;
  PaneArea second;
};

Sides divide(const Node& node, const PaneArea& area) {
  const int all = cells_along(area, node.cut) - 1;
  const int least = least_cells(*node.first, node.cut);
  const int most = std::max(least, all - least_cells(*node.second, node.cut));
  const int first = std::clamp(static_cast<int>(std::lround(node.share * all)), least, most);
  Sides sides{area, area, area};
  if (node.cut == Cut::SideBySide) {
    sides.first.columns = first;
    sides.gap.column += first;
    sides.gap.columns = 1;
    sides.second.column += first + 1;
    sides.second.columns = std::max(PaneTree::kLeastColumns, all - first);
  } else {
    sides.first.rows = first;
    sides.gap.row += first;
    sides.gap.rows = 1;
    sides.second.row += first + 1;
    sides.second.rows = std::max(PaneTree::kLeastRows, all - first);
  }
  return sides;
}

/// In the order in which panes are read; a cut before what is on its sides.
void walk(Node& node, const PaneArea& area, const std::function<void(Node&, const PaneArea&)>& visit) {
  visit(node, area);
  if (node.is_pane()) return;
  const Sides sides = divide(node, area);
  walk(*node.first, sides.first, visit);
  walk(*node.second, sides.second, visit);
}

PaneArea whole(int columns, int rows) { return {0, 0, rows, columns}; }

int panes_along(const Node& node, Cut along) {
  if (node.is_pane()) return 1;
  const int first = panes_along(*node.first, along);
  const int second = panes_along(*node.second, along);
  return node.cut == along ? first + second : std::max(first, second);
}

void set_first_cells(Node& node, const PaneArea& area, int cells) {
  const int all = std::max(1, cells_along(area, node.cut) - 1);
  const int least = least_cells(*node.first, node.cut);
  const int most = std::max(least, all - least_cells(*node.second, node.cut));
  node.share = std::clamp(static_cast<double>(std::clamp(cells, least, most)) / all, kLeastShare, 1 - kLeastShare);
}

}  // namespace

PaneTree::PaneTree(TabId only) : root_{leaf(only)} {}
PaneTree::PaneTree(std::unique_ptr<Node> root) : root_{std::move(root)} {}
PaneTree::~PaneTree() = default;
PaneTree::PaneTree(PaneTree&&) noexcept = default;
PaneTree& PaneTree::operator=(PaneTree&&) noexcept = default;

bool PaneTree::has_room_for(TabId pane, Cut cut, int columns, int rows) const {
  if (size() >= kMostPanes) return false;
  const int least = cut == Cut::SideBySide ? kLeastColumns : kLeastRows;
  for (const PlacedPane& placed : place(columns, rows))
    if (placed.pane == pane) return cells_along(placed.area, cut) >= 2 * least + 1;
  return false;
}

void PaneTree::split(TabId pane, Cut cut, TabId added, double share) {
  auto* const at = find(root_, pane);
  if (at == nullptr) return;
  auto node = std::make_unique<Node>();
  node->cut = cut;
  node->share = std::clamp(share, kLeastShare, 1 - kLeastShare);
  node->first = std::move(*at);
  node->second = leaf(added);
  *at = std::move(node);
}

bool PaneTree::remove(TabId pane) {
  auto* const cut = find_cut_of(root_, pane);
  if (cut == nullptr) return false;
  const bool is_first = (*cut)->first->is_pane() && (*cut)->first->pane == pane;
  // What stays must be out of the node before that goes.
  auto stays = std::move(is_first ? (*cut)->second : (*cut)->first);
  *cut = std::move(stays);
  return true;
}

std::vector<TabId> PaneTree::panes() const {
  std::vector<TabId> panes;
  walk(*root_, {}, [&](const Node& node, const PaneArea&) {
    if (node.is_pane()) panes.push_back(node.pane);
  });
  return panes;
}

bool PaneTree::fits(int columns, int rows) const {
  return least_cells(*root_, Cut::SideBySide) <= columns && least_cells(*root_, Cut::Stacked) <= rows;
}

std::size_t PaneTree::size() const { return panes().size(); }

std::vector<PlacedPane> PaneTree::place(int columns, int rows) const {
  std::vector<PlacedPane> placed;
  walk(*root_, whole(columns, rows), [&](const Node& node, const PaneArea& area) {
    if (node.is_pane()) placed.push_back({node.pane, area});
  });
  return placed;
}

std::vector<PaneGap> PaneTree::gaps(int columns, int rows) const {
  std::vector<PaneGap> gaps;
  walk(*root_, whole(columns, rows), [&](const Node& node, const PaneArea& area) {
    if (!node.is_pane()) gaps.push_back({node.cut, divide(node, area).gap});
  });
  return gaps;
}

std::optional<TabId> PaneTree::neighbour(TabId pane, Toward side, int columns, int rows) const {
  const auto placed = place(columns, rows);
  const auto from = std::ranges::find(placed, pane, &PlacedPane::pane);
  if (from == placed.end()) return std::nullopt;
  const bool is_across = side == Toward::Left || side == Toward::Right;
  const PaneArea& a = from->area;
  // The cell beyond the gap, beside the pane's middle.
  const int row = side == Toward::Up ? a.row - 2 : side == Toward::Down ? a.row + a.rows + 1 : a.row + a.rows / 2;
  const int column = side == Toward::Left    ? a.column - 2
                     : side == Toward::Right ? a.column + a.columns + 1
                                             : a.column + a.columns / 2;
  std::optional<TabId> nearest;
  int least_off = 0;
  for (const PlacedPane& other : placed) {
    const PaneArea& b = other.area;
    const bool is_beyond =
        is_across ? column >= b.column && column < b.column + b.columns : row >= b.row && row < b.row + b.rows;
    if (!is_beyond || other.pane == pane) continue;
    // The middle may meet a gap.
    const int off = is_across ? std::max({0, b.row - row, row - (b.row + b.rows - 1)})
                              : std::max({0, b.column - column, column - (b.column + b.columns - 1)});
    if (nearest && off >= least_off) continue;
    nearest = other.pane;
    least_off = off;
  }
  return nearest;
}

void PaneTree::move_gap(std::size_t gap, int to, int columns, int rows) {
  std::size_t index = 0;
  walk(*root_, whole(columns, rows), [&](Node& node, const PaneArea& area) {
    if (node.is_pane() || index++ != gap) return;
    set_first_cells(node, area, to - (node.cut == Cut::SideBySide ? area.column : area.row));
  });
}

bool PaneTree::nudge(TabId pane, Cut cut, int by, int columns, int rows) {
  // The innermost cut of that kind with the pane on its first side; else with it on its second.
  Node* before = nullptr;
  Node* behind = nullptr;
  PaneArea area_before;
  PaneArea area_behind;
  walk(*root_, whole(columns, rows), [&](Node& node, const PaneArea& area) {
    if (node.is_pane() || node.cut != cut) return;
    if (find(node.first, pane) != nullptr) {
      behind = &node;
      area_behind = area;
    } else if (find(node.second, pane) != nullptr) {
      before = &node;
      area_before = area;
    }
  });
  Node* const node = behind != nullptr ? behind : before;
  if (node == nullptr) return false;
  const PaneArea& area = behind != nullptr ? area_behind : area_before;
  set_first_cells(*node, area, cells_along(divide(*node, area).first, cut) + by);
  return true;
}

void PaneTree::even_out() {
  walk(*root_, {}, [](Node& node, const PaneArea&) {
    if (node.is_pane()) return;
    const double first = panes_along(*node.first, node.cut);
    node.share = first / (first + panes_along(*node.second, node.cut));
  });
}

std::vector<PaneTree::Step> PaneTree::steps() const {
  std::vector<Step> steps;
  std::size_t panes = 0;
  walk(*root_, {}, [&](const Node& node, const PaneArea&) {
    steps.push_back(node.is_pane() ? Step{std::nullopt, 0.5, panes++} : Step{node.cut, node.share, 0});
  });
  return steps;
}

std::optional<PaneTree> PaneTree::from_steps(const std::vector<Step>& steps, const std::vector<TabId>& panes) {
  if (panes.empty() || panes.size() > kMostPanes || steps.size() != 2 * panes.size() - 1) return std::nullopt;
  std::vector<bool> is_used(panes.size(), false);
  std::size_t next = 0;
  const std::function<std::unique_ptr<Node>()> build = [&]() -> std::unique_ptr<Node> {
    if (next >= steps.size()) return nullptr;
    const Step& step = steps[next++];
    if (!step.cut) {
      if (step.pane >= panes.size() || is_used[step.pane]) return nullptr;
      is_used[step.pane] = true;
      return leaf(panes[step.pane]);
    }
    if (!(step.share > 0 && step.share < 1)) return nullptr;
    auto node = std::make_unique<Node>();
    node->cut = *step.cut;
    node->share = std::clamp(step.share, kLeastShare, 1 - kLeastShare);
    node->first = build();
    if (node->first != nullptr) node->second = build();
    return node->second != nullptr ? std::move(node) : nullptr;
  };
  auto root = build();
  if (root == nullptr || next != steps.size()) return std::nullopt;
  return PaneTree{std::move(root)};
}

}  // namespace tabacus::app
