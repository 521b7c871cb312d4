#include "analytics/spending_forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kEnoughOfAWeekday = 3;
constexpr int kWeek = 7;
/// Eight of ten values of a normal distribution lie within so many standard deviations.
constexpr double kEightOfTen = 1.2816;

std::vector<DaySpent> like(const std::vector<DaySpent>& past, int weekday) {
  std::vector<DaySpent> same;
  for (const DaySpent& day : past)
    if (day.weekday == weekday && day.total() > 0) same.push_back(day);
  if (same.size() >= kEnoughOfAWeekday) return same;
  std::vector<DaySpent> any;
  for (const DaySpent& day : past)
    if (day.total() > 0) any.push_back(day);
  return any;
}

/// The part of a day's spending that lies before `hour`, over all of them.
double usual_share(const std::vector<DaySpent>& days, double hour) {
  double before = 0;
  double whole = 0;
  for (const DaySpent& day : days) {
    before += static_cast<double>(day.until(hour));
    whole += static_cast<double>(day.total());
  }
  return whole > 0 ? before / whole : hour / kHours;
}

Result<void> refuse_if_early(double share, std::string_view period) {
  if (share >= kLeastElapsed) return {};
  return fail(ErrorCode::Unsupported,
              fmt::format("it is too early to tell: {:.0f} % of what a {} usually spends lies behind, and a forecast "
                          "begins at {:.0f} %",
                          share * 100, period, kLeastElapsed * 100));
}

struct Spread {
  double mean = 0;
  double deviation = 0;
};

Spread spread_of(const std::vector<double>& values) {
  if (values.empty()) return {};
  const double count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() > 1 ? std::sqrt(squares / (count - 1)) : mean};
}

Forecast around(std::int64_t spent, double rest, double deviation, double share) {
  const auto at_least = [&](double value) { return spent + std::max<std::int64_t>(0, std::llround(value)); };
  return {.spent = spent,
          .low = at_least(rest - kEightOfTen * deviation),
          .expected = at_least(rest),
          .high = at_least(rest + kEightOfTen * deviation),
          .share_elapsed = share};
}

/// What is still to come of today: the usual rest of a day, as much larger or smaller as today was so far. How far
/// both were apart on days before is how far they may be today.
Spread rest_of_day(const std::vector<DaySpent>& days, const DaySpent& today, double hour, double share) {
  const auto spent = static_cast<double>(today.until(hour));
  const double expected = spent * (1 - share) / share;
  std::vector<double> errors;
  for (const DaySpent& day : days) {
    const auto before = static_cast<double>(day.until(hour));
    errors.push_back(static_cast<double>(day.total()) - before / share);
  }
  return {expected, errors.size() > 1 ? spread_of(errors).deviation : expected};
}

std::array<Spread, kWeek> by_weekday(const std::vector<DaySpent>& past) {
  std::array<std::vector<double>, kWeek> totals;
  std::vector<double> all;
  for (const DaySpent& day : past) {
    totals[static_cast<std::size_t>(day.weekday)].push_back(static_cast<double>(day.total()));
    all.push_back(static_cast<double>(day.total()));
  }
  std::array<Spread, kWeek> spreads;
  for (std::size_t weekday = 0; weekday < kWeek; ++weekday)
    spreads[weekday] = spread_of(totals[weekday].size() > 1 ? totals[weekday] : all);
  return spreads;
}

}  // namespace

std::int64_t DaySpent::total() const {
  return std::accumulate(std::begin(by_hour), std::end(by_hour), std::int64_t{0});
}

std::int64_t DaySpent::until(double hour) const {
  std::int64_t sum = 0;
  const int whole = std::clamp(static_cast<int>(hour), 0, kHours);
  for (int i = 0; i < whole; ++i) sum += by_hour[i];
  if (whole < kHours) sum += std::llround(static_cast<double>(by_hour[whole]) * (hour - whole));
  return sum;
}

Result<Forecast> forecast_day(const std::vector<DaySpent>& past, const DaySpent& today, double hour) {
  const auto days = like(past, today.weekday);
  const double share = usual_share(days, hour);
  if (auto refused = refuse_if_early(share, "day"); !refused) return fail(refused.error());
  // What today's present hour has cost is all behind us, however far that hour is.
  const std::int64_t spent = today.total();
  const Spread rest = rest_of_day(days, today, hour, share);
  return around(spent, rest.mean - static_cast<double>(spent - today.until(hour)), rest.deviation, share);
}

Result<Forecast> forecast_month(const std::vector<DaySpent>& past, int this_month, const DaySpent& today, double hour,
                                int days_left) {
  const auto weekdays = by_weekday(past);
  std::int64_t spent = today.total();
  double usual_before = 0;
  for (auto day = past.end() - this_month; day != past.end(); ++day) {
    spent += day->total();
    usual_before += weekdays[static_cast<std::size_t>(day->weekday)].mean;
  }
  const double today_usual = weekdays[static_cast<std::size_t>(today.weekday)].mean;
  const double today_share = usual_share(like(past, today.weekday), hour);
  double rest = today_usual * (1 - today_share);
  double variance = std::pow(weekdays[static_cast<std::size_t>(today.weekday)].deviation, 2) * (1 - today_share);
  for (int day = 1; day <= days_left; ++day) {
    const Spread& usual = weekdays[static_cast<std::size_t>((today.weekday + day) % kWeek)];
    rest += usual.mean;
    variance += usual.deviation * usual.deviation;
  }
  const double before = usual_before + today_usual * today_share;
  const bool has_past = before + rest > 0;
  const double share =
      has_past ? before / (before + rest) : (this_month + hour / kHours) / (this_month + 1 + days_left);
  if (auto refused = refuse_if_early(share, "month"); !refused) return fail(refused.error());
  if (!has_past) {
    rest = static_cast<double>(spent) * (1 - share) / share;
    variance = rest * rest;
  }
  return around(spent, rest, std::sqrt(variance), share);
}

}  // namespace tabacus::analytics
