#include "base/clock.hpp"

#include <ctime>

namespace tabacus {

SystemTime SystemClock::wall() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const {
  return std::chrono::time_point_cast<Nanoseconds>(std::chrono::steady_clock::now());
}

std::int64_t utc_offset_quarters(SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return 0;
  return local.tm_gmtoff / (15 * 60);
}

}  // namespace tabacus
