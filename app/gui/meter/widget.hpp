// A widget of the meter: a few figures as lines of its panel. Each has a file; the list is meter.cpp's. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/gui/meter/figures.hpp"
#include "render/overlay/model.hpp"

namespace tabacus::app {

struct Widget {
  std::string_view name;  ///< as overlay.widgets names it
  /// Adds its lines, and what of it is worth a place in the one-line form. Nothing where there is nothing to say.
  void (*add)(const MeterFigures& figures, render::OverlayModel& model);
};

/// "$0.4831": four decimals below ten dollars, six below a tenth of a cent, two from ten dollars on. Rounds half up.
[[nodiscard]] std::string format_money(Nanodollars amount);
/// "–" where it is not known.
[[nodiscard]] std::string format_money(std::optional<Nanodollars> amount);

/// The tab's cost with "≥ " in front when some call could not be counted in full; empty when no call has a price.
[[nodiscard]] std::string cost_text(const analytics::TabStats& stats);

/// Tokens are known when a running call or a finished one with usage has told some.
[[nodiscard]] bool knows_tokens(const analytics::TabStats& stats);

/// "14:05", at this place; with the weekday where it is not today.
[[nodiscard]] std::string clock_text(SystemTime time, SystemTime now);

}  // namespace tabacus::app
