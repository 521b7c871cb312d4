// Keeps what a parser of events gives.
#pragma once

#include <vector>

#include "analytics/wire/sse_parser.hpp"

namespace tabacus::test {

/// A sink that appends to `events`, which outlives it.
inline analytics::SseParser::Sink into(std::vector<analytics::SseEvent>& events) {
  return [&events](const analytics::SseEvent& event) { events.push_back(event); };
}

}  // namespace tabacus::test
