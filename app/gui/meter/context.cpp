// How full the model's context window is, and where a longer prompt begins to cost more.
#include <fmt/format.h>

#include "app/gui/meter/widget.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::count_text;
using render::OverlayInk;

OverlayInk ink_of(std::int64_t prompt, std::int64_t window, std::optional<Tokens> cliff) {
  if (prompt * 100 >= window * 95) return OverlayInk::Error;
  const bool beyond_cliff = cliff && prompt > cliff->count();
  return prompt * 100 >= window * 80 || beyond_cliff ? OverlayInk::Warning : OverlayInk::Accent;
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  if (!stats.prompt || !stats.context_window || stats.context_window->count() <= 0) return;
  const std::int64_t prompt = stats.prompt->count();
  const std::int64_t window = stats.context_window->count();
  const OverlayInk ink = ink_of(prompt, window, stats.price_cliff);
  render::OverlayLine line;
  line.left.push_back({"context", OverlayInk::Dim});
  line.gauge = render::OverlayGauge{static_cast<float>(prompt) / static_cast<float>(window), ink};
  if (stats.price_cliff && stats.price_cliff->count() < window)
    line.gauge->mark = static_cast<float>(stats.price_cliff->count()) / static_cast<float>(window);
  line.right.push_back({fmt::format("{} of {}", count_text(prompt), count_text(window)), ink});
  if (stats.compactions > 0) line.right.push_back({fmt::format("{}× compacted", stats.compactions), OverlayInk::Dim});
  model.lines.push_back(std::move(line));
  if (stats.price_cliff && prompt > stats.price_cliff->count())
    model.lines.push_back(
        {.left = {{fmt::format("above {} tokens a call costs more", count_text(stats.price_cliff->count())),
                   OverlayInk::Warning}}});
  if (ink != OverlayInk::Accent) model.summary.push_back({"context " + render::share_text(prompt, window), ink});
}

}  // namespace

extern const Widget kContextWidget;
const Widget kContextWidget{"context", add};

}  // namespace tabacus::app
