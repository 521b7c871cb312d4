// What the tab bar says of a tab. Pure.
#pragma once

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

/// `stats` may be null: no call yet.
[[nodiscard]] render::TabLabel tab_label(const TabState& state, const analytics::TabStats* stats);

}  // namespace tabacus::app
