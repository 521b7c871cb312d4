// What the overlay shows of one tab. Immutable once published; read by any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

struct TabStats {
  std::int64_t calls = 0;  ///< finished
  std::int64_t errors = 0;
  std::int64_t in_flight = 0;
  std::int64_t without_usage = 0;  ///< finished calls whose tokens are not known
  std::int64_t unpriced = 0;       ///< finished calls with tokens but without a price
  Tokens input_uncached;           ///< sums over finished and running calls
  Tokens cache_read;
  Tokens cache_write;
  Tokens output;
  Nanodollars cost;                  ///< of billed calls: those that a subscription pays for add nothing
  bool cost_is_lower_bound = false;  ///< some call is unpriced, lossy or without usage
  std::string last_model;
  std::optional<Nanoseconds> last_total;
  std::optional<Nanoseconds> last_first_token;  ///< first byte where no token was seen
  std::optional<SteadyTime> running_since;      ///< start of the oldest call in flight
  std::string last_error;                       ///< provider's word of the last failed call; empty after a good one

  friend bool operator==(const TabStats&, const TabStats&) = default;
};

}  // namespace tabacus::analytics
