// Keeps what a decoder of WebSocket frames gives.
#pragma once

#include <vector>

#include "analytics/wire/ws_message.hpp"

namespace tabacus::test {

/// A sink that appends to `messages`, which outlives it.
inline analytics::WsAssembler::Sink into(std::vector<analytics::WsMessage>& messages) {
  return [&messages](const analytics::WsMessage& message) { messages.push_back(message); };
}

}  // namespace tabacus::test
