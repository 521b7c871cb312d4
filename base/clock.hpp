// Wall and steady time behind one interface, so that tests own the clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace tabacus {

using Nanoseconds = std::chrono::nanoseconds;
/// A point in wall time, UTC, at the database's resolution.
using SystemTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
/// A point in monotonic time; only differences mean something.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SystemTime wall() const = 0;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
};

/// The machine's clocks. Any thread.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] SystemTime wall() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

/// The machine's UTC offset at that time, in quarters of an hour, which no time zone divides.
[[nodiscard]] std::int64_t utc_offset_quarters(SystemTime time);

/// Microseconds since the epoch: what the database stores.
[[nodiscard]] constexpr std::int64_t to_epoch_us(SystemTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] constexpr SystemTime from_epoch_us(std::int64_t us) { return SystemTime{std::chrono::microseconds{us}}; }

}  // namespace tabacus
