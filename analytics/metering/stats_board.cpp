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

void StatsBoard::answer(std::uint64_t question, std::vector<RunningCall> running) {
  {
    const std::lock_guard lock{mutex_};
    answered_ = question;
    running_ = std::move(running);
  }
  answered_changed_.notify_all();
}

std::optional<std::vector<RunningCall>> StatsBoard::wait_for_answer(std::uint64_t question,
                                                                    std::chrono::milliseconds timeout) const {
  std::unique_lock lock{mutex_};
  if (!answered_changed_.wait_for(lock, timeout, [&] { return answered_ >= question; })) return std::nullopt;
  return running_;
}

}  // namespace tabacus::analytics
