#include "analytics/pricing/model_price.hpp"

namespace tabacus::analytics {

Rates RateCard::for_prompt(Tokens prompt) const {
  Rates rates = base;
  for (const LongPromptRates& tier : above) {
    if (prompt <= tier.prompt) break;
    rates = base;
    for (const auto& [name, member] : kRateNames)
      if (tier.rates.*member) rates.*member = tier.rates.*member;
  }
  return rates;
}

}  // namespace tabacus::analytics
