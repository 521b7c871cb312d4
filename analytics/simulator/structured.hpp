// The smallest value that a JSON schema takes: what a model answers that was told to answer in JSON. Pure.
#pragma once

#include "analytics/simulator/json.hpp"

namespace tabacus::analytics::simulator {

/// Knows type (in either case), enum, const, anyOf, properties and items; the rest is passed over. Never deeper
/// than 32.
[[nodiscard]] Json example_of(const Json& schema, int depth = 0);

}  // namespace tabacus::analytics::simulator
