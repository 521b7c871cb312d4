#include "analytics/store/sum_tables.hpp"

#include <fmt/format.h>

#include "analytics/store/rollups.hpp"

namespace tabacus::analytics {
namespace {

std::string change_sql(const SumTable& sums, Change change, std::string_view condition) {
  const std::string_view sign = change == Change::Take ? "-" : "";
  std::string values;
  for (const std::string_view count : kCountColumns) values += fmt::format(", {}sum({})", sign, count);
  for (const std::string_view amount : kAmountColumns)
    values += fmt::format(", {0}ifnull(sum({1}), 0), {0}count({1})", sign, amount);
  std::string histograms;
  std::string updates = sum_column_updates();
  if (sums.has_histograms) {
    const std::string_view times = change == Change::Take ? ", -1" : "";
    histograms = fmt::format(", histogram(total_us{0}), histogram(ttft_us{0})", times);
    updates +=
        ", hist_total = histogram_add(hist_total, excluded.hist_total), "
        "hist_ttft = histogram_add(hist_ttft, excluded.hist_ttft)";
  }
  if (change == Change::Add)
    updates += ", first_us = min(first_us, excluded.first_us), last_us = max(last_us, excluded.last_us)";
  return fmt::format(
      "INSERT INTO {0}({1}, {2}, first_us, last_us{3}) SELECT {4}{5}, min(at_us), max(at_us){6} FROM call_sums WHERE "
      "{7} GROUP BY {8} ON CONFLICT DO UPDATE SET {9};",
      sums.table, sums.keys, sum_column_list(), sums.has_histograms ? ", hist_total, hist_ttft" : "",
      sums.keys_of_calls, values, histograms, condition, sums.groups, updates);
}

}  // namespace

std::string change_sums_sql(Change change, std::string_view condition) {
  std::string sql;
  for (const SumTable& sums : kSumTables) sql += change_sql(sums, change, condition);
  return sql;
}

}  // namespace tabacus::analytics
