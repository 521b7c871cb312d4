// What stored calls would have cost otherwise: on another model, with another cache or by the batch. One thread per
// question; nothing is changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analytics/api/prices.hpp"
#include "analytics/api/reader.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct WhatIf {
  enum class Cache : std::uint8_t {
    AsItWas,
    OneHour,  ///< what was written for five minutes is written for an hour; the reads stay
    None,     ///< every token of a prompt is an ordinary one
  };
  std::string model;     ///< as a price list names it; empty: that of each call
  std::string provider;  ///< whose list; empty: that of the call, else the only one, else the model's maker
  Cache cache = Cache::AsItWas;
  std::string tier;  ///< "batch", "flex", "priority"; empty: as it was
};

/// Of the calls of one model that have a figure both ways.
struct WhatIfModel {
  std::string provider;
  std::string model;
  std::int64_t calls = 0;
  std::int64_t left_out = 0;  ///< had no price, or would have none
  std::int64_t before_nano = 0;
  std::int64_t after_nano = 0;
};

struct WhatIfReport {
  std::string provider;  ///< whose list was asked, where a model was named
  std::string price_as_of;
  std::vector<WhatIfModel> models;  ///< the largest difference first
};

/// Both figures are by the prices in use now, whoever paid: the same tokens on both sides, though another model would
/// cut the same text into others. Tokens written to a cache where the other model's list has no price for that cost
/// what input does. Local engines' calls are left out unless a model is named. NotFound: no database yet, or no price
/// of that model; Unsupported: an older schema.
[[nodiscard]] Result<WhatIfReport> what_if(const std::filesystem::path& directory, const CallFilter& filter,
                                           const PriceFiles& files, const WhatIf& change);

}  // namespace tabacus::analytics
