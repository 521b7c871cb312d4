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
      std::erase_if(events_, [&](const TabEvent& old) { return replaces(event, old); });
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
  /// A later title, bell or clipboard stands for the earlier one, so a program cannot fill this faster than main
  /// empties it. Pastes are wanted by the user, each for itself.
  static bool replaces(const TabEvent& later, const TabEvent& old) {
    if (old.tab != later.tab || old.what.index() != later.what.index()) return false;
    if (std::holds_alternative<PasteWanted>(later.what)) return false;
    const auto* filled = std::get_if<ClipboardFilled>(&later.what);
    return filled == nullptr || filled->which == std::get<ClipboardFilled>(old.what).which;
  }

  const std::function<void()> wake_;

  std::mutex mutex_;
  std::vector<TabEvent> events_;  // guarded by mutex_
};

}  // namespace tabacus::app
