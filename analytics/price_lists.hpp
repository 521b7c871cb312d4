// Reads the price lists of this user from their files, for whoever builds a price book. A file that cannot be used is a
// warning, never a failure: calls are then charged by the lists below it.
#pragma once

#include <string>
#include <vector>

#include "analytics/api/prices.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

struct PriceLists {
  std::vector<PriceTable> tables;  ///< the shipped one first, later ones over earlier ones
  std::vector<std::string> warnings;

  [[nodiscard]] PriceBook book() const { return PriceBook::of(tables); }
};

[[nodiscard]] PriceLists load_price_lists(const PriceFiles& files);

}  // namespace tabacus::analytics
