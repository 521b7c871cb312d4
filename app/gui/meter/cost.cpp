// What was spent: in this tab, in the session, today. Of finished calls these are the database's sums; the tab's also
// holds what runs. By which prices, where those are old.
#include "analytics/api/prices.hpp"
#include "app/gui/meter/widget.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  const std::string tab = cost_text(stats);
  render::OverlayLine line;
  line.fields.push_back({"tab", tab.empty() ? "–" : tab, OverlayInk::Accent});
  if (figures.stored != nullptr) {
    line.fields.push_back({"session", format_money(figures.stored->session_cost)});
    line.fields.push_back({"today", format_money(figures.stored->day_cost)});
  }
  model.lines.push_back(std::move(line));
  if (!tab.empty()) model.summary.push_back({tab, OverlayInk::Accent, true});
  render::OverlayLine beside;
  if (stats.subscription.count() > 0)
    beside.fields.push_back({"by plan", format_money(stats.subscription), OverlayInk::Dim});
  if (stats.waste.count() > 0) beside.fields.push_back({"wasted", format_money(stats.waste), OverlayInk::Warning});
  if (!beside.fields.empty()) model.lines.push_back(std::move(beside));
  if (figures.stored == nullptr || !analytics::are_prices_old(figures.stored->prices_as_of, figures.wall)) return;
  render::OverlayLine prices;
  prices.left.push_back({"prices of " + display_safe(figures.stored->prices_as_of), OverlayInk::Warning});
  model.lines.push_back(std::move(prices));
}

}  // namespace

extern const Widget kCostWidget;
const Widget kCostWidget{"cost", add};

}  // namespace tabacus::app
