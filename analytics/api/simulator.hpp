// A provider on loopback that answers as Anthropic, OpenAI and Gemini do: for the demo, the tests and for users who
// want to see their agent's calls without a key.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"

namespace tabacus::analytics {

struct SimulatorOptions {
  std::uint16_t port = 0;             ///< 0: the kernel chooses
  std::uint32_t event_delay_ms = 20;  ///< between two events of a stream
};

class Simulator {
 public:
  /// Listens on 127.0.0.1 when this returns. Conflict: the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<Simulator>> start(const SimulatorOptions& options);
  virtual ~Simulator() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace tabacus::analytics
