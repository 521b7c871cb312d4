// Of TabSet, what concerns the panes within a tab. Main thread.
#include <algorithm>
#include <utility>

#include "app/tabs/tab_set.hpp"

namespace tabacus::app {

std::optional<TabSet::Place> TabSet::find(TabId pane) const {
  for (std::size_t tab = 0; tab < tabs_.size(); ++tab) {
    const auto& panes = tabs_[tab].panes;
    for (std::size_t i = 0; i < panes.size(); ++i)
      if (panes[i].tab->id() == pane) return Place{tab, i};
  }
  return std::nullopt;
}

std::optional<std::size_t> TabSet::index_of(TabId pane) const {
  const auto place = find(pane);
  return place ? std::optional{place->tab} : std::nullopt;
}

TabState* TabSet::pane(TabId pane) {
  const auto place = find(pane);
  return place && place->tab == focused_ ? &tabs_[place->tab].panes[place->pane] : nullptr;
}

/// In a window too small for all, the one with the focus is what can be used.
bool TabSet::shows_all_panes(const TabGroup& group) const {
  return group.panes.size() > 1 && !group.zoomed && group.tree.fits(size_.columns, size_.rows);
}

pty::WindowSize TabSet::size_of(const PaneArea& area) const {
  const auto pixels = [](std::uint16_t all, std::uint16_t cells, int of) {
    return static_cast<std::uint16_t>(cells > 0 ? all / cells * of : 0);
  };
  return {static_cast<std::uint16_t>(area.columns), static_cast<std::uint16_t>(area.rows),
          pixels(size_.width_px, size_.columns, area.columns), pixels(size_.height_px, size_.rows, area.rows)};
}

/// Those out of sight keep their size until they are seen again.
void TabSet::place_panes(const TabGroup& group) {
  if (!shows_all_panes(group)) {
    [[maybe_unused]] const auto sent = group.pane().tab->send(Resized{size_});
    return;
  }
  for (const PlacedPane& placed : group.tree.place(size_.columns, size_.rows))
    if (const auto place = find(placed.pane)) [[maybe_unused]]
      const auto sent = group.panes[place->pane].tab->send(Resized{size_of(placed.area)});
}

std::vector<PlacedPane> TabSet::placed_panes() const {
  if (tabs_.empty()) return {};
  const TabGroup& group = tabs_[focused_];
  if (shows_all_panes(group)) return group.tree.place(size_.columns, size_.rows);
  return {{group.pane().tab->id(), {0, 0, size_.rows, size_.columns}}};
}

std::vector<PaneGap> TabSet::gaps() const {
  if (tabs_.empty() || !shows_all_panes(tabs_[focused_])) return {};
  return tabs_[focused_].tree.gaps(size_.columns, size_.rows);
}

Result<TabId> TabSet::split(Cut cut, const TabRequest& request) {
  if (tabs_.empty()) return fail(ErrorCode::NotFound, "split a pane: there is no tab");
  TabGroup& group = tabs_[focused_];
  const TabId from = group.pane().tab->id();
  if (!group.tree.has_room_for(from, cut, size_.columns, size_.rows))
    return fail(ErrorCode::Exhausted, "split the pane: it is too small for two; enlarge the window or the pane");
  group.zoomed = false;
  const TabId id = TabId::mint();
  group.tree.split(from, cut, id);
  pty::WindowSize size = size_;
  for (const PlacedPane& placed : group.tree.place(size_.columns, size_.rows))
    if (placed.pane == id) size = size_of(placed.area);
  TabRequest named = request;
  if (named.title.empty()) named.title = group.pane().given_title;
  group.panes.push_back(start(id, named, size));
  place_panes(group);
  focus_pane(id);
  return id;
}

std::vector<TabId> TabSet::open_panes(const std::vector<TabRequest>& requests, const std::vector<PaneTree::Step>& tree,
                                      std::size_t focused, bool zoomed) {
  std::vector<TabId> ids;
  for (std::size_t i = 0; i < requests.size(); ++i) ids.push_back(TabId::mint());
  auto built = PaneTree::from_steps(tree, ids);
  if (!built) return {};
  TabGroup group{
      .panes = {}, .tree = std::move(*built), .focused = std::min(focused, ids.size() - 1), .zoomed = zoomed};
  const bool is_small = !group.tree.fits(size_.columns, size_.rows);
  for (const PlacedPane& placed : group.tree.place(size_.columns, size_.rows)) {
    const auto index = static_cast<std::size_t>(std::ranges::find(ids, placed.pane) - ids.begin());
    group.panes.push_back(start(placed.pane, requests[index], is_small ? size_ : size_of(placed.area)));
  }
  const TabId with_focus = ids[group.focused];
  for (std::size_t i = 0; i < group.panes.size(); ++i)
    if (group.panes[i].tab->id() == with_focus) group.focused = i;
  if (tabs_.empty()) {
    insert_tab(std::move(group), 0);
  } else {
    tabs_.push_back(std::move(group));
  }
  place_panes(tabs_.back());
  return ids;
}

void TabSet::close_pane(TabId pane) {
  const auto place = find(pane);
  if (!place) return;
  TabGroup& group = tabs_[place->tab];
  if (group.panes.size() == 1) return close(place->tab);
  const bool was_focused = place->pane == group.focused;
  const auto order = group.tree.panes();
  const auto at = std::ranges::find(order, pane);
  const TabId next = at != order.begin() ? *(at - 1) : *(at + 1);
  group.tree.remove(pane);
  end(std::move(group.panes[place->pane]));
  const TabId stays = was_focused ? next : group.pane().tab->id();
  group.panes.erase(group.panes.begin() + static_cast<std::ptrdiff_t>(place->pane));
  group.focused = find(stays)->pane;
  if (was_focused) group.zoomed = false;
  place_panes(group);
  if (was_focused && place->tab == focused_) take_focus(focused_);
}

void TabSet::focus_pane(TabId pane) {
  const auto place = find(pane);
  if (!place || place->tab != focused_ || place->pane == tabs_[focused_].focused) return;
  tell_focus(false);
  TabGroup& group = tabs_[focused_];
  group.focused = place->pane;
  if (!shows_all_panes(group)) place_panes(group);
  take_focus(focused_);
}

bool TabSet::focus_pane_toward(Toward side) {
  if (tabs_.empty()) return false;
  const TabGroup& group = tabs_[focused_];
  const auto next = group.tree.neighbour(group.pane().tab->id(), side, size_.columns, size_.rows);
  if (next) focus_pane(*next);
  return next.has_value();
}

void TabSet::focus_next_pane() {
  if (tabs_.empty()) return;
  const TabGroup& group = tabs_[focused_];
  const auto order = group.tree.panes();
  const auto at = std::ranges::find(order, group.pane().tab->id());
  focus_pane(at + 1 != order.end() ? *(at + 1) : order.front());
}

bool TabSet::resize_pane(Toward way, int cells) {
  if (tabs_.empty() || !shows_all_panes(tabs_[focused_])) return false;
  TabGroup& group = tabs_[focused_];
  const Cut cut = way == Toward::Left || way == Toward::Right ? Cut::SideBySide : Cut::Stacked;
  const int by = way == Toward::Left || way == Toward::Up ? -cells : cells;
  if (!group.tree.nudge(group.pane().tab->id(), cut, by, size_.columns, size_.rows)) return false;
  place_panes(group);
  return true;
}

void TabSet::move_gap(std::size_t gap, int to) {
  if (tabs_.empty() || !shows_all_panes(tabs_[focused_])) return;
  tabs_[focused_].tree.move_gap(gap, to, size_.columns, size_.rows);
  place_panes(tabs_[focused_]);
}

void TabSet::even_out_panes() {
  if (tabs_.empty()) return;
  tabs_[focused_].tree.even_out();
  place_panes(tabs_[focused_]);
}

void TabSet::toggle_pane_zoom() {
  if (tabs_.empty() || tabs_[focused_].panes.size() == 1) return;
  tabs_[focused_].zoomed = !tabs_[focused_].zoomed;
  place_panes(tabs_[focused_]);
}

bool TabSet::pane_to_tab() {
  if (tabs_.empty() || tabs_[focused_].panes.size() == 1) return false;
  TabGroup& group = tabs_[focused_];
  const std::size_t index = group.focused;
  const TabId id = group.pane().tab->id();
  const auto order = group.tree.panes();
  const TabId stays = order.front() == id ? order[1] : *(std::ranges::find(order, id) - 1);
  tell_focus(false);
  TabGroup own{.panes = {}, .tree = PaneTree{id}};
  own.panes.push_back(std::move(group.panes[index]));
  group.tree.remove(id);
  group.panes.erase(group.panes.begin() + static_cast<std::ptrdiff_t>(index));
  group.zoomed = false;
  group.focused = find(stays)->pane;
  place_panes(group);
  tabs_.insert(tabs_.begin() + static_cast<std::ptrdiff_t>(focused_) + 1, std::move(own));
  take_focus(focused_ + 1);
  place_panes(tabs_[focused_]);
  return true;
}

TabGroup TabSet::release(std::size_t index) {
  if (index == focused_) tell_focus(false);
  TabGroup group = std::move(tabs_[index]);
  erase_tab(index);
  return group;
}

void TabSet::adopt(TabGroup group) {
  insert_tab(std::move(group), tabs_.empty() ? 0 : focused_ + 1);
  place_panes(tabs_[focused_]);
}

TabSetOptions TabSet::options() const {
  TabSetOptions options = options_;
  options.size = size_;
  options.mailbox = mailbox_;
  return options;
}

std::vector<std::unique_ptr<Tab>> TabSet::close_all() {
  while (!tabs_.empty()) close(tabs_.size() - 1);
  return std::exchange(closing_, {});
}

void TabSet::send_to(TabId pane, TabMessage message) {
  const auto place = find(pane);
  if (place) [[maybe_unused]]
    const auto sent = tabs_[place->tab].panes[place->pane].tab->send(std::move(message));
}

void TabSet::call_attention(TabId pane) {
  const auto place = find(pane);
  if (!place) return;
  const bool is_focused = place->tab == focused_ && place->pane == tabs_[focused_].focused;
  tabs_[place->tab].panes[place->pane].rang = !is_focused;
}

std::uint64_t TabSet::output_in_sight() const {
  std::uint64_t count = 0;
  if (!tabs_.empty())
    for (const TabState& state : tabs_[focused_].panes) count += state.tab->output_count();
  return count;
}

}  // namespace tabacus::app
