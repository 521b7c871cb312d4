// When the next picture is due: at once for what the user did and for the echo of a key, otherwise a moment after a
// program began to print, at most once per refresh of the display, and rarely in a flood of output, which nobody reads
// and which the processor's time is better spent on. Pure; main thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace tabacus::app {

class FramePacer {
 public:
  using Duration = SteadyTime::duration;

  /// What a program prints in one go comes in pieces: they are one picture.
  static constexpr std::chrono::milliseconds kGather{1};
  /// Output that comes so soon behind a key is taken for its echo.
  static constexpr std::chrono::milliseconds kEchoWindow{50};
  /// Output without a pause for so long is a flood.
  static constexpr std::chrono::milliseconds kFloodAfter{150};
  static constexpr std::chrono::milliseconds kLongestRest{100};

  /// Of the display; 60 Hz where it is not known.
  void set_refresh_rate(int hertz) { refresh_ = std::chrono::nanoseconds{1'000'000'000 / (hertz > 0 ? hertz : 60)}; }

  void key_pressed(SteadyTime now) { key_at_ = now; }
  /// A program printed.
  void output_arrived(SteadyTime now);
  /// The user did something that shows, or the window system lost the picture.
  void changed(SteadyTime now);
  /// The picture was drawn from `begun` to `ended`. Not `shown`: it turned out to be that which stood already.
  void drawn(SteadyTime begun, SteadyTime ended, bool shown);

  /// Empty: nothing is to be drawn.
  [[nodiscard]] std::optional<SteadyTime> due() const { return due_; }
  [[nodiscard]] bool is_due(SteadyTime now) const { return due_ && *due_ <= now; }

 private:
  /// From one picture to the next.
  [[nodiscard]] Duration rest(SteadyTime now) const {
    if (!output_since_ || now - *output_since_ < kFloodAfter) return refresh_;
    return std::clamp<Duration>(std::max<Duration>(2 * refresh_, 4 * cost_), refresh_,
                                std::max<Duration>(refresh_, kLongestRest));
  }
  void want(SteadyTime at) { due_ = due_ ? std::min(*due_, at) : at; }

  Duration refresh_ = std::chrono::nanoseconds{1'000'000'000 / 60};
  Duration cost_{};  // of the last picture
  std::optional<SteadyTime> due_;
  std::optional<SteadyTime> shown_at_;
  std::optional<SteadyTime> key_at_;  // until its echo was shown
  bool is_echo_due_ = false;
  std::optional<SteadyTime> output_since_;  // without a pause
};

inline void FramePacer::output_arrived(SteadyTime now) {
  // Without a pause: there is more as soon as a picture of what there was is done.
  const bool goes_on = output_since_ && shown_at_ && now - (*shown_at_ + cost_) < refresh_ / 4;
  if (!goes_on) output_since_ = now;
  is_echo_due_ = is_echo_due_ || (key_at_ && now - *key_at_ < kEchoWindow);
  if (is_echo_due_) return want(now);
  want(shown_at_ ? std::max<SteadyTime>(now + kGather, *shown_at_ + rest(now)) : now + kGather);
}

inline void FramePacer::changed(SteadyTime now) {
  want(shown_at_ ? std::max<SteadyTime>(now, *shown_at_ + refresh_) : now);
}

inline void FramePacer::drawn(SteadyTime begun, SteadyTime ended, bool shown) {
  due_.reset();
  if (!shown) return;
  shown_at_ = begun;
  cost_ = ended - begun;
  if (std::exchange(is_echo_due_, false)) key_at_.reset();
}

}  // namespace tabacus::app
