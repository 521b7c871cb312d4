// Usage and a price to money, exactly: integer picodollars, one rounding per call. Pure.
#pragma once

#include <optional>

#include "analytics/model/usage.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

/// What a call costs at this price. Empty when some bucket with tokens has no rate, when the uncached prompt is not
/// known, when audio and cached tokens overlap to an unknown extent, or when the answer names a service tier whose
/// rates are not known: a part of the cost is not the cost.
[[nodiscard]] std::optional<Nanodollars> charge(const Usage& usage, const ModelPrice& price);

/// What the cache saved: the cost had every prompt token been uncached, less the cost. Negative for a call that only
/// writes. Empty where either is unknown.
[[nodiscard]] std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price);

}  // namespace tabacus::analytics
