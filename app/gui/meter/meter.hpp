// The meter of a tab: its widgets in the order of the configuration, as the overlay draws them. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/config/config.hpp"
#include "app/gui/meter/figures.hpp"
#include "app/gui/meter/widget.hpp"
#include "render/overlay/model.hpp"

namespace tabacus::app {

/// THE LIST.
[[nodiscard]] std::span<const Widget> widgets();

/// How much of it is shown; the key goes through these.
enum class MeterSize : std::uint8_t { Normal, Compact, Hidden };
[[nodiscard]] MeterSize meter_size(const Config& config);
[[nodiscard]] MeterSize next_size(MeterSize size);

/// `names` as overlay.widgets has them, `corner` as overlay.corner.
[[nodiscard]] render::OverlayModel meter_model(const MeterFigures& figures, std::span<const std::string> names,
                                               MeterSize size, std::string_view corner);

/// When the meter of these figures will look different though nothing happens: a running call's time, a cache that
/// expires. Empty: never.
[[nodiscard]] std::optional<SteadyTime> next_tick(const MeterFigures& figures);

}  // namespace tabacus::app
