// What is measured: one function per scenario, from a target to named figures.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "tests/bench/proxy/targets.hpp"

namespace tabacus::bench {

using Figures = std::map<std::string, double>;

struct Scale {
  bool quick = false;
  const Target* upstream = nullptr;  ///< for questions about what the upstream saw
};

struct Scenario {
  std::string_view name;
  std::string_view title;
  Figures (*measure)(const Target& target, const Scale& scale);
  UpstreamKind upstream = UpstreamKind::Plain;
  Peers peers = Peers::Fast;
  int rounds = 5;
};

[[nodiscard]] std::span<const Scenario> scenarios();

}  // namespace tabacus::bench
