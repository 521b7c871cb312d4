#include "analytics/metering/tab_sums.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;

CallRecord measured_call(std::int64_t cost) {
  CallRecord call;
  call.facts.model_served = "m";
  call.facts.usage_state = UsageState::Measured;
  call.facts.usage.input_uncached = Tokens{10};
  call.facts.usage.cache_write_5m = Tokens{2};
  call.facts.usage.cache_write_1h = Tokens{3};
  call.facts.usage.output_total = Tokens{4};
  call.status = 200;
  call.cost = Nanodollars{cost};
  call.times.first_byte = milliseconds{1};
  call.times.total = milliseconds{9};
  return call;
}

TEST(TabSums, AddCallsUp) {
  TabStats stats;
  add_finished(stats, measured_call(100));
  add_finished(stats, measured_call(20));
  EXPECT_EQ(stats.calls, 2);
  EXPECT_EQ(stats.input_uncached, Tokens{20});
  EXPECT_EQ(stats.cache_write, Tokens{10});
  EXPECT_EQ(stats.output, Tokens{8});
  EXPECT_EQ(stats.cost, Nanodollars{120});
  EXPECT_EQ(stats.last_first_token, milliseconds{1}) << "the first byte where no token was seen";
  EXPECT_FALSE(stats.cost_is_lower_bound);
}

TEST(TabSums, SayWhenTheCostIsALowerBound) {
  CallRecord unpriced = measured_call(0);
  unpriced.cost.reset();
  CallRecord unknown;
  unknown.status = 200;
  CallRecord lossy = measured_call(5);
  lossy.outcome = Outcome::Lossy;
  for (const CallRecord& call : {unpriced, unknown, lossy}) {
    TabStats stats;
    add_finished(stats, call);
    EXPECT_TRUE(stats.cost_is_lower_bound);
  }
  CallRecord refused_by_provider;
  refused_by_provider.status = 429;
  refused_by_provider.outcome = Outcome::Error;
  TabStats stats;
  add_finished(stats, refused_by_provider);
  EXPECT_FALSE(stats.cost_is_lower_bound) << "it used no tokens";
  EXPECT_EQ(stats.without_usage, 0);
}

TEST(TabSums, ShowNoCostForWhatASubscriptionPays) {
  CallRecord call = measured_call(100);
  call.billing = Billing::Subscription;
  TabStats stats;
  add_finished(stats, call);
  add_running(stats, call, SteadyTime{});
  add_finished(stats, measured_call(20));
  EXPECT_EQ(stats.cost, Nanodollars{20});
  EXPECT_EQ(stats.output, Tokens{12});
  EXPECT_EQ(stats.unpriced, 0);
}

TEST(TabSums, KeepTheLastErrorUntilAGoodCall) {
  TabStats stats;
  CallRecord failed;
  failed.outcome = Outcome::Error;
  failed.status = 529;
  failed.error_type = "overloaded_error";
  add_finished(stats, failed);
  EXPECT_EQ(stats.last_error, "overloaded_error");
  add_finished(stats, measured_call(1));
  EXPECT_EQ(stats.last_error, "");
  EXPECT_EQ(stats.errors, 1);
}

TEST(TabSums, ShowTheOldestCallInFlight) {
  TabStats stats;
  add_running(stats, measured_call(7), SteadyTime{milliseconds{5}});
  add_running(stats, measured_call(7), SteadyTime{milliseconds{3}});
  EXPECT_EQ(stats.in_flight, 2);
  EXPECT_EQ(stats.running_since, SteadyTime{milliseconds{3}});
  EXPECT_EQ(stats.cost, Nanodollars{14});
  EXPECT_EQ(stats.calls, 0);
}

}  // namespace
}  // namespace tabacus::analytics
