// What the tab bar says of a tab. Pure.
#pragma once

#include <span>
#include <string>

#include "analytics/model/tab_stats.hpp"
#include "app/tabs/tab_set.hpp"
#include "render/tab_bar.hpp"

namespace tabacus::app {

/// The most pressing first: who waits, what failed, what works, what is done, what was not read. What its programs say
/// (OSC 7501) goes before what can be guessed: the bell, the end of its program, calls under way.
[[nodiscard]] render::TabBadge badge_of(const TabState& state, const analytics::TabStats* stats);

/// What a program that waits waits for: "permission"; empty: it does not wait.
[[nodiscard]] std::string reason_of(const terminal::ProgramStatus& status);

/// A pane as its tab's label sees it.
struct PaneView {
  const TabState* state = nullptr;
  const analytics::TabStats* stats = nullptr;  ///< null: no call yet
};

/// The title is that of the pane with the focus, the badge that of the one that presses most, the cost what all have.
[[nodiscard]] render::TabLabel tab_label(std::span<const PaneView> panes, std::size_t focused);
/// Of a tab with one pane.
[[nodiscard]] render::TabLabel tab_label(const TabState& state, const analytics::TabStats* stats);

}  // namespace tabacus::app
