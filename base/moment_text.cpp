#include "base/moment_text.hpp"

#include <ctime>

#include "base/text.hpp"
#include "base/time_text.hpp"

namespace tabacus {
namespace {

using std::chrono::system_clock;

std::tm local_parts(SystemTime time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

/// Local midnight; mktime also rights a day 0 or 32.
SystemTime midnight(int year, int month, int day) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_isdst = -1;
  return std::chrono::time_point_cast<std::chrono::microseconds>(system_clock::from_time_t(::mktime(&parts)));
}

SystemTime midnight_before(SystemTime now, int days) {
  const std::tm today = local_parts(now);
  return midnight(today.tm_year + 1900, today.tm_mon + 1, today.tm_mday - days);
}

std::optional<SystemTime> parse_day(std::string_view text) {
  const auto parts = split(text, '-');
  if (text.size() != 10 || parts.size() != 3) return std::nullopt;
  const auto year = parse_int(parts[0]);
  const auto month = parse_int(parts[1]);
  const auto day = parse_int(parts[2]);
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12 || *day < 1 || *day > 31)
    return std::nullopt;
  const SystemTime start = midnight(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
  if (local_parts(start).tm_mday != *day) return std::nullopt;  // 31 February
  return start;
}

std::optional<std::chrono::seconds> parse_span(std::string_view text) {
  constexpr std::int64_t kMostDays = 100 * 366;
  if (text.size() < 2) return std::nullopt;
  const auto count = parse_int(text.substr(0, text.size() - 1));
  if (!count || *count < 0 || *count > kMostDays * 24 * 3600) return std::nullopt;
  switch (text.back()) {
    case 's':
      return std::chrono::seconds{*count};
    case 'm':
      return std::chrono::minutes{*count};
    case 'h':
      return std::chrono::hours{*count};
    case 'd':
      return std::chrono::days{*count};
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<SystemTime> parse_moment(std::string_view text, SystemTime now) {
  if (text == "today") return midnight_before(now, 0);
  if (text == "yesterday") return midnight_before(now, 1);
  if (const auto span = parse_span(text); span && *span < now.time_since_epoch()) return now - *span;
  if (const auto day = parse_day(text)) return *day;
  if (const auto moment = parse_rfc3339(text)) return *moment;
  return fail(
      ErrorCode::InvalidInput,
      fmt::format("'{}' is no time; write 30m, 2h, 7d, today, yesterday, 2026-11-01 or 2026-11-01T09:30:00Z", text));
}

std::string format_local(SystemTime time) {
  const std::tm parts = local_parts(time);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

}  // namespace tabacus
