// What the overlay shows of one tab. Immutable once published; read by any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

/// A limit of the provider's on the account that the tab's last call used.
struct LimitStats {
  std::string window;  ///< "5h", "7d", "requests", "primary"
  std::string status;  ///< the provider's word; mostly empty
  std::optional<std::int64_t> used_ppm;
  std::optional<SystemTime> resets_at;
  std::optional<SystemTime> runs_out_at;  ///< at the pace of the window so far; empty: not before it resets

  friend bool operator==(const LimitStats&, const LimitStats&) = default;
};

struct TabStats {
  std::int64_t calls = 0;  ///< finished
  std::int64_t errors = 0;
  std::int64_t in_flight = 0;
  std::int64_t without_usage = 0;  ///< finished calls whose tokens are not known
  std::int64_t unpriced = 0;       ///< finished calls with tokens but without a price
  std::int64_t lossy = 0;          ///< finished calls that were not read whole
  Tokens input_uncached;           ///< sums over finished and running calls
  Tokens cache_read;
  Tokens cache_write;
  Tokens output;
  Nanodollars cost;          ///< of billed calls: those that a subscription pays for add nothing
  Nanodollars running_cost;  ///< the part of `cost` that is of calls under way, and grows until they end
  Nanodollars subscription;  ///< what the price list says of calls that a subscription pays for; no part of `cost`
  bool cost_is_lower_bound = false;  ///< some call is unpriced, lossy or without usage
  std::string last_model;
  std::optional<Nanoseconds> last_total;
  std::optional<Nanoseconds> last_first_token;  ///< first byte where no token was seen
  std::optional<SteadyTime> running_since;      ///< start of the oldest call in flight
  /// Of the last call that was streamed, or of those that run, which is an estimate: what a delta holds is learnt from
  /// the last one that ended.
  std::optional<double> tokens_per_second;
  bool speed_is_estimate = false;
  std::optional<SteadyTime>
      last_content;  ///< of the call in flight that has been silent longest, to the second; empty: none speaks
  std::optional<SystemTime> cache_expires_at;  ///< of the tab's main agent; empty: nobody promises a time
  std::optional<Nanodollars> cache_at_stake;   ///< what the loss of it would cost the next call
  std::optional<Tokens> prompt;                ///< of the main agent's last call
  std::optional<Tokens> context_window;        ///< of its model
  std::optional<Tokens> price_cliff;           ///< a longer prompt than this costs more
  std::int64_t compactions = 0;
  Nanodollars waste;               ///< of billed calls, as far as it is known
  std::vector<LimitStats> limits;  ///< as told last
  std::string last_error;          ///< provider's word of the last failed call; empty after a good one

  friend bool operator==(const TabStats&, const TabStats&) = default;
};

}  // namespace tabacus::analytics
