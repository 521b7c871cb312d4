// What a day or a month will have cost at its end, from how spending was spread before. Pure; amounts are nanodollars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

inline constexpr int kHours = 24;

/// A local calendar day, hour by hour.
struct DaySpent {
  int weekday = 0;  ///< 0 is Monday
  std::int64_t by_hour[kHours] = {};
  [[nodiscard]] std::int64_t total() const;
  [[nodiscard]] std::int64_t until(double hour) const;  ///< a part of an hour counts in proportion
};

struct Forecast {
  std::int64_t spent = 0;
  std::int64_t low = 0;  ///< eight of ten periods like those before end between low and high
  std::int64_t expected = 0;
  std::int64_t high = 0;
  double share_elapsed = 0;  ///< of what a period usually spends, what it has spent by now
};

/// Below this a forecast would be a guess.
inline constexpr double kLeastElapsed = 0.2;

/// Of today, which has run for `hour` hours. `past`: whole days before it; those of today's weekday count where there
/// are three with spending, otherwise all; without any a day is taken to be even. Unsupported: under a fifth of a usual
/// day's spending lies behind.
[[nodiscard]] Result<Forecast> forecast_day(const std::vector<DaySpent>& past, const DaySpent& today, double hour);

/// Of this month: its days so far are the last `this_month` of `past`, then comes today, then `days_left` more. Days to
/// come cost what days of their weekday did, idle ones included.
[[nodiscard]] Result<Forecast> forecast_month(const std::vector<DaySpent>& past, int this_month, const DaySpent& today,
                                              double hour, int days_left);

}  // namespace tabacus::analytics
