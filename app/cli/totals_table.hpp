// Sums by group, as people read them: with a last row of their totals. Pure.
#pragma once

#include "app/cli/output.hpp"

namespace tabacus::app {

/// Of what Reader::totals gives, or any answer with those columns from "calls" to "equivalent_nano".
[[nodiscard]] TextTable totals_table(const analytics::Table& totals);

}  // namespace tabacus::app
