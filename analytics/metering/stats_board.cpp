#include "analytics/metering/stats_board.hpp"

#include <utility>

namespace tabacus::analytics {

void StatsBoard::publish(TabId tab, TabStats stats) {
  auto published = std::make_shared<const TabStats>(std::move(stats));
  {
    const std::lock_guard lock{mutex_};
    stats_[tab].swap(published);
  }
  if (wake_) wake_();
}

std::shared_ptr<const TabStats> StatsBoard::latest(TabId tab) const {
  const std::lock_guard lock{mutex_};
  const auto found = stats_.find(tab);
  return found == stats_.end() ? nullptr : found->second;
}

}  // namespace tabacus::analytics
