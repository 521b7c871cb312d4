// What explains a call, as lines for people. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "app/cli/output.hpp"

namespace tabacus::app {

/// The SELECT whose answer why_lines reads.
[[nodiscard]] std::string why_question(std::int64_t call_id);

/// A line for each thing that is known of the answer's one row.
[[nodiscard]] TextTable why_lines(const analytics::Table& answer);

}  // namespace tabacus::app
