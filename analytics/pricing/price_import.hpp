// Price lists of others, made into ours: LiteLLM's model_prices_and_context_window.json and models.dev's api.json. What
// they do not say of a model that we know (regions, speeds, searches) stays as it was. Pure; their bytes may be
// anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

struct ImportedPrices {
  PriceTable table;                  ///< as_of is empty where the file names no date
  std::string form;                  ///< "tabacus", "LiteLLM", "models.dev"
  std::size_t left_out = 0;          ///< rows of providers that are not metered, or without a price per token
  std::vector<std::string> refused;  ///< rows that make no sense, and why; some of them
  std::size_t refused_count = 0;
};

/// Reads whichever of the three forms `json` has. `known`: the prices that hold without it. InvalidInput: none of them,
/// or not one row that can be used.
[[nodiscard]] Result<ImportedPrices> import_prices(std::string_view json, const PriceBook& known);

}  // namespace tabacus::analytics
