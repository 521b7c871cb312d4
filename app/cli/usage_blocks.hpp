// The five-hour blocks in which subscriptions count: one begins at the full hour of its first call, the next with the
// first call after its end. Pure.
#pragma once

#include <optional>

#include "app/cli/output.hpp"
#include "base/clock.hpp"

namespace tabacus::app {

inline constexpr std::chrono::hours kBlockLength{5};

struct Block {
  SystemTime begin{};
  SystemTime first_call{};             ///< to the minute
  std::vector<analytics::Value> sums;  ///< the columns of Reader::totals from "calls" to "busy_us"
  [[nodiscard]] SystemTime end() const { return begin + kBlockLength; }
  [[nodiscard]] bool is_active(SystemTime now) const { return now < end(); }
};

/// Of totals by minute, in their order.
[[nodiscard]] std::vector<Block> blocks_of(const analytics::Table& minutes);

/// As an answer: block_start, block_end, state (active, ended), then the sums, then of an active block what is spent
/// per hour since its first call and what it comes to at that pace, by the price list: per_hour_nano, projected_nano.
[[nodiscard]] analytics::Table block_table(const std::vector<Block>& blocks, const analytics::Table& minutes,
                                           SystemTime now);

}  // namespace tabacus::app
