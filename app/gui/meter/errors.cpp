// Calls that failed, were tried again or were not read whole; nothing where there are none.
#include <fmt/format.h>

#include "app/gui/meter/widget.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const std::int64_t errors = figures.stats->errors;
  const std::int64_t retries = figures.stored != nullptr ? figures.stored->retries : 0;
  render::OverlayLine line;
  if (errors > 0) line.left.push_back({fmt::format("{} failed", errors), OverlayInk::Error});
  if (retries > 0) line.left.push_back({fmt::format("{} tried again", retries), OverlayInk::Warning});
  if (const std::int64_t lossy = figures.stats->lossy; lossy > 0)
    line.left.push_back({fmt::format("{} read in part", lossy), OverlayInk::Warning});
  if (!line.left.empty()) model.lines.push_back(std::move(line));
}

}  // namespace

extern const Widget kErrorsWidget;
const Widget kErrorsWidget{"errors", add};

}  // namespace tabacus::app
