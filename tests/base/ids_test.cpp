#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

namespace tabacus {
namespace {

TEST(Id, ReadsBackItsText) {
  const TabId id = TabId::mint();
  EXPECT_EQ(TabId::parse(id.text()), id);
  EXPECT_EQ(id.text().size(), 36u);
}

TEST(Id, SortsByTheMillisecondItWasMinted) {
  const TabId first = TabId::mint();
  std::this_thread::sleep_for(std::chrono::milliseconds{2});
  EXPECT_LT(first, TabId::mint());
}

TEST(Id, DoesNotRepeat) {
  std::set<TabId> seen;
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(TabId::mint()).second);
}

TEST(Id, RefusesTextOfAnotherShape) {
  for (const auto* text : {"", "0190a5d3-7c4e-7abc-8def-0123456789a", "0190a5d3-7c4e-7abc-8def-0123456789abc",
                           "0190a5d3x7c4e-7abc-8def-0123456789ab", "g190a5d3-7c4e-7abc-8def-0123456789ab"})
    EXPECT_FALSE(TabId::parse(text)) << text;
}

TEST(RandomToken, HasTheLengthAskedForAndNoRepeats) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = random_token(22);
    EXPECT_EQ(token.size(), 22u);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

}  // namespace
}  // namespace tabacus
