// What is ready to be kept as the front door tells of it. Pure.
#pragma once

#include <cstdint>

#include "analytics/api/bodies.hpp"
#include "analytics/bodies/prepared_call.hpp"

namespace tabacus::analytics {

[[nodiscard]] KeptCall kept_call_of(std::int64_t call_id, const PreparedCall& call);

}  // namespace tabacus::analytics
