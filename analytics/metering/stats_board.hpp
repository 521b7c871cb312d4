// Tells the render thread what a tab costs. Written by the meter thread, read once per frame.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "analytics/model/tab_stats.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

class StatsBoard {
 public:
  /// `wake` is called after each publication, on the publishing thread; it must not block. May be empty.
  explicit StatsBoard(std::function<void()> wake) : wake_{std::move(wake)} {}

  void publish(TabId tab, TabStats stats);
  /// Null before the tab's first call.
  [[nodiscard]] std::shared_ptr<const TabStats> latest(TabId tab) const;

 private:
  const std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::map<TabId, std::shared_ptr<const TabStats>> stats_;  // guarded by mutex_
};

}  // namespace tabacus::analytics
