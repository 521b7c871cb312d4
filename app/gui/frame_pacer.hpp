// When the next picture is due: at once for what the user did and for the echo of a key, otherwise when a program
// pauses, at most once per refresh of the display. Output that does not pause is shown rarely: nobody reads it, and the
// processor's time is better spent on taking it in. Pure; main thread.
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
  static constexpr std::chrono::milliseconds kLongestGather{8};
  /// Output that comes so soon behind a key is taken for its echo.
  static constexpr std::chrono::milliseconds kEchoWindow{50};
  /// Of the time in which output does not pause, pictures take one part in so many.
  static constexpr int kShare = 12;
  static constexpr std::chrono::milliseconds kLongestRest{200};

  /// Of the display; 60 Hz where it is not known.
  void set_refresh_rate(int hertz) { refresh_ = std::chrono::nanoseconds{1'000'000'000 / (hertz > 0 ? hertz : 60)}; }

  void key_pressed(SteadyTime now) { key_at_ = now; }
  /// A program printed. `output` counts how often it did so far; it goes on counting while nobody is told.
  void output_arrived(SteadyTime now, std::uint64_t output);
  /// The user did something that shows, or the window system lost the picture.
  void changed(SteadyTime now);
  /// The picture was drawn from `begun` to `ended`. Not `shown`: it turned out to be that which stood already.
  void drawn(SteadyTime begun, SteadyTime ended, bool shown);

  /// When to ask take_due; empty: nothing is to be drawn.
  [[nodiscard]] std::optional<SteadyTime> due() const { return due_; }
  /// Whether to draw now. Puts it off while `output` grows, but not for long.
  [[nodiscard]] bool take_due(SteadyTime now, std::uint64_t output);

 private:
  [[nodiscard]] Duration rest() const {
    return std::max<Duration>(refresh_, std::min<Duration>(kShare * cost_, kLongestRest));
  }
  void want(SteadyTime at) { due_ = due_ ? std::min(*due_, at) : at; }

  Duration refresh_ = std::chrono::nanoseconds{1'000'000'000 / 60};
  Duration cost_{};  // of the last picture
  std::optional<SteadyTime> due_;
  std::optional<SteadyTime> shown_at_;
  std::optional<SteadyTime> key_at_;  // until its echo was shown
  bool is_echo_due_ = false;
  bool is_urgent_ = false;         // growing output puts nothing off
  std::uint64_t output_seen_ = 0;  // when last asked
  SteadyTime latest_{};            // until when output may put off what is due
  Duration look_again_{kGather};
};

inline void FramePacer::output_arrived(SteadyTime now, std::uint64_t output) {
  is_echo_due_ = is_echo_due_ || (key_at_ && now - *key_at_ < kEchoWindow);
  if (is_echo_due_) {
    is_urgent_ = true;
    return want(now);
  }
  if (due_) return;
  // Without a pause: there is more as soon as a picture of what there was is done.
  const bool goes_on = shown_at_ && now - (*shown_at_ + cost_) < refresh_ / 4;
  output_seen_ = output;
  look_again_ = goes_on ? refresh_ : Duration{kGather};
  due_ = shown_at_ ? std::max<SteadyTime>(now + kGather, *shown_at_ + refresh_) : now + kGather;
  latest_ = goes_on ? std::max(*due_, *shown_at_ + rest()) : std::max<SteadyTime>(*due_, now + kLongestGather);
}

inline void FramePacer::changed(SteadyTime now) {
  is_urgent_ = true;
  want(shown_at_ ? std::max<SteadyTime>(now, *shown_at_ + refresh_) : now);
}

inline bool FramePacer::take_due(SteadyTime now, std::uint64_t output) {
  if (!due_ || *due_ > now) return false;
  const bool grows = std::exchange(output_seen_, output) != output;
  if (is_urgent_ || !grows || now >= latest_) return true;
  due_ = std::min(now + look_again_, latest_);
  return false;
}

inline void FramePacer::drawn(SteadyTime begun, SteadyTime ended, bool shown) {
  due_.reset();
  is_urgent_ = false;
  if (!shown) return;
  shown_at_ = begun;
  cost_ = ended - begun;
  if (std::exchange(is_echo_due_, false)) key_at_.reset();
}

}  // namespace tabacus::app
