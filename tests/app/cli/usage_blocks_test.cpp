#include "app/cli/usage_blocks.hpp"

#include <gtest/gtest.h>

#include "app/cli/status_line.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

/// Minutes with one call each, of a cost.
Table minutes(const std::vector<std::pair<const char*, std::int64_t>>& calls) {
  Table table{.columns = {"minute", "calls", "equivalent_nano", "busy_us"}, .rows = {}};
  for (const auto& [minute, nano] : calls)
    table.rows.push_back({std::string{minute}, std::int64_t{1}, nano < 0 ? Value{} : Value{nano}, std::int64_t{10}});
  return table;
}

SystemTime at(const char* text) { return *parse_rfc3339(text); }

TEST(UsageBlocks, BeginAtTheFullHourAndLastFive) {
  const Table table = minutes({{"2026-11-20T09:50:00Z", 1},
                               {"2026-11-20T13:59:00Z", 2},
                               {"2026-11-20T14:00:00Z", 4},     // five hours after 09:00
                               {"2026-11-20T22:30:00Z", -1}});  // unknown
  const auto blocks = blocks_of(table);
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].begin, at("2026-11-20T09:00:00Z"));
  EXPECT_EQ(blocks[0].sums[0], Value{std::int64_t{2}});
  EXPECT_EQ(blocks[0].sums[1], Value{std::int64_t{3}});
  EXPECT_EQ(blocks[1].begin, at("2026-11-20T14:00:00Z"));
  EXPECT_EQ(blocks[2].begin, at("2026-11-20T22:00:00Z"));
  EXPECT_EQ(blocks[2].sums[1], Value{}) << "what nobody knows stays unknown";
}

TEST(UsageBlocks, TellTheirPaceWhileTheyRun) {
  const Table table = minutes({{"2026-11-20T10:00:00Z", 3'000'000'000}});
  const Table active = block_table(blocks_of(table), table, at("2026-11-20T12:00:00Z"));
  const auto& row = active.rows.front();
  EXPECT_EQ(row[2], Value{std::string{"active"}});
  EXPECT_EQ(row[column_index(active, "per_hour_nano")], Value{std::int64_t{1'500'000'000}});
  EXPECT_EQ(row[column_index(active, "projected_nano")], Value{std::int64_t{7'500'000'000}});
  const Table ended = block_table(blocks_of(table), table, at("2026-11-20T15:00:00Z"));
  EXPECT_EQ(ended.rows.front()[2], Value{std::string{"ended"}});
  EXPECT_EQ(ended.rows.front().back(), Value{});
}

TEST(RoundedUsd, HasCentsOrTwoDigits) {
  EXPECT_EQ(rounded_usd(0), "$0.00");
  EXPECT_EQ(rounded_usd(1'234'567'890), "$1.23");
  EXPECT_EQ(rounded_usd(4'560'000), "$0.0046");
}

}  // namespace
}  // namespace tabacus::app
