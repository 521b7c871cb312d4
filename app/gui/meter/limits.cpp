// What is left of the account's limits at the provider, and when they run out at this pace.
#include <fmt/format.h>

#include <algorithm>

#include "app/gui/meter/widget.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::LimitStats;
using render::OverlayInk;

constexpr std::size_t kMostLimits = 2;
constexpr std::int64_t kMillion = 1'000'000;

OverlayInk ink_of(const LimitStats& limit) {
  if (*limit.used_ppm >= kMillion * 95 / 100) return OverlayInk::Error;
  return limit.runs_out_at || *limit.used_ppm >= kMillion * 80 / 100 ? OverlayInk::Warning : OverlayInk::Accent;
}

void add_limit(const LimitStats& limit, const MeterFigures& figures, render::OverlayModel& model) {
  const OverlayInk ink = ink_of(limit);
  const std::string used = fmt::format("{} {}%", display_safe(limit.window), *limit.used_ppm * 100 / kMillion);
  render::OverlayLine line;
  line.left.push_back({used, ink == OverlayInk::Accent ? OverlayInk::Plain : ink});
  line.gauge = render::OverlayGauge{static_cast<float>(*limit.used_ppm) / 1e6F, ink};
  if (limit.runs_out_at)
    line.right.push_back({"out " + clock_text(*limit.runs_out_at, figures.wall), OverlayInk::Warning});
  if (limit.resets_at) line.right.push_back({"resets " + clock_text(*limit.resets_at, figures.wall), OverlayInk::Dim});
  model.lines.push_back(std::move(line));
  if (ink != OverlayInk::Accent) model.summary.push_back({used, ink});
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  std::vector<LimitStats> limits;
  for (const LimitStats& limit : figures.stats->limits)
    if (limit.used_ppm) limits.push_back(limit);
  std::ranges::stable_sort(limits, std::ranges::greater{}, [](const LimitStats& limit) { return *limit.used_ppm; });
  for (std::size_t i = 0; i < std::min(limits.size(), kMostLimits); ++i) add_limit(limits[i], figures, model);
}

}  // namespace

extern const Widget kLimitsWidget;
const Widget kLimitsWidget{"limits", add};

}  // namespace tabacus::app
