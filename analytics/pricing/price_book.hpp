// What a model's tokens cost, by provider and name. A name is found exactly, or not at all: a neighbour's price is
// worse than none. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
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
  std::optional<Tokens> context_window;
};

class PriceBook {
 public:
  /// Reads the form of analytics/pricing/prices.json. InvalidInput: not of that form, and where.
  [[nodiscard]] static Result<PriceBook> parse(std::string_view json);
  /// The table that the program was built with.
  [[nodiscard]] static PriceBook shipped();

  /// The price of `model` in the namespace of `provider`: by its exact name; else by its name without the date it
  /// ends in ("-20250929", "-2026-03-05", "@20250929"); else by the only dated name of that alias; else all this again
  /// for what stands behind its last slash ("models/gemini-2.5-pro"). Null when that finds nothing. Valid while the
  /// book lives.
  [[nodiscard]] const ModelPrice* find(std::string_view provider, std::string_view model) const;

  [[nodiscard]] const std::string& as_of() const { return as_of_; }  ///< "2026-08-19"
  [[nodiscard]] std::size_t size() const;

 private:
  using Models = std::map<std::string, ModelPrice, std::less<>>;
  [[nodiscard]] static const ModelPrice* find_name(const Models& models, std::string_view model);

  std::map<std::string, Models, std::less<>> providers_;
  std::string as_of_;
};

}  // namespace tabacus::analytics
