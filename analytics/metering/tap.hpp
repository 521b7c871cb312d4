// The only thing capture knows of metering: a queue that takes events and never waits. Pushed to by the net
// thread, drained by the meter thread.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "analytics/model/tap_event.hpp"

namespace tabacus::analytics {

class Tap {
 public:
  /// What may wait for the meter, over all tabs: payload, and the event around it, so that a flood of tiny chunks is
  /// bounded in memory too. A request is read whole or not at all, so there is room for the largest that is read; a
  /// stream of events survives a gap. A WebSocket survives none: both its directions go with the requests. Heads and
  /// ends weigh nothing, so they are never refused.
  static constexpr std::size_t kRequestCapacity = 12 * 1024 * 1024;
  static constexpr std::size_t kAnswerCapacity = 3 * 1024 * 1024;

  /// False when the meter is behind and the bytes do not fit, or after close(): the caller sets `gap_before` on its
  /// next chunk. What the meter took last still counts: it holds that in memory.
  [[nodiscard]] bool offer(TapEvent&& event);

  /// Waits for events, up to `until` if that is given; a batch of bounded size; empty once closed and drained, or when
  /// nothing came until then. A quiet tap is answered within a frame
  /// of the screen and a busy one wakes the meter that often at most, unless much has come: waking a thread for each
  /// event costs more than relaying what it tells of.
  [[nodiscard]] std::vector<TapEvent> take(std::optional<SteadyTime> until = std::nullopt);
  void close();

 private:
  struct Load {
    std::size_t lane = 0;  ///< a Direction
    std::size_t weight = 0;
  };
  using Weights = std::array<std::size_t, 2>;  // by Direction
  struct Batch {
    std::vector<TapEvent> events;
    std::size_t bytes = 0;
    Weights weights{};
  };

  static Load load_of(const TapEvent& event);
  [[nodiscard]] bool has_full_batch() const;  // under mutex_

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Batch> waiting_;      // guarded by mutex_
  Weights held_{};                 // guarded by mutex_: waiting or taken last
  Weights taken_{};                // guarded by mutex_: the part that the meter is at
  std::size_t expected_ = 0;       // guarded by mutex_: events of a batch
  bool any_event_wakes_ = false;   // guarded by mutex_: the meter waits for a first one
  bool full_batch_wakes_ = false;  // guarded by mutex_: it lets more come
  bool closed_ = false;            // guarded by mutex_
};

}  // namespace tabacus::analytics
