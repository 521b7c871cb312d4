// What the simulated provider says on a WebSocket: an object per socket, a function of what its client sent so far.
// Pure.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/simulator/script.hpp"

namespace tabacus::analytics::simulator {

/// Pieces of an answer are messages here. A status other than 200 is told within a message, and counted as an error.
/// A fault's number of times is not kept here: it comes each time.
class SocketScript {
 public:
  virtual ~SocketScript() = default;
  /// Before the client has said anything.
  [[nodiscard]] virtual SimulatedAnswer greeting() { return {}; }
  /// To a message of the client's; without pieces when it asks for nothing. `number` makes ids differ.
  [[nodiscard]] virtual SimulatedAnswer answer(std::string_view message, std::uint64_t number) = 0;
  /// Google sends its JSON in binary frames.
  [[nodiscard]] virtual bool speaks_binary() const { return false; }
};

// The dialects. Each opens the paths of its sockets; null when a path is not its own.
[[nodiscard]] std::unique_ptr<SocketScript> open_openai_socket(const SimulatedRequest& upgrade);
[[nodiscard]] std::unique_ptr<SocketScript> open_gemini_socket(const SimulatedRequest& upgrade);

}  // namespace tabacus::analytics::simulator
