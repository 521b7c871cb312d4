// Output tokens a second, of the answer that runs or of the last one, beside how it went lately.
#include <fmt/format.h>

#include "app/gui/meter/widget.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  if (!stats.tokens_per_second) return;
  const bool is_running = stats.in_flight > 0;
  const std::string speed = fmt::format("{}{:.0f} tok/s", stats.speed_is_estimate ? "~" : "", *stats.tokens_per_second);
  render::OverlayLine line;
  line.left.push_back({speed, is_running ? OverlayInk::Working : OverlayInk::Plain});
  if (figures.stored != nullptr && figures.stored->usual_speed)
    line.right.push_back({fmt::format("usually {:.0f}", *figures.stored->usual_speed), OverlayInk::Dim});
  line.bars = figures.speeds;
  if (is_running) model.summary.push_back({speed, OverlayInk::Working});
  model.lines.push_back(std::move(line));
}

}  // namespace

extern const Widget kSpeedWidget;
const Widget kSpeedWidget{"speed", add};

}  // namespace tabacus::app
