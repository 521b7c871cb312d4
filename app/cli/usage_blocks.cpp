#include "app/cli/usage_blocks.hpp"

#include <algorithm>
#include <span>

#include "base/time_text.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

constexpr std::string_view kFirstSum = "calls";
constexpr std::string_view kLastSum = "busy_us";

struct Columns {
  std::size_t first;
  std::size_t end;
};

Columns sum_columns(const Table& minutes) {
  return {column_index(minutes, kFirstSum), column_index(minutes, kLastSum) + 1};
}

void add(std::vector<Value>& sums, std::span<const Value> row) {
  sums.resize(row.size());
  for (std::size_t i = 0; i < row.size(); ++i)
    if (const auto* number = std::get_if<std::int64_t>(&row[i])) sums[i] = number_or_zero(sums[i]) + *number;
}

SystemTime full_hour(SystemTime time) {
  return SystemTime{std::chrono::floor<std::chrono::hours>(time.time_since_epoch())};
}

}  // namespace

std::vector<Block> blocks_of(const Table& minutes) {
  const Columns columns = sum_columns(minutes);
  std::vector<Block> blocks;
  for (const auto& row : minutes.rows) {
    const auto minute = parse_rfc3339(cell_text(row.front()));
    if (!minute) continue;
    if (blocks.empty() || *minute >= blocks.back().end())
      blocks.push_back({.begin = full_hour(*minute), .first_call = *minute, .sums = {}});
    add(blocks.back().sums, std::span{row}.subspan(columns.first, columns.end - columns.first));
  }
  return blocks;
}

Table block_table(const std::vector<Block>& blocks, const Table& minutes, SystemTime now) {
  const Columns columns = sum_columns(minutes);
  Table table{.columns = {"block_start", "block_end", "state"}, .rows = {}};
  table.columns.insert(table.columns.end(), minutes.columns.begin() + static_cast<std::ptrdiff_t>(columns.first),
                       minutes.columns.begin() + static_cast<std::ptrdiff_t>(columns.end));
  const std::size_t equivalent = column_index(table, "equivalent_nano");
  table.columns.insert(table.columns.end(), {"per_hour_nano", "projected_nano"});
  for (const Block& block : blocks) {
    const bool is_active = block.is_active(now);
    auto& row = table.rows.emplace_back(std::vector<Value>{format_rfc3339(block.begin), format_rfc3339(block.end()),
                                                           std::string{is_active ? "active" : "ended"}});
    row.insert(row.end(), block.sums.begin(), block.sums.end());
    const Value spent = row[equivalent];
    const auto* nano = std::get_if<std::int64_t>(&spent);
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - block.first_call).count();
    if (is_active && nano != nullptr && passed > 0) {
      const double per_second = static_cast<double>(*nano) / static_cast<double>(passed);
      const auto left = std::chrono::duration_cast<std::chrono::seconds>(block.end() - now).count();
      row.emplace_back(static_cast<std::int64_t>(per_second * 3600));
      row.emplace_back(*nano + static_cast<std::int64_t>(per_second * static_cast<double>(left)));
    } else {
      row.resize(row.size() + 2);
    }
  }
  return table;
}

}  // namespace tabacus::app
