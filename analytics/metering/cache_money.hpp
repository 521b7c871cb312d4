// What a prompt cache is worth in money, and what of a call was paid for nothing. Exact: each figure is the difference
// of two charges. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/pricing/model_price.hpp"

namespace tabacus::analytics {

/// A price as it holds where the call went.
struct RegionalPrice {
  const ModelPrice* price = nullptr;  ///< null: none is known
  std::string_view region = {};       ///< of the upstream; its answer may name another
};

/// What `missed` tokens cost beyond what reading them from the cache would have cost. They are taken to have been
/// written again, to the short-lived cache first, then to have been uncached. Empty where a price or a bucket is
/// unknown.
[[nodiscard]] std::optional<Nanodollars> cost_of_miss(const Usage& usage, Tokens missed, const RegionalPrice& price);

/// What it would cost beyond reading them to bring `cached` tokens in again, in the way of the call that used them.
[[nodiscard]] std::optional<Nanodollars> value_of_cache(const Usage& usage, Tokens cached, const RegionalPrice& price);

/// The longest prompt that still has the price of this one; empty when no price lies above.
[[nodiscard]] std::optional<Tokens> next_price_cliff(Tokens prompt, const ModelPrice& price);

/// Sets kind and amount of what the call wasted, by its outcome and by what its miss cost.
void judge_waste(CallRecord& call);

}  // namespace tabacus::analytics
