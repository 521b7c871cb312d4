// Signals taken one at a time by the main thread. Made before any other thread, so that all of them inherit the mask.
#pragma once

#include <csignal>
#include <initializer_list>

namespace tabacus::app {

/// Blocks the given signals in this thread while it lives; they wait to be taken.
class TakenSignals {
 public:
  explicit TakenSignals(std::initializer_list<int> numbers);
  TakenSignals(const TakenSignals&) = delete;
  TakenSignals& operator=(const TakenSignals&) = delete;
  ~TakenSignals();

  /// Waits for the next of them and returns its number.
  [[nodiscard]] int next() const;
  /// The mask from before: what a child is to have.
  [[nodiscard]] const sigset_t& earlier_mask() const { return earlier_; }

 private:
  sigset_t taken_;
  sigset_t earlier_;
};

}  // namespace tabacus::app
