// How many tokens a text may be, where nobody says: a guess from its size, kept apart from what is measured. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/units.hpp"

namespace tabacus::analytics {

/// Of a request's JSON: four bytes to a token, as the tokenisers of today have for English and code; pictures and files
/// in base64 are left out, whose tokens do not depend on their bytes.
[[nodiscard]] Tokens estimate_prompt(std::string_view json);
/// Of what an answer brought.
[[nodiscard]] Tokens estimate_output(std::int64_t bytes);

}  // namespace tabacus::analytics
