// How long the last call took to its first token and to its end, against what is usual for its model.
#include "app/gui/meter/widget.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

std::optional<std::chrono::milliseconds> to_milliseconds(std::optional<Nanoseconds> duration) {
  if (!duration) return std::nullopt;
  return std::chrono::round<std::chrono::milliseconds>(*duration);
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  if (!stats.last_total && !stats.last_first_token) return;
  const auto usual = figures.stored != nullptr ? figures.stored->usual_first_token : std::nullopt;
  const bool is_slow = usual && stats.last_first_token && *stats.last_first_token > 2 * *usual;
  render::OverlayLine line;
  line.fields.push_back({"first", render::duration_text(to_milliseconds(stats.last_first_token)),
                         is_slow ? OverlayInk::Warning : OverlayInk::Plain});
  line.fields.push_back({"usually", render::duration_text(to_milliseconds(usual)), OverlayInk::Dim});
  line.fields.push_back({"last", render::duration_text(to_milliseconds(stats.last_total))});
  model.lines.push_back(std::move(line));
}

}  // namespace

extern const Widget kTimingWidget;
const Widget kTimingWidget{"timing", add};

}  // namespace tabacus::app
