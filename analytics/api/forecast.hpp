// What today and this month will have cost at their ends, by how spending was spread before: the same numbers on the
// command line and on the inspector's page.
#pragma once

#include <chrono>

#include "analytics/api/reader.hpp"

namespace tabacus::analytics {

inline constexpr std::chrono::days kForecastHistory{56};

/// Of the calls of `filter`, which without a `since` go back that far: a row for today and one for this month, of what
/// is billed and of what a subscription pays for, which are never added. Columns: period, basis, spent_nano, low_nano,
/// expected_nano, high_nano (eight of ten periods like those before end between low and high), share_elapsed, why_not
/// (why there is no forecast; the five before it are NULL then). No rows: nothing was spent. Errors as of Reader.
[[nodiscard]] Result<Table> forecast_spending(Reader& reader, CallFilter filter, SystemTime now);

}  // namespace tabacus::analytics
