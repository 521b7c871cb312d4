#include "analytics/metering/stats_board.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tabacus::analytics {
namespace {

TEST(StatsBoard, GivesTheLatestToOtherThreadsAndWakesThem) {
  std::atomic<int> woken = 0;
  StatsBoard board{[&] { ++woken; }};
  const TabId tab = TabId::mint();
  EXPECT_EQ(board.latest(tab), nullptr);
  std::jthread writer{[&] {
    for (int call = 1; call <= 1000; ++call) {
      TabStats stats;
      stats.calls = call;
      stats.errors = call;
      board.publish(tab, stats);
    }
  }};
  std::int64_t seen = 0;
  while (seen < 1000) {
    const auto stats = board.latest(tab);
    if (!stats) continue;
    EXPECT_EQ(stats->calls, stats->errors) << "never half of a publication";
    EXPECT_GE(stats->calls, seen);
    seen = stats->calls;
  }
  writer.join();
  EXPECT_EQ(woken, 1000);
}

}  // namespace
}  // namespace tabacus::analytics
