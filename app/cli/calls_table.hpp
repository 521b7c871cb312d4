// Calls, one per line. Pure.
#pragma once

#include "app/cli/output.hpp"

namespace tabacus::app {

/// Of rows of v_calls.
[[nodiscard]] TextTable calls_table(const analytics::Table& calls);

}  // namespace tabacus::app
