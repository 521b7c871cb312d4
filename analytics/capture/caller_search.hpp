// From a socket's inode to the program that holds it and the programs that started that one. Reads /proc; not for the
// net thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "analytics/model/caller.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

struct CallerQuestion {
  std::uint64_t inode = 0;
  pid_t shell = 0;                ///< the tab's first process; 0: not known
  std::span<const pid_t> likely;  ///< looked at first: who called before
};

/// Answers questions that were asked before it was made, and reads of the system once, however many are asked: a crowd
/// of connections mostly comes from one program, and of those that ended meanwhile each would be looked for everywhere.
/// One thread, for a moment.
class CallerSearch {
 public:
  /// Looks at the likely ones, then at the shell's descendants, then at all processes of ours. Empty: none of them.
  [[nodiscard]] std::optional<Caller> find(const CallerQuestion& question);

 private:
  [[nodiscard]] bool holds(pid_t pid, std::uint64_t inode);
  [[nodiscard]] std::optional<pid_t> holder_below(pid_t shell, std::uint64_t inode, std::set<pid_t>& seen);
  [[nodiscard]] std::optional<pid_t> find_holder(const CallerQuestion& question);
  [[nodiscard]] pid_t opener_of(pid_t holder, std::uint64_t inode);
  [[nodiscard]] std::optional<pid_t> parent(pid_t pid);
  [[nodiscard]] const std::vector<pid_t>& children(pid_t pid);
  [[nodiscard]] const std::vector<pid_t>& all_of_ours();
  [[nodiscard]] Caller describe(pid_t pid, pid_t shell);

  std::map<pid_t, std::vector<std::uint64_t>> sockets_;
  std::map<pid_t, std::optional<pid_t>> parents_;
  std::map<pid_t, std::vector<pid_t>> children_;
  std::optional<std::vector<pid_t>> all_of_ours_;
  std::map<std::pair<pid_t, pid_t>, Caller> callers_;  // by process and shell
};

/// Keeps searches to a tenth of the time, so that a flood of connections costs no core. Pure.
class SearchAllowance {
 public:
  explicit SearchAllowance(SteadyTime now) : at_{now} {}
  [[nodiscard]] bool may_search(SteadyTime now);
  void spend(Nanoseconds time) { saved_ -= time; }
  /// How long after a search of this cost the next one begins. What comes meanwhile is looked for together, but a short
  /// connection may be over by then: only a crowd of them waits.
  [[nodiscard]] Nanoseconds pause_after(Nanoseconds cost) const;

 private:
  static constexpr Nanoseconds kMost = std::chrono::milliseconds{200};
  static constexpr Nanoseconds kAmple = std::chrono::milliseconds{175};
  Nanoseconds saved_ = kMost;
  SteadyTime at_;
};

}  // namespace tabacus::analytics
