// The only thing capture knows of metering: a queue that takes events and never waits. Pushed to by the net
// thread, drained by the meter thread.
#pragma once

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "analytics/model/tap_event.hpp"
#include "base/bounded_queue.hpp"

namespace tabacus::analytics {

class Tap {
 public:
  /// What may wait for the meter, over all tabs: payload, and the event around it, so that a flood of tiny chunks is
  /// bounded in memory too. Heads and ends weigh nothing, so they are never refused.
  static constexpr std::size_t kCapacityBytes = 16 * 1024 * 1024;

  /// False when the meter is behind and the bytes do not fit: the caller sets `gap_before` on its next chunk.
  [[nodiscard]] bool offer(TapEvent&& event) {
    const auto* body = std::get_if<BodyBytes>(&event.what);
    const std::size_t weight = body != nullptr ? body->bytes.size() + sizeof(TapEvent) : 0;
    return queue_.try_push(std::move(event), weight);
  }

  /// Waits for events; empty once closed and drained.
  [[nodiscard]] std::vector<TapEvent> take() { return queue_.pop_all(); }
  void close() { queue_.close(); }

 private:
  BoundedQueue<TapEvent> queue_{kCapacityBytes};
};

}  // namespace tabacus::analytics
