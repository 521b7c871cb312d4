#include "app/gui/meter/widget.hpp"

#include <fmt/format.h>

#include <ctime>

namespace tabacus::app {
namespace {

constexpr std::int64_t kNanoPerDollar = 1'000'000'000;

int decimals_for(std::int64_t nano) {
  if (nano >= 10 * kNanoPerDollar) return 2;
  return nano > 0 && nano < kNanoPerDollar / 1000 ? 6 : 4;
}

std::tm local_time(SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return local;
}

}  // namespace

std::string format_money(Nanodollars amount) {
  const int decimals = decimals_for(amount.count());
  std::int64_t unit = kNanoPerDollar;
  for (int i = 0; i < decimals; ++i) unit /= 10;
  const std::int64_t rounded = (amount.count() + unit / 2) / unit;
  const std::int64_t per_dollar = kNanoPerDollar / unit;
  return fmt::format("${}.{:0{}}", rounded / per_dollar, rounded % per_dollar, decimals);
}

std::string format_money(std::optional<Nanodollars> amount) { return amount ? format_money(*amount) : "–"; }

std::string cost_text(const analytics::TabStats& stats) {
  const bool nothing_priced =
      stats.cost.count() == 0 && (stats.cost_is_lower_bound || stats.calls + stats.in_flight == 0);
  if (nothing_priced) return {};
  return (stats.cost_is_lower_bound ? "≥ " : "") + format_money(stats.cost);
}

bool knows_tokens(const analytics::TabStats& stats) { return stats.calls > stats.without_usage || stats.in_flight > 0; }

std::string clock_text(SystemTime time, SystemTime now) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::tm then = local_time(time);
  const std::tm today = local_time(now);
  const std::string clock = fmt::format("{:02}:{:02}", then.tm_hour, then.tm_min);
  const bool is_today = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year;
  return is_today ? clock : fmt::format("{} {}", kDays[then.tm_wday], clock);
}

}  // namespace tabacus::app
