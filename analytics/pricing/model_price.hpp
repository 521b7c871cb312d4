// What one model costs: rates by bucket, the tiers and factors that change them, fees by use. Values.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/model/price_stamp.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

/// Rates of one kind of service. Absent is unknown, never free.
struct Rates {
  std::optional<Rate> input;
  std::optional<Rate> output;
  std::optional<Rate> reasoning;  ///< where thinking has a price of its own
  std::optional<Rate> cache_read;
  std::optional<Rate> cache_write_5m;
  std::optional<Rate> cache_write_1h;
  std::optional<Rate> audio_input;
  std::optional<Rate> audio_output;
  std::optional<Rate> audio_cache_read;
  std::optional<Rate> image_input;  ///< where image tokens have a price of their own
};

struct RateName {
  const char* name;  ///< in price tables
  std::optional<Rate> Rates::*member;
};
inline constexpr std::array<RateName, 10> kRateNames{{{"input", &Rates::input},
                                                      {"output", &Rates::output},
                                                      {"reasoning", &Rates::reasoning},
                                                      {"cache_read", &Rates::cache_read},
                                                      {"cache_write_5m", &Rates::cache_write_5m},
                                                      {"cache_write_1h", &Rates::cache_write_1h},
                                                      {"audio_input", &Rates::audio_input},
                                                      {"audio_output", &Rates::audio_output},
                                                      {"audio_cache_read", &Rates::audio_cache_read},
                                                      {"image_input", &Rates::image_input}}};

/// Rates that hold for the whole call once its prompt is longer than `prompt`; absent ones stay as they are.
struct LongPromptRates {
  Tokens prompt;
  Rates rates;
};

struct RateCard {
  Rates base;
  std::vector<LongPromptRates> above;  ///< by rising `prompt`

  [[nodiscard]] Rates for_prompt(Tokens prompt) const;
};

struct ModelPrice {
  RateCard standard;
  std::map<std::string, RateCard, std::less<>> tiers;          ///< "batch", "flex", "priority"
  std::map<std::string, std::int64_t, std::less<>> per_mille;  ///< "region:us" 1100: factors on the token bill
  std::optional<Nanodollars> web_search;                       ///< per query
  bool web_search_is_per_prompt = false;                       ///< once, however many queries a call makes
  std::map<std::string, Nanodollars, std::less<>> fees;        ///< of other uses, by their names in kBilledUses
  std::optional<Tokens> context_window;
  std::optional<Tokens> max_output;
  std::shared_ptr<const PriceStamp> stamp;  ///< in a PriceBook: where it comes from
};

/// What a table may hold at most; within these no bill overflows 128 bits.
inline constexpr std::int64_t kMaxRate = 1'000'000'000'000;  ///< a dollar per token
inline constexpr std::int64_t kMaxPerMille = 20'000;
inline constexpr std::int64_t kMaxFeeMicrodollars = 1'000'000'000;
inline constexpr std::int64_t kMaxBucketTokens = 1'000'000'000'000;

}  // namespace tabacus::analytics
