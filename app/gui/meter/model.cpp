// Which model answers, whether calls are read, and what runs.
#include <fmt/format.h>

#include "app/gui/meter/widget.hpp"
#include "base/utf8.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

constexpr std::chrono::seconds kSilence{10};

std::string running_text(const MeterFigures& figures) {
  const analytics::TabStats& stats = *figures.stats;
  if (stats.in_flight <= 0) return {};
  const auto since = stats.running_since.value_or(figures.now);
  const std::string elapsed = render::elapsed_text(std::chrono::round<std::chrono::milliseconds>(figures.now - since));
  return stats.in_flight == 1 ? elapsed : fmt::format("{}× {}", stats.in_flight, elapsed);
}

/// Nothing of content for so long that one should know.
std::string silence_text(const MeterFigures& figures) {
  const analytics::TabStats& stats = *figures.stats;
  if (stats.in_flight <= 0 || !stats.last_content) return {};
  const auto silent = figures.now - *stats.last_content;
  if (silent < kSilence) return {};
  return "silent " + render::elapsed_text(std::chrono::round<std::chrono::milliseconds>(silent));
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  render::OverlayLine line;
  if (figures.metering == Metering::Paused) line.left.push_back({"paused", OverlayInk::Warning});
  if (!stats.last_model.empty()) line.left.push_back({display_safe(stats.last_model)});
  if (!stats.last_error.empty()) line.right.push_back({display_safe(stats.last_error), OverlayInk::Error});
  if (std::string silence = silence_text(figures); !silence.empty())
    line.right.push_back({std::move(silence), OverlayInk::Warning});
  if (std::string running = running_text(figures); !running.empty())
    line.right.push_back({std::move(running), OverlayInk::Working});
  if (line.left.empty()) line.left.push_back({"calls", OverlayInk::Dim});
  model.summary.insert(model.summary.end(), line.left.begin(), line.left.end());
  model.summary.insert(model.summary.end(), line.right.begin(), line.right.end());
  model.lines.push_back(std::move(line));
}

}  // namespace

extern const Widget kModelWidget;
const Widget kModelWidget{"model", add};

}  // namespace tabacus::app
