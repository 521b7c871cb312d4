// Ports of closed tabs stay open while a process that the tab started lives: nohup, a tmux server, an agent that was
// disowned. Such a process has lost its parent, but it carries the tab's id in its environment. Waiting and scanning
// is for one thread ("callers"); add() is for any.
#pragma once

#include <sys/types.h>

#include <functional>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {

class TabLingering {
 public:
  /// `deserted` is called from close_deserted().
  void add(TabId tab, std::function<void()> deserted);

  /// Waits until `wakeup` can be read, a watched process ends, or a tab is due for another look.
  void wait(int wakeup) const;
  /// Looks after the tabs that are due, tells of those that nobody carries any more and returns them.
  std::vector<TabId> close_deserted(SteadyTime now);

 private:
  struct Closed {
    TabId tab;
    std::function<void()> deserted;
    UniqueFd watched;   ///< a pidfd of one that carries the tab: nothing needs a look while it lives
    pid_t carrier = 0;  ///< who was found to carry it; 0: not known
    SteadyTime next_look{};
    int fruitless_looks = 0;
  };

  [[nodiscard]] bool is_deserted(Closed& closed, SteadyTime now);

  std::mutex mutex_;
  std::vector<Closed> added_;   // guarded by mutex_
  std::vector<Closed> closed_;  // waiting thread
};

}  // namespace tabacus::analytics
