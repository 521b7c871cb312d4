// A view that the wheel left between two lines goes on to the nearer one, once the wheel rests. Nothing is due then
// until it turns again. Pure; main thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "terminal/frame.hpp"

namespace tabacus::app {

class WheelRest {
 public:
  /// Between two events of fingers that move slowly.
  static constexpr std::chrono::milliseconds kPatience{150};
  static constexpr std::chrono::milliseconds kWay{100};
  static constexpr std::chrono::milliseconds kStep{16};

  struct Step {
    int parts = 0;         ///< to glide by
    bool is_last = false;  ///< settle then
  };

  void turned(TabId pane, SteadyTime now) {
    pane_ = pane;
    due_ = now + kPatience;
    way_.reset();
  }
  void stop() { due_.reset(); }
  /// Whose view is on its way.
  [[nodiscard]] TabId pane() const { return pane_; }
  /// When to ask take_step; empty: every view is at rest.
  [[nodiscard]] std::optional<SteadyTime> due() const { return due_; }
  /// `part` is where the view stands above its line, of kLineParts; it counts at the first step.
  [[nodiscard]] Step take_step(SteadyTime now, int part) {
    if (!way_) way_ = Way{now, part * 2 < terminal::kLineParts ? -part : terminal::kLineParts - part, 0};
    const double share = std::min(1.0, std::chrono::duration<double>(now + kStep - way_->begun) / kWay);
    const bool is_last = share >= 1.0 || way_->whole == 0;
    // Fast first: it goes on as the fingers did, and comes to rest.
    const auto done = static_cast<int>(std::lround(way_->whole * (1 - (1 - share) * (1 - share))));
    const Step step{done - way_->done, is_last};
    way_->done = done;
    due_ = is_last ? std::nullopt : std::optional{now + kStep};
    return step;
  }

 private:
  struct Way {
    SteadyTime begun;
    int whole;  // parts, towards older lines
    int done;
  };

  TabId pane_{};
  std::optional<SteadyTime> due_;
  std::optional<Way> way_;
};

}  // namespace tabacus::app
