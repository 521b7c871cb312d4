// Where the log of a metering process goes, as configured.
#pragma once

#include <filesystem>

#include "app/config/config.hpp"

namespace tabacus::app {

/// "tabacus.log" beside the database: whoever deletes that directory has deleted everything.
[[nodiscard]] std::filesystem::path log_file(const std::filesystem::path& analytics_directory);

/// From now on this process logs there, up to `analytics.log_level`. Only for one that meters: while analytics is off
/// no file is made. Where it cannot be, warnings go to stderr, as before.
void start_log(const Config& config, const std::filesystem::path& analytics_directory);

}  // namespace tabacus::app
