#include "analytics/spending_forecast.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kDollar = 1'000'000'000;

/// Work from nine to seventeen, Monday to Friday, of a seeded size.
DaySpent working_day(std::mt19937& random, int weekday) {
  DaySpent day{.weekday = weekday, .by_hour = {}};
  if (weekday >= 5) return day;
  const auto size = std::uniform_int_distribution<std::int64_t>{700, 1300}(random);
  for (int hour = 9; hour < 17; ++hour)
    day.by_hour[hour] = kDollar * size / 1000 * std::uniform_int_distribution<std::int64_t>{50, 150}(random) / 100;
  return day;
}

std::vector<DaySpent> days(std::mt19937& random, int count) {
  std::vector<DaySpent> made;
  for (int day = 0; day < count; ++day) made.push_back(working_day(random, day % 7));
  return made;
}

TEST(DaySpent, CountsAPartOfAnHour) {
  DaySpent day;
  day.by_hour[9] = 100;
  day.by_hour[10] = 60;
  EXPECT_EQ(day.until(10.5), 130);
  EXPECT_EQ(day.until(24), 160);
  EXPECT_EQ(day.until(0), 0);
}

TEST(ForecastDay, FollowsTheHoursThatAreWorkedIn) {
  std::mt19937 random{1};
  const auto past = days(random, 28);
  DaySpent today{.weekday = 0, .by_hour = {}};
  for (int hour = 9; hour < 13; ++hour) today.by_hour[hour] = kDollar;
  const auto noon = forecast_day(past, today, 13);
  ASSERT_TRUE(noon) << noon.error().message;
  EXPECT_EQ(noon->spent, 4 * kDollar);
  EXPECT_NEAR(static_cast<double>(noon->expected), 8e9, 0.8e9) << "half of the working day is over";
  EXPECT_LE(noon->low, noon->expected);
  EXPECT_GE(noon->high, noon->expected);
  const auto evening = forecast_day(past, today, 20);
  ASSERT_TRUE(evening);
  EXPECT_EQ(evening->expected, 4 * kDollar) << "nothing comes after work";
}

TEST(ForecastDay, RefusesToGuessEarly) {
  std::mt19937 random{1};
  const auto early = forecast_day(days(random, 28), DaySpent{}, 8.5);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::Unsupported);
  EXPECT_FALSE(forecast_day({}, DaySpent{}, 4)) << "without a past a day is even";
  EXPECT_TRUE(forecast_day({}, DaySpent{}, 12));
}

TEST(ForecastMonth, KnowsWeekends) {
  std::mt19937 random{2};
  auto past = days(random, 28 + 14);  // two whole weeks of this month are over
  const DaySpent monday{.weekday = 0, .by_hour = {}};
  const auto month = forecast_month(past, 14, monday, 0, 13);
  ASSERT_TRUE(month) << month.error().message;
  EXPECT_NEAR(static_cast<double>(month->expected), 2.0 * static_cast<double>(month->spent),
              0.15 * static_cast<double>(month->spent))
      << "as many working days lie ahead";
}

TEST(ForecastMonth, IsRightWithinAFifthAtHalfTime) {
  std::vector<double> errors;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random{seed};
    const auto all = days(random, 28 + 28);
    const std::vector<DaySpent> past{all.begin(), all.begin() + 28 + 14};
    std::int64_t truth = 0;
    for (std::size_t day = 28; day < all.size(); ++day) truth += all[day].total();
    const auto month = forecast_month(past, 14, all[28 + 14], 24, 13);
    ASSERT_TRUE(month);
    errors.push_back(std::abs(static_cast<double>(month->expected - truth)) / static_cast<double>(truth));
  }
  std::ranges::sort(errors);
  EXPECT_LT(errors[errors.size() / 2], 0.2);
}

}  // namespace
}  // namespace tabacus::analytics
