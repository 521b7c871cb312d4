// Functions that every connection of ours has beside SQLite's own, for durations as rollups keep them:
//   histogram(us [, times])      aggregate: the histogram of a column; NULL where there is nothing
//   histogram_sum(hist)          aggregate: several histograms as one
//   histogram_add(hist, hist)    two histograms as one
//   latency_quantile(hist, p)    microseconds that a share p of them does not exceed
#pragma once

struct sqlite3;

namespace tabacus::analytics {

/// SQLite's code: not 0 only when memory has run out.
[[nodiscard]] int register_sql_functions(sqlite3* database);

}  // namespace tabacus::analytics
