#include "app/gui/tab_label.hpp"

#include <fmt/format.h>

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

}  // namespace tabacus::app
