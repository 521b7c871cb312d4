// A call under way, as status tells of it. Value; made on the meter thread, read by any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

struct RunningCall {
  TabId tab;
  SystemTime started_at{};
  std::string provider;
  std::string client;  ///< "claude-code"; empty: unknown
  std::string model;   ///< that answers, else that was asked for; empty while neither is known
  std::optional<int> status;
  std::int64_t request_bytes = 0;  ///< of the bodies, so far
  std::int64_t response_bytes = 0;
  std::optional<Tokens> input;  ///< cached included
  std::optional<Tokens> output;
  std::optional<Nanodollars> cost;  ///< of the tokens told of so far; it grows until the call ends

  friend bool operator==(const RunningCall&, const RunningCall&) = default;
};

}  // namespace tabacus::analytics
