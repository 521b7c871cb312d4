#include "app/gui/meter/meter.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace tabacus::app {

extern const Widget kModelWidget, kCostWidget, kTokensWidget, kSpeedWidget, kTimingWidget, kCacheWidget, kContextWidget,
    kLimitsWidget, kAgentsWidget, kErrorsWidget, kBudgetWidget;

namespace {

using render::OverlayInk;

constexpr std::chrono::milliseconds kRunningTick{250};
constexpr std::chrono::seconds kCountdownTick{1};
constexpr std::chrono::minutes kLongTick{1};
/// From here on a countdown shows seconds.
constexpr std::chrono::minutes kSecondsFrom{10};

render::OverlayCorner corner_of(std::string_view name) {
  const bool is_left = name.ends_with("left");
  if (name.starts_with("bottom"))
    return is_left ? render::OverlayCorner::BottomLeft : render::OverlayCorner::BottomRight;
  return is_left ? render::OverlayCorner::TopLeft : render::OverlayCorner::TopRight;
}

OverlayInk state_of(const MeterFigures& figures) {
  const analytics::TabStats* stats = figures.stats;
  if (figures.metering == Metering::Failed || (stats != nullptr && !stats->last_error.empty()))
    return OverlayInk::Error;
  if (figures.metering != Metering::On) return OverlayInk::Dim;
  return stats != nullptr && stats->in_flight > 0 ? OverlayInk::Working : OverlayInk::Accent;
}

/// Before the first call, and while nothing is read, there is one thing to say.
std::optional<std::string> only_word(const MeterFigures& figures) {
  const analytics::TabStats* stats = figures.stats;
  const bool has_calls = stats != nullptr && stats->calls + stats->in_flight > 0;
  switch (figures.metering) {
    case Metering::Off:
      return "capture off";
    case Metering::Failed:
      return "not metered: " + display_safe(figures.failure);
    case Metering::Paused:
      return has_calls ? std::nullopt : std::optional<std::string>{"paused"};
    case Metering::On:
      break;
  }
  return has_calls ? std::nullopt : std::optional<std::string>{"no calls yet"};
}

}  // namespace

std::span<const Widget> widgets() {
  static const std::array kAll{kModelWidget,   kCostWidget,   kTokensWidget, kSpeedWidget,  kTimingWidget, kCacheWidget,
                               kContextWidget, kLimitsWidget, kAgentsWidget, kErrorsWidget, kBudgetWidget};
  return kAll;
}

MeterSize meter_size(const Config& config) {
  if (config.overlay_size == "hidden") return MeterSize::Hidden;
  return config.overlay_size == "compact" ? MeterSize::Compact : MeterSize::Normal;
}

MeterSize next_size(MeterSize size) {
  if (size == MeterSize::Normal) return MeterSize::Compact;
  return size == MeterSize::Compact ? MeterSize::Hidden : MeterSize::Normal;
}

render::OverlayModel meter_model(const MeterFigures& figures, std::span<const std::string> names, MeterSize size,
                                 std::string_view corner) {
  render::OverlayModel model;
  model.size = size == MeterSize::Compact ? render::OverlaySize::OneLine : render::OverlaySize::Full;
  model.corner = corner_of(corner);
  model.state = state_of(figures);
  if (auto word = only_word(figures)) {
    const OverlayInk ink = figures.metering == Metering::Failed ? OverlayInk::Error : OverlayInk::Dim;
    model.summary = {
        {cut_utf8(*word, 120).size() < word->size() ? std::string{cut_utf8(*word, 120)} + "…" : *word, ink}};
    return model;
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(widgets(), name, &Widget::name);
    if (found != widgets().end()) found->add(figures, model);
  }
  if (model.summary.empty()) model.summary = {{"metered", OverlayInk::Dim}};
  return model;
}

std::optional<SteadyTime> next_tick(const MeterFigures& figures) {
  const analytics::TabStats* stats = figures.stats;
  if (stats == nullptr || figures.metering == Metering::Off || figures.metering == Metering::Failed)
    return std::nullopt;
  if (stats->in_flight > 0) return figures.now + kRunningTick;
  if (!stats->cache_expires_at || *stats->cache_expires_at <= figures.wall) return std::nullopt;
  const auto left = *stats->cache_expires_at - figures.wall;
  const auto tick = left > kSecondsFrom + kLongTick ? std::chrono::duration_cast<Nanoseconds>(kLongTick)
                                                    : std::chrono::duration_cast<Nanoseconds>(kCountdownTick);
  return figures.now + tick;
}

}  // namespace tabacus::app
