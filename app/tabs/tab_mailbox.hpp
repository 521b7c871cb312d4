// Events of all tabs on their way to the main thread. Posted to by the tabs' threads, emptied by main.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "app/tabs/tab_message.hpp"

namespace tabacus::app {

class TabMailbox {
 public:
  /// `wake` makes the main thread look here and at the tabs' frames. Any thread; must not block.
  explicit TabMailbox(std::function<void()> wake) : wake_{std::move(wake)} {}

  void post(TabEvent event) {
    {
      const std::lock_guard lock{mutex_};
      // A later title, bell or clipboard stands for the earlier one, so a program cannot fill this faster than main
      // empties it: there is one event of a kind per tab at most.
      std::erase_if(
          events_, [&](const TabEvent& old) { return old.tab == event.tab && old.what.index() == event.what.index(); });
      events_.push_back(std::move(event));
    }
    wake_();
  }
  void wake() const { wake_(); }

  [[nodiscard]] std::vector<TabEvent> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(events_, {});
  }

 private:
  const std::function<void()> wake_;

  std::mutex mutex_;
  std::vector<TabEvent> events_;  // guarded by mutex_
};

}  // namespace tabacus::app
