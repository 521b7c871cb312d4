// From what the meter knows of a tab to what the overlay draws: here money becomes text. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/tab_stats.hpp"
#include "base/clock.hpp"
#include "render/overlay/model.hpp"

namespace tabacus::app {

enum class Metering : std::uint8_t { Off, On, Paused, Failed };

/// "$0.4831": four decimals below ten dollars, six below a tenth of a cent, two from ten dollars on. Rounds half up.
[[nodiscard]] std::string format_money(Nanodollars amount);

/// The tab's cost with "≥ " in front when some call could not be counted in full; empty when no call has a price.
[[nodiscard]] std::string cost_text(const analytics::TabStats& stats);

/// The one nearest to its end; empty when there is none.
[[nodiscard]] std::optional<render::BudgetBar> budget_bar(const std::vector<analytics::BudgetState>& budgets);

/// `stats` may be null: no call yet. `failure` is shown when metering failed for this tab.
[[nodiscard]] render::OverlayModel overlay_model(Metering metering, const analytics::TabStats* stats, SteadyTime now,
                                                 const std::string& failure);

}  // namespace tabacus::app
