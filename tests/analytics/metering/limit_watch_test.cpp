#include "analytics/metering/limit_watch.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr SystemTime kStart = from_epoch_us(1'800'000'000'000'000);

RateLimit share(std::int64_t ppm, SystemTime resets_at = kStart + hours{4}) {
  return {.window = "5h", .status = {}, .used_ppm = ppm, .is_share = true, .length = hours{5}, .resets_at = resets_at};
}

RateLimit tokens(std::int64_t remaining, SystemTime resets_at) {
  return {.window = "tokens",
          .status = {},
          .cap = 1'000,
          .remaining = remaining,
          .used_ppm = (1'000 - remaining) * 1'000,
          .resets_at = resets_at};
}

class LimitWatchTest : public testing::Test {
 protected:
  /// How many of these are news.
  std::size_t news(std::vector<RateLimit> limits, SystemTime at = kStart, std::uint64_t account = 1) {
    CallRecord call;
    call.provider = "anthropic";
    call.account = account;
    call.limits = std::move(limits);
    call.limits_at = at;
    all_ = watch_.note(call);
    return call.limits.size();
  }

  LimitWatch watch_;
  std::vector<LimitStats> all_;
};

TEST_F(LimitWatchTest, TheFirstWordIsNewsAndItsRepetitionIsNot) {
  EXPECT_EQ(news({share(420'000)}), 1u);
  EXPECT_EQ(news({share(420'000)}, kStart + minutes{1}), 0u);
  EXPECT_EQ(all_.size(), 1u) << "but it is known";
  EXPECT_EQ(news({share(430'000)}, kStart + minutes{2}), 1u);
  RateLimit rejected = share(430'000);
  rejected.status = "rejected";
  EXPECT_EQ(news({rejected}), 1u);
}

TEST_F(LimitWatchTest, ANewWindowIsNewsEvenWithTheSameShare) {
  EXPECT_EQ(news({share(0)}), 1u);
  EXPECT_EQ(news({share(0, kStart + hours{4} + std::chrono::seconds{1})}), 0u);
  EXPECT_EQ(news({share(0, kStart + hours{9})}), 1u);
}

TEST_F(LimitWatchTest, ACountIsNewsWhenItHasMovedByAHundredth) {
  std::size_t told = 0;
  for (int used = 0; used <= 100; ++used) told += news({tokens(1'000 - used, kStart + minutes{used})}, kStart);
  EXPECT_EQ(told, 11u);
}

TEST_F(LimitWatchTest, AccountsAreApart) {
  EXPECT_EQ(news({share(420'000)}, kStart, 1), 1u);
  EXPECT_EQ(news({share(420'000)}, kStart, 2), 1u);
  EXPECT_EQ(news({share(420'000)}, kStart, 1), 0u);
}

TEST_F(LimitWatchTest, WhatHasBeenResetIsToldNoMore) {
  static_cast<void>(news({tokens(0, kStart + minutes{1})}));
  EXPECT_EQ(all_.size(), 1u);
  static_cast<void>(news({share(1)}, kStart + minutes{2}));
  ASSERT_EQ(all_.size(), 1u);
  EXPECT_EQ(all_[0].window, "5h");
}

TEST_F(LimitWatchTest, StaysBounded) {
  for (std::uint64_t account = 1; account <= 1'000; ++account) static_cast<void>(news({share(1)}, kStart, account));
  EXPECT_EQ(news({share(1)}, kStart, 1'000), 0u);
  EXPECT_EQ(news({share(1)}, kStart, 1), 1u) << "forgotten";
  for (int i = 0; i < 100; ++i) {
    RateLimit limit = share(1);
    limit.window = "w" + std::to_string(i);
    static_cast<void>(news({limit}, kStart, 1));
  }
  EXPECT_LE(all_.size(), 32u);
}

struct Pace {
  const char* name;
  RateLimit limit;
  std::optional<SystemTime> expected;
};

TEST(LimitPace, IsThatOfTheWindowSoFar) {
  RateLimit endless = share(500'000);
  endless.length.reset();
  const Pace kPaces[] = {
      {"half in an hour of five", share(500'000), kStart + hours{1}},
      {"a tenth in an hour of five: not before the reset", share(100'000), std::nullopt},
      {"a fifth in an hour: just then", share(200'000), kStart + hours{4}},
      {"all of it", share(1'000'000), kStart},
      {"more than all", share(1'050'000), kStart},
      {"nothing", share(0), std::nullopt},
      {"of unknown length", endless, std::nullopt},
      {"a window that is to come", share(500'000, kStart + hours{6}), std::nullopt},
      {"a window that is over", share(500'000, kStart - hours{1}), std::nullopt},
  };
  for (const Pace& pace : kPaces) EXPECT_EQ(runs_out_at(pace.limit, kStart), pace.expected) << pace.name;
}

}  // namespace
}  // namespace tabacus::analytics
