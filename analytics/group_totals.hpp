// The SQL of sums over chosen calls, a row per group. Pure.
#pragma once

#include <string>

#include "analytics/api/reader.hpp"

namespace tabacus::analytics {

/// `sums`: a SELECT with a row per group: key, first_call, last_call and the sums by their names. Columns as
/// Reader::totals gives them.
[[nodiscard]] std::string totals_sql(TotalsBy by, const std::string& sums);

/// Such a SELECT over the calls themselves; `where` is a condition over `calls c`.
[[nodiscard]] std::string sums_of_calls(TotalsBy by, const std::string& where);

}  // namespace tabacus::analytics
