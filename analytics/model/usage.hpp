// What a call used, in one normal form for every provider: input buckets are disjoint, reasoning lies inside the
// output total. Unknown is empty, never zero. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/units.hpp"

namespace tabacus::analytics {

enum class UsageState : std::uint8_t {
  Missing,    ///< the provider told nothing
  Estimated,  ///< only estimates of ours exist
  Partial,    ///< told, but the call ended before the final figures, or what was told cannot be right: see Usage::doubt
  Measured,
};

struct Usage {
  std::optional<Tokens> input_uncached;
  std::optional<Tokens> cache_read;
  std::optional<Tokens> cache_write_5m;
  std::optional<Tokens> cache_write_1h;
  std::optional<Tokens> output_total;
  std::optional<Tokens> output_reasoning;  ///< part of output_total
  std::optional<Tokens> audio_input;       ///< part of input_uncached; all of the prompt's where nobody splits it
  /// Part of cache_read. Empty beside audio_input and cache_read: nobody says how much of the audio was cached.
  std::optional<Tokens> audio_cache_read;
  std::optional<Tokens> audio_output;  ///< part of output_total
  std::optional<Tokens> image_input;   ///< part of input_uncached
  std::optional<Tokens> tool_prompt;   ///< part of input_uncached
  std::optional<Tokens> image_output;  ///< part of output_total
  /// What is billed by time instead of tokens.
  std::optional<std::int64_t> audio_milliseconds;
  std::optional<std::int64_t> web_searches;
  std::optional<std::int64_t> web_fetches;
  std::optional<std::int64_t> code_runs;
  std::optional<std::int64_t> file_searches;  ///< in files and collections that the user uploaded
  std::optional<std::int64_t> containers;     ///< machines that ran code for the answer and for none before it
  std::optional<std::int64_t> images_made;    ///< by a tool or a call that is billed by the picture
  std::optional<std::int64_t> map_prompts;    ///< prompts answered from maps
  std::optional<std::int64_t> search_units;   ///< in which reranking is billed
  std::optional<std::int64_t> other_tools;    ///< uses of tools that are billed by the use in some other way
  std::optional<Nanodollars> provider_cost;   ///< what the provider itself says it charged
  std::string service_tier;                   ///< as in the response: "priority", "flex", "batch"
  std::string region;                         ///< where it was processed, where that has a price: "us"
  std::string speed;                          ///< as in the response: "fast"
  std::string raw;                            ///< the provider's usage JSON: its numbers, and of its strings only codes
  std::string doubt;     ///< what of the usage as sent cannot be right: "negative_count"; empty: nothing was found
  std::string identity;  ///< which sum equalled the provider's total: "prompt+candidates+thoughts"

  /// All input: uncached, read and written. Empty when no bucket is known.
  [[nodiscard]] std::optional<Tokens> prompt_total() const {
    std::optional<Tokens> sum;
    for (const auto& bucket : {input_uncached, cache_read, cache_write_5m, cache_write_1h})
      if (bucket) sum = sum.value_or(Tokens{}) + *bucket;
    return sum;
  }

  friend bool operator==(const Usage&, const Usage&) = default;
};

/// What is billed by the use, in the order in which a bill lists it.
struct BilledUse {
  const char* name;  ///< of its fee in price tables, and of its line in a bill
  std::optional<std::int64_t> Usage::*uses;
};
inline constexpr std::array<BilledUse, 7> kBilledUses{{{"code_run", &Usage::code_runs},
                                                       {"file_search", &Usage::file_searches},
                                                       {"container", &Usage::containers},
                                                       {"image", &Usage::images_made},
                                                       {"map_prompt", &Usage::map_prompts},
                                                       {"search_unit", &Usage::search_units},
                                                       {"other_tool", &Usage::other_tools}}};

[[nodiscard]] inline bool has_billed_uses(const Usage& usage) {
  if (usage.web_searches) return true;
  for (const BilledUse& use : kBilledUses)
    if (usage.*use.uses) return true;
  return false;
}

}  // namespace tabacus::analytics
