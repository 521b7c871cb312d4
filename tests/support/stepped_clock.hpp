// The machine's clocks, which a test can put forward. Any thread.
#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace tabacus::test {

class SteppedClock final : public Clock {
 public:
  void advance(Nanoseconds by) { steady_ahead_ += by.count(), wall_ahead_ += by.count(); }
  /// As a machine that was asleep: only wall time went by.
  void sleep(Nanoseconds by) { wall_ahead_ += by.count(); }

  [[nodiscard]] SystemTime wall() const override {
    return system_.wall() + std::chrono::duration_cast<std::chrono::microseconds>(Nanoseconds{wall_ahead_});
  }
  [[nodiscard]] SteadyTime steady() const override { return system_.steady() + Nanoseconds{steady_ahead_}; }

 private:
  const SystemClock system_;
  std::atomic<std::int64_t> steady_ahead_{0};
  std::atomic<std::int64_t> wall_ahead_{0};
};

}  // namespace tabacus::test
