// What the configuration says of those who are told of calls outside, and the start of what tells them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "analytics/api/followers.hpp"
#include "analytics/api/telemetry.hpp"
#include "app/config/config.hpp"

namespace tabacus::app {

/// `directory` holds calls.db.
[[nodiscard]] analytics::TelemetryOptions telemetry_options(const Config& config,
                                                            const std::filesystem::path& directory);

/// Null: nothing is switched on, or what is cannot be used, which the log tells. Beside an engine, and ended first.
[[nodiscard]] std::unique_ptr<analytics::Telemetry> start_telemetry(const Config& config,
                                                                    const std::filesystem::path& directory);

/// How it is with one of them, in a line without its end; a second line says what is wrong, if anything is.
[[nodiscard]] std::string follower_text(const analytics::FollowerState& state);

}  // namespace tabacus::app
