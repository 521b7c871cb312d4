#include "app/gui/tab_label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/gui/meter/widget.hpp"

namespace tabacus::app {

using render::TabBadge;
using terminal::BlockedOn;
using terminal::ProgramState;

render::TabBadge badge_of(const TabState& state, const analytics::TabStats* stats) {
  const auto says = [&](ProgramState what) { return state.status && state.status->state == what; };
  if (says(ProgramState::Blocked)) return TabBadge::Blocked;
  if (says(ProgramState::Error) || state.failed) return TabBadge::Failed;
  if (state.rang) return TabBadge::Bell;
  if (says(ProgramState::Working) || (stats != nullptr && stats->in_flight > 0)) return TabBadge::Working;
  if (says(ProgramState::Done) || state.ended) return TabBadge::Done;
  return state.unread ? TabBadge::Unread : TabBadge::None;
}

namespace {

int urgency_of(TabBadge badge) {
  constexpr std::array kLeastFirst{TabBadge::None, TabBadge::Unread, TabBadge::Done,   TabBadge::Working,
                                   TabBadge::Bell, TabBadge::Failed, TabBadge::Blocked};
  return static_cast<int>(std::ranges::find(kLeastFirst, badge) - kLeastFirst.begin());
}

}  // namespace

std::string reason_of(const terminal::ProgramStatus& status) {
  if (status.state != ProgramState::Blocked) return {};
  switch (status.blocked_on) {
    case BlockedOn::Permission:
      return "permission";
    case BlockedOn::Question:
      return "question";
    case BlockedOn::Authentication:
      return "sign-in";
    case BlockedOn::Unsaid:
      break;
  }
  return "waits";
}

render::TabLabel tab_label(const TabState& state, const analytics::TabStats* stats) {
  render::TabLabel label{state.title(), stats != nullptr ? cost_text(*stats) : "", badge_of(state, stats)};
  if (!state.status) return label;
  if (std::string reason = reason_of(*state.status); !reason.empty())
    label.detail = std::move(reason);
  else if (state.status->percent && state.status->state == ProgramState::Working)
    label.detail = fmt::format("{}%", *state.status->percent);
  return label;
}

render::TabLabel tab_label(std::span<const PaneView> panes, std::size_t focused) {
  render::TabLabel label = tab_label(*panes[focused].state, panes[focused].stats);
  if (panes.size() == 1) return label;
  analytics::TabStats all;
  for (const PaneView& pane : panes) {
    if (pane.stats == nullptr) continue;
    all.calls += pane.stats->calls;
    all.in_flight += pane.stats->in_flight;
    all.cost = all.cost + pane.stats->cost;
    all.cost_is_lower_bound = all.cost_is_lower_bound || pane.stats->cost_is_lower_bound;
  }
  const auto urgency = [](const PaneView& pane) { return urgency_of(badge_of(*pane.state, pane.stats)); };
  const PaneView& pressing = *std::ranges::max_element(panes, {}, urgency);
  label.badge = badge_of(*pressing.state, pressing.stats);
  label.detail = tab_label(*pressing.state, &all).detail;
  return label;
}

}  // namespace tabacus::app
