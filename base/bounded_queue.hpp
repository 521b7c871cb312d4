// Values from many threads to one. A full queue refuses; who pushes decides what that means.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tabacus {

/// Bounded by weight, so that a queue of byte chunks is bounded in bytes and a queue of records in records.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_{capacity} {}

  /// False when the queue is closed or `weight` does not fit; `value` is untouched then. Never blocks on the consumer.
  [[nodiscard]] bool try_push(T&& value, std::size_t weight = 1) {
    {
      const std::lock_guard lock{mutex_};
      if (closed_ || weight_ + weight > capacity_) return false;
      weight_ += weight;
      items_.emplace_back(std::move(value), weight);
    }
    ready_.notify_one();
    return true;
  }

  /// All that waits, in order; empty only when the queue is closed and drained, or `timeout` passed.
  [[nodiscard]] std::vector<T> pop_all(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    std::unique_lock lock{mutex_};
    const auto ready = [this] { return closed_ || !items_.empty(); };
    if (timeout)
      ready_.wait_for(lock, *timeout, ready);
    else
      ready_.wait(lock, ready);
    std::deque<std::pair<T, std::size_t>> taken;
    taken.swap(items_);
    weight_ = 0;
    lock.unlock();
    std::vector<T> values;
    values.reserve(taken.size());
    for (auto& [value, weight] : taken) values.push_back(std::move(value));
    return values;
  }

  /// No push succeeds any more; the consumer still gets what waits.
  void close() {
    {
      const std::lock_guard lock{mutex_};
      closed_ = true;
    }
    ready_.notify_all();
  }

  [[nodiscard]] bool closed() const {
    const std::lock_guard lock{mutex_};
    return closed_;
  }

 private:
  const std::size_t capacity_;

  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::pair<T, std::size_t>> items_;  // guarded by mutex_
  std::size_t weight_ = 0;                       // guarded by mutex_
  bool closed_ = false;                          // guarded by mutex_
};

}  // namespace tabacus
