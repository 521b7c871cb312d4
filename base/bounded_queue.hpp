// Values from many threads to one. A full queue refuses; who pushes decides what that means.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
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
    bool awaited = false;
    {
      const std::lock_guard lock{mutex_};
      if (closed_ || weight_ + weight > capacity_) return false;
      weight_ += weight;
      items_.push_back(std::move(value));
      awaited = weight_ >= awaited_weight_;
      if (awaited) awaited_weight_ = kNothing;
    }
    if (awaited) ready_.notify_one();
    return true;
  }

  /// All that waits, in order; empty only when the queue is closed and drained, or `timeout` passed.
  [[nodiscard]] std::vector<T> pop_all(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    std::unique_lock lock{mutex_};
    wait_for_first(lock, timeout);
    return take();
  }

  /// For a consumer that would rather be woken seldom: waits for a first value, then lets more come until `patience`
  /// has passed, values of `enough` weight wait, or hurry() or close() was called. Empty: closed and drained, or no
  /// first value came within `idle`.
  [[nodiscard]] std::vector<T> pop_batch(std::chrono::milliseconds patience, std::size_t enough,
                                         std::optional<std::chrono::milliseconds> idle = std::nullopt) {
    std::unique_lock lock{mutex_};
    wait_for_first(lock, idle);
    if (items_.empty()) return take();
    awaited_weight_ = enough;
    ready_.wait_for(lock, patience, [&] { return closed_ || hurried_ || weight_ >= enough; });
    return take();
  }

  /// Until a value waits, the queue is closed, or `timeout` has passed; takes nothing.
  void await_first(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    wait_for_first(lock, timeout);
    awaited_weight_ = kNothing;
  }

  /// Ends the patience of a pop_batch that waits, or of the next one.
  void hurry() {
    {
      const std::lock_guard lock{mutex_};
      hurried_ = true;
    }
    ready_.notify_all();
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
  static constexpr std::size_t kNothing = static_cast<std::size_t>(-1);

  void wait_for_first(std::unique_lock<std::mutex>& lock, std::optional<std::chrono::milliseconds> timeout) {
    const auto ready = [this] { return closed_ || !items_.empty(); };
    if (ready()) return;
    awaited_weight_ = 0;
    if (timeout)
      ready_.wait_for(lock, *timeout, ready);
    else
      ready_.wait(lock, ready);
  }

  std::vector<T> take() {
    awaited_weight_ = kNothing;
    weight_ = 0;
    hurried_ = false;
    return std::exchange(items_, {});
  }

  const std::size_t capacity_;

  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<T> items_;                   // guarded by mutex_
  std::size_t weight_ = 0;                 // guarded by mutex_
  std::size_t awaited_weight_ = kNothing;  // guarded by mutex_: a push that reaches it wakes the consumer
  bool hurried_ = false;                   // guarded by mutex_
  bool closed_ = false;                    // guarded by mutex_
};

}  // namespace tabacus
