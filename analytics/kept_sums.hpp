// Totals out of the sums that the store keeps, where that is exact: of all time or of any span of it, the rest of a
// quarter of an hour coming from the calls themselves. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analytics/api/reader.hpp"

namespace tabacus::analytics {

/// Microseconds since 1970.
struct SumsQuestion {
  TotalsBy by = TotalsBy::Tab;
  std::optional<std::int64_t> since_us, until_us;
  std::optional<std::int64_t> oldest_q;  ///< the first quarter of an hour that is kept; empty: none is
  int schema = 0;                        ///< of the file
};

/// A SELECT with a row per group: key (id of a tab, session, model or provider, NULL or 0 for none; a day as text),
/// first_call, last_call, and the sums by the names of Reader::totals, with saved_nano and busy_us. Empty: no such sums
/// are kept, the calls have to be asked.
[[nodiscard]] std::optional<std::string> kept_sums_sql(const SumsQuestion& question);

}  // namespace tabacus::analytics
