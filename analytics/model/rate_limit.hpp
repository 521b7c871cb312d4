// One limit of a provider on an account, as an answer told of it. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace tabacus::analytics {

struct RateLimit {
  std::string window;  ///< "requests", "input_tokens", "5h", "7d", "primary", "retry_after"; of Google the quota's id
  std::string status = {};  ///< the provider's word: "allowed", "rejected"; empty where it says none
  std::optional<std::int64_t> cap = {};
  std::optional<std::int64_t> remaining = {};
  std::optional<std::int64_t> used_ppm = {};  ///< of the cap: 1,000,000 is all of it
  bool is_share = false;                      ///< the provider tells a share, and no counts
  std::optional<Nanoseconds> length = {};     ///< of the window
  std::optional<Nanoseconds> resets_in = {};  ///< from when it was told; empty beside `resets_at`
  std::optional<SystemTime> resets_at = {};

  friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

}  // namespace tabacus::analytics
