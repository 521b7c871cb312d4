// From a socket's inode to the program that holds it and the programs that started that one. Reads /proc; not for the
// net thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "analytics/model/caller.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

struct CallerQuestion {
  std::uint64_t inode = 0;
  pid_t shell = 0;                ///< the tab's first process; 0: not known
  std::span<const pid_t> likely;  ///< looked at first: who called before
};

/// Looks at the likely ones, then at the shell's descendants, then at all processes of ours. Empty: none of them.
[[nodiscard]] std::optional<Caller> find_caller(const CallerQuestion& question);

/// Keeps searches to a tenth of the time, so that a flood of connections costs no core. Pure.
class SearchAllowance {
 public:
  explicit SearchAllowance(SteadyTime now) : at_{now} {}
  [[nodiscard]] bool may_search(SteadyTime now);
  void spend(Nanoseconds time) { saved_ -= time; }

 private:
  static constexpr Nanoseconds kMost = std::chrono::milliseconds{200};
  Nanoseconds saved_ = kMost;
  SteadyTime at_;
};

}  // namespace tabacus::analytics
