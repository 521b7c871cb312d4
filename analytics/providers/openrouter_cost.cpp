#include "analytics/providers/openrouter_cost.hpp"

#include <cmath>

namespace tabacus::analytics {

void read_openrouter_cost(JsonField usage, Usage& out) {
  constexpr double kMostDollars = 1e6;
  auto dollars = usage["cost"].number();
  if (dollars && usage["is_byok"].boolean().value_or(false))
    dollars = *dollars + usage["cost_details"]["upstream_inference_cost"].number().value_or(0);
  if (dollars && *dollars >= 0 && *dollars < kMostDollars)
    out.provider_cost = Nanodollars{std::llround(*dollars * 1e9)};
}

}  // namespace tabacus::analytics
