// What Prometheus scrapes: sums over the calls, histograms of their latency, what is left of limits and budgets. The
// numbers are those of the views; they outlive the calls, so counters only grow until something is cleared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/serve/serve_context.hpp"

namespace tabacus::analytics::serve {

enum class MetricsForm : std::uint8_t {
  Text,         ///< Prometheus' text format 0.0.4
  OpenMetrics,  ///< OpenMetrics 1.0
};

/// By the field Accept of a scraper.
[[nodiscard]] MetricsForm metrics_form(std::string_view accept);
[[nodiscard]] std::string_view media_type(MetricsForm form);

/// Errors as of Reader; without a database there are no samples but that of the build.
[[nodiscard]] Result<std::string> metrics_text(ServeContext& context, MetricsForm form);

}  // namespace tabacus::analytics::serve
