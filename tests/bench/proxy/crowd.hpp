// Many connections at once: one epoll loop that does little per byte, so that it is not what is measured.
#pragma once

#include <chrono>
#include <vector>

#include "tests/bench/proxy/targets.hpp"

namespace tabacus::bench {

struct StreamsPlan {
  int streams = 1;
  int events = 100;   ///< of each stream
  int gap_us = 5000;  ///< between two of its events
};

struct StreamsResult {
  std::vector<double> delays_us;  ///< of every event, from the upstream's send to our read
  double largest_gap_us = 0;      ///< the most that two events of a stream came farther apart than they were sent
  double memory_before_kib = 0;   ///< of the target, before the first connection
  double memory_open_kib = 0;     ///< when all streams have been running for a while
};

/// All streams start spread over one gap, and all are read to their end.
[[nodiscard]] StreamsResult follow_streams(const Target& target, const StreamsPlan& plan);

/// Each connection sends its next request when it has its answer.
[[nodiscard]] double requests_per_second(const Target& target, int connections, std::chrono::milliseconds time);

/// Each connection sends one request, reads the answer and closes.
[[nodiscard]] double connections_per_second(const Target& target, int count, int at_once);

[[nodiscard]] double percentile(std::vector<double> values, double share);

}  // namespace tabacus::bench
