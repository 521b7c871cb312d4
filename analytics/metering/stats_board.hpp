// Tells the render thread what a tab costs, and who asks for it which calls are under way. Written by the meter thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "analytics/model/running_call.hpp"
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

  /// The number of a question for a RunningAsked; any thread.
  [[nodiscard]] std::uint64_t next_question() { return ++questions_; }
  /// Answers that question and every earlier one.
  void answer(std::uint64_t question, std::vector<RunningCall> running);
  /// Empty: the meter did not come to it in time.
  [[nodiscard]] std::optional<std::vector<RunningCall>> wait_for_answer(std::uint64_t question,
                                                                        std::chrono::milliseconds timeout) const;

  /// An event that the meter could not digest was passed over.
  void count_fault() { faults_.fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t faults() const { return faults_.load(std::memory_order_relaxed); }

 private:
  const std::function<void()> wake_;

  std::atomic<std::uint64_t> questions_{0};
  std::atomic<std::int64_t> faults_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable answered_changed_;
  std::uint64_t answered_ = 0;                              // guarded by mutex_
  std::vector<RunningCall> running_;                        // guarded by mutex_
  std::map<TabId, std::shared_ptr<const TabStats>> stats_;  // guarded by mutex_
};

}  // namespace tabacus::analytics
