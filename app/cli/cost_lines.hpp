// How a call's cost comes about, for people. Pure.
#pragma once

#include <string>

#include "analytics/api/reprice.hpp"
#include "app/cli/text_table.hpp"

namespace tabacus::app {

[[nodiscard]] TextTable cost_table(const analytics::CostOfCall& cost);

/// "by {"model": ...": the row of the price list.
[[nodiscard]] std::string price_row_line(const analytics::CostOfCall& cost);

}  // namespace tabacus::app
