// The first window of a user who has configured nothing says what API Analytics is and lets it be switched on. Main
// thread; reads and writes small files.
#pragma once

#include <filesystem>

#include "app/config/config.hpp"
#include "app/gui/modal/question.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// Nothing is configured, and the question was not answered yet.
[[nodiscard]] bool is_first_run(const LoadedConfig& loaded);
/// It was answered: it is not asked again.
[[nodiscard]] Result<void> remember_first_run();

/// What it records and what it does not.
[[nodiscard]] QuestionText first_run_text();

/// Makes the configuration file that switches it on. Conflict: there is one already.
[[nodiscard]] Result<void> write_analytics_on(const std::filesystem::path& config_file);

}  // namespace tabacus::app
