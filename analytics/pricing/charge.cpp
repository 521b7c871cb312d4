#include "analytics/pricing/charge.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Words by which answers say that nothing special was done.
constexpr std::array<std::string_view, 6> kStandardTiers{"",     "standard",  "default",
                                                         "auto", "on_demand", "standard_only"};

const RateCard* card_for(const ModelPrice& price, std::string_view service_tier) {
  const std::string tier = to_lower_ascii(service_tier);
  if (std::ranges::find(kStandardTiers, tier) != kStandardTiers.end()) return &price.standard;
  const auto special = price.tiers.find(tier);
  return special == price.tiers.end() ? nullptr : &special->second;
}

/// Sums tokens times rates; knows whether some rate was missing.
class Bill {
 public:
  void add(std::optional<Tokens> tokens, std::optional<Rate> rate) {
    if (!tokens || tokens->count() == 0) return;
    if (rate)
      picodollars_ += Wide{tokens->count()} * rate->count();
    else
      complete_ = false;
  }
  /// What is left of a bucket once its parts are priced apart. Parts beyond the bucket would be billed twice.
  void add_rest(std::optional<Tokens> bucket, Tokens priced_apart, std::optional<Rate> rate) {
    const Tokens whole = bucket.value_or(Tokens{});
    if (priced_apart > whole)
      complete_ = false;
    else
      add(whole - priced_apart, rate);
  }
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] Wide picodollars() const { return picodollars_; }

 private:
  Wide picodollars_ = 0;
  bool complete_ = true;
};

/// The part of a bucket that is not priced apart.
std::optional<Tokens> rest_of(std::optional<Tokens> bucket, Tokens priced_apart) {
  if (!bucket) return bucket;
  return Tokens{std::max<std::int64_t>(0, bucket->count() - priced_apart.count())};
}

/// Audio in a prompt that was cached in part, and nobody says which part.
bool is_split_unknown(const Usage& usage) {
  return usage.audio_input && usage.cache_read.value_or(Tokens{}).count() > 0 && !usage.audio_cache_read;
}

void add_input(Bill& bill, const Usage& usage, const Rates& rates) {
  const Tokens audio = usage.audio_input.value_or(Tokens{});
  const Tokens cached_audio = usage.audio_cache_read.value_or(Tokens{});
  // Image tokens are input like any other unless the table says otherwise.
  const Tokens image = rates.image_input ? usage.image_input.value_or(Tokens{}) : Tokens{};
  bill.add_rest(usage.input_uncached, audio + image, rates.input);
  bill.add(audio, rates.audio_input);
  bill.add(image, rates.image_input);
  bill.add_rest(usage.cache_read, cached_audio, rates.cache_read);
  bill.add(cached_audio, rates.audio_cache_read);
  bill.add(usage.cache_write_5m, rates.cache_write_5m);
  bill.add(usage.cache_write_1h, rates.cache_write_1h);
}

void add_output(Bill& bill, const Usage& usage, const Rates& rates) {
  const Tokens audio = usage.audio_output.value_or(Tokens{});
  const Tokens reasoning = rates.reasoning ? usage.output_reasoning.value_or(Tokens{}) : Tokens{};
  bill.add(rest_of(usage.output_total, audio + reasoning), rates.output);
  bill.add(audio, rates.audio_output);
  bill.add(reasoning, rates.reasoning);
}

/// Per mille; empty where the price names no such speed. A region without a factor has no surcharge.
std::optional<std::int64_t> speed_factor(const ModelPrice& price, std::string_view speed) {
  if (speed.empty() || speed == "standard") return 1000;
  const auto factor = price.per_mille.find("speed:" + std::string{speed});
  return factor == price.per_mille.end() ? std::nullopt : std::optional{factor->second};
}

std::int64_t region_factor(const ModelPrice& price, std::string_view region) {
  const auto factor = price.per_mille.find("region:" + std::string{region});
  return factor == price.per_mille.end() ? 1000 : factor->second;
}

}  // namespace

std::optional<Nanodollars> charge(const Usage& usage, const ModelPrice& price) {
  const RateCard* card = card_for(price, usage.service_tier);
  const auto speed = speed_factor(price, usage.speed);
  if (card == nullptr || !speed) return std::nullopt;
  const bool prompt_unknown = !usage.input_uncached && (usage.prompt_total() || usage.output_total);
  if (prompt_unknown || is_split_unknown(usage)) return std::nullopt;
  const Tokens prompt = usage.prompt_total().value_or(Tokens{});
  // A special tier that says nothing of long prompts, where the standard one does, says too little.
  const bool long_prompt_unknown = card != &price.standard && card->above.empty() && !price.standard.above.empty() &&
                                   prompt > price.standard.above.front().prompt;
  if (long_prompt_unknown) return std::nullopt;

  const Rates rates = card->for_prompt(prompt);
  Bill bill;
  add_input(bill, usage, rates);
  add_output(bill, usage, rates);
  const std::int64_t searches = usage.web_searches.value_or(0);
  if (!bill.complete() || (searches > 0 && !price.web_search)) return std::nullopt;

  const Wide scaled = bill.picodollars() * *speed * region_factor(price, usage.region);
  constexpr Wide kScale = Wide{1000} * 1000 * 1000;  // picodollars in a nanodollar, and both factors' per mille
  const std::int64_t charged = price.web_search_is_per_prompt ? std::min<std::int64_t>(searches, 1) : searches;
  const Wide fees = charged > 0 ? Wide{charged} * price.web_search->count() : Wide{0};
  return Nanodollars{static_cast<std::int64_t>((scaled + kScale / 2) / kScale + fees)};
}

std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price) {
  const auto cost = charge(usage, price);
  Usage uncached = usage;
  uncached.input_uncached = usage.prompt_total();
  if (usage.audio_cache_read) uncached.audio_input = usage.audio_input.value_or(Tokens{}) + *usage.audio_cache_read;
  uncached.audio_cache_read.reset();
  uncached.cache_read = uncached.cache_write_5m = uncached.cache_write_1h = std::nullopt;
  const auto without_cache = charge(uncached, price);
  if (!cost || !without_cache) return std::nullopt;
  return *without_cache - *cost;
}

}  // namespace tabacus::analytics
