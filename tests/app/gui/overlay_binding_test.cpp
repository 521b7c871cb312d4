#include "app/gui/overlay_binding.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using analytics::TabStats;
using std::chrono::milliseconds;

struct MoneyCase {
  const char* name;
  std::int64_t nano;
  const char* text;
};

class Money : public testing::TestWithParam<MoneyCase> {};

TEST_P(Money, IsWholeNanodollarsAsText) { EXPECT_EQ(format_money(Nanodollars{GetParam().nano}), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(Amounts, Money,
                         testing::Values(MoneyCase{"Zero", 0, "$0.0000"}, MoneyCase{"Tiny", 45'000, "$0.000045"},
                                         MoneyCase{"BelowTenthOfCent", 999'400, "$0.000999"},
                                         MoneyCase{"HalfUp", 483'150'000, "$0.4832"},
                                         MoneyCase{"Carries", 1'999'960'000, "$2.0000"},
                                         MoneyCase{"TenDollars", 10'000'000'000, "$10.00"},
                                         MoneyCase{"Large", 123'456'789'000'000, "$123456.79"}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(BudgetBar, ShowsTheBudgetNearestToItsEnd) {
  using analytics::BudgetScope;
  using analytics::BudgetState;
  EXPECT_FALSE(budget_bar({}));
  BudgetState tab{.account = {BudgetScope::Tab, "t", 0}, .limit = {}, .spent = {}, .reserved = {}};
  tab.limit.money = Nanodollars{10'000'000'000};
  tab.spent.money = Nanodollars{1'000'000'000};
  BudgetState day = tab;
  day.account.scope = BudgetScope::Day;
  day.limit = {.money = {}, .tokens = Tokens{2'000'000}};
  day.spent.tokens = Tokens{1'700'000};
  day.standing = BudgetState::Standing::Near;
  const auto bar = budget_bar({tab, day});
  ASSERT_TRUE(bar);
  EXPECT_EQ(bar->label, "day");
  EXPECT_EQ(bar->text, "1700k of 2000k tokens");
  EXPECT_FLOAT_EQ(bar->used, 0.85F);
  EXPECT_EQ(bar->level, render::BudgetBar::Level::Near);
  tab.spent.unknown = 1;
  EXPECT_EQ(budget_bar({tab})->text, "≥ $1.0000 of $10.00") << "some call has no price";
}

TEST(OverlayModel, IsReadyBeforeTheFirstCall) {
  const auto model = overlay_model(Metering::On, nullptr, {}, "");
  EXPECT_EQ(model.capture, render::CaptureState::Ready);
  EXPECT_FALSE(model.input_tokens);
  EXPECT_EQ(model.cost, "");
}

TEST(OverlayModel, AddsTheInputBucketsAndNamesTheCachedOnes) {
  TabStats stats;
  stats.calls = 3;
  stats.input_uncached = Tokens{100};
  stats.cache_read = Tokens{5000};
  stats.cache_write = Tokens{20};
  stats.output = Tokens{70};
  stats.cost = Nanodollars{12'345'678};
  stats.last_total = milliseconds{1234};
  stats.last_first_token = milliseconds{321};
  const auto model = overlay_model(Metering::On, &stats, {}, "");
  EXPECT_EQ(model.capture, render::CaptureState::Active);
  EXPECT_EQ(model.input_tokens, 5120);
  EXPECT_EQ(model.cached_tokens, 5000);
  EXPECT_EQ(model.output_tokens, 70);
  EXPECT_EQ(model.cost, "$0.0123");
  EXPECT_EQ(model.last_latency, milliseconds{1234});
  EXPECT_EQ(model.time_to_first_token, milliseconds{321});
}

TEST(OverlayModel, KeepsItsNumbersWhilePaused) {
  TabStats stats;
  stats.calls = 3;
  stats.output = Tokens{70};
  const auto model = overlay_model(Metering::Paused, &stats, {}, "");
  EXPECT_EQ(model.capture, render::CaptureState::Paused);
  EXPECT_EQ(model.calls, 3);
  EXPECT_EQ(overlay_model(Metering::Paused, nullptr, {}, "").capture, render::CaptureState::Paused);
}

TEST(OverlayModel, UnknownIsNotZero) {
  TabStats stats;
  stats.calls = 2;
  stats.without_usage = 2;
  stats.cost_is_lower_bound = true;
  const auto model = overlay_model(Metering::On, &stats, {}, "");
  EXPECT_FALSE(model.input_tokens);
  EXPECT_FALSE(model.output_tokens);
  EXPECT_EQ(model.cost, "");
}

TEST(OverlayModel, SaysWhenTheCostIsALowerBound) {
  TabStats stats;
  stats.calls = 2;
  stats.without_usage = 1;
  stats.cost = Nanodollars{480'000'000};
  stats.cost_is_lower_bound = true;
  EXPECT_EQ(overlay_model(Metering::On, &stats, {}, "").cost, "≥ $0.4800");
}

TEST(OverlayModel, CountsTheTimeOfARunningCall) {
  TabStats stats;
  stats.in_flight = 1;
  stats.running_since = SteadyTime{milliseconds{1000}};
  const auto model = overlay_model(Metering::On, &stats, SteadyTime{milliseconds{3500}}, "");
  EXPECT_EQ(model.running, 1);
  EXPECT_EQ(model.elapsed, milliseconds{2500});
}

TEST(OverlayModel, ShowsWhyThereIsNoMeter) {
  const auto model = overlay_model(Metering::Failed, nullptr, {}, "bind 127.0.0.1:0: no port");
  EXPECT_EQ(model.capture, render::CaptureState::Broken);
  EXPECT_EQ(model.error, "bind 127.0.0.1:0: no port");
  EXPECT_EQ(overlay_model(Metering::Off, nullptr, {}, "").capture, render::CaptureState::Off);
}

TEST(OverlayModel, DropsControlCharactersOfModelNames) {
  TabStats stats;
  stats.calls = 1;
  stats.last_model = "evil\033]0;x\007name";
  EXPECT_EQ(overlay_model(Metering::On, &stats, {}, "").model, "evil]0;xname");
}

}  // namespace
}  // namespace tabacus::app
