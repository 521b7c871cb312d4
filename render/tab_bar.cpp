#include "render/tab_bar.hpp"

#include <algorithm>

namespace tabacus::render {
namespace {

constexpr int kWidestTabCells = 30;
constexpr int kNarrowestTabCells = 9;
constexpr int kCloseFromCells = 12;  // a narrower tab keeps its title instead of a button

/// How many tabs share the room, how wide each is, and which stands first.
struct Share {
  int count = 0;
  int width = 0;
  int first = 0;
};

Share share_room(int room, int tabs, int active, int cell_width) {
  if (tabs == 0 || room <= 0) return {};
  Share share;
  share.width = std::clamp(room / tabs, kNarrowestTabCells * cell_width, kWidestTabCells * cell_width);
  share.width = std::min(share.width, room);
  share.count = std::clamp(room / share.width, 1, tabs);
  share.first = std::clamp(active - share.count + 1, 0, tabs - share.count);
  return share;
}

Rect close_button(const Rect& box, const fonts::CellMetrics& cell) {
  if (box.width < kCloseFromCells * cell.width) return {};
  const int side = cell.height + cell.height / 8;
  return {box.right() - side - cell.width / 2, box.y + (box.height - side) / 2, side, side};
}

}  // namespace

TabBarLayout layout_tab_bar(const TabBarModel& model, Rect area, const fonts::CellMetrics& ui_cell) {
  TabBarLayout layout;
  if (area.is_empty()) return layout;
  const int button = std::min(area.height, area.width);
  const Share share =
      share_room(area.width - button, static_cast<int>(model.tabs.size()), model.active, std::max(ui_cell.width, 1));
  int x = area.x;
  for (int i = 0; i < share.count; ++i, x += share.width) {
    const Rect box{x, area.y, share.width, area.height};
    layout.tabs.push_back({share.first + i, box, close_button(box, ui_cell)});
  }
  layout.new_tab = {x, area.y, button, area.height};
  return layout;
}

TabBarHit hit_test(const TabBarLayout& layout, int x, int y) {
  for (const TabBox& tab : layout.tabs) {
    if (tab.close.contains(x, y)) return {TabBarPart::Close, tab.tab};
    if (tab.box.contains(x, y)) return {TabBarPart::Tab, tab.tab};
  }
  if (layout.new_tab.contains(x, y)) return {TabBarPart::NewTab, -1};
  return {};
}

}  // namespace tabacus::render
