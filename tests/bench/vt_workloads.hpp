// What a terminal is flooded with: fifteen workloads, the twelve of vtebench and three of agents' days. The same bytes
// each time, for a screen of at least 80x24.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tabacus::bench {

/// A small generator with a fixed seed.
class Dice {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 42;
};

struct Workload {
  std::string_view name;
  std::string_view start;  ///< sent once before
  void (*append)(std::string& bytes, Dice& dice);
  std::string_view end;  ///< sent once behind: leaves margins, screen and pen as they were
};

[[nodiscard]] std::span<const Workload> workloads();
/// At least `size` bytes of it.
[[nodiscard]] std::string bytes_of(const Workload& workload, std::size_t size);

}  // namespace tabacus::bench
