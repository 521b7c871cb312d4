// When the cursor is dark. It blinks for a while after a key and then stays, so that an idle window sleeps. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace tabacus::app {

class CursorBlink {
 public:
  static constexpr std::chrono::milliseconds kHalfPeriod{530};
  static constexpr std::chrono::seconds kStopsAfter{10};

  /// A key was pressed, or the window got the focus: bright first.
  void restart(SteadyTime now) { started_ = now; }

  [[nodiscard]] bool is_dark(SteadyTime now) const { return is_running(now) && half_periods(now) % 2 == 1; }

  /// The next time is_dark changes; empty once it has stopped.
  [[nodiscard]] std::optional<SteadyTime> next_change(SteadyTime now) const {
    if (!is_running(now)) return std::nullopt;
    return *started_ + (half_periods(now) + 1) * kHalfPeriod;
  }

 private:
  [[nodiscard]] bool is_running(SteadyTime now) const { return started_ && now - *started_ < kStopsAfter; }
  [[nodiscard]] std::int64_t half_periods(SteadyTime now) const { return (now - *started_) / kHalfPeriod; }

  std::optional<SteadyTime> started_;
};

}  // namespace tabacus::app
