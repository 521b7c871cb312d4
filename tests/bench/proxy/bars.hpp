// What the project asks of the proxy's speed, and whether a run meets it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/bench/proxy/scenarios.hpp"

namespace tabacus::bench {

/// How a figure is read before it is compared.
enum class Reading : std::uint8_t {
  Absolute,
  Added,  ///< beyond the direct connection's
};

/// A limit on one figure, as it was set on a machine where nginx had `nginx`. On another machine both limits move with
/// what nginx has there, because only the ratio is comparable. Without `nginx` they are absolute. A p99 is met also as
/// it was set: nginx's own varies too much to tighten ours.
struct Bar {
  std::string_view scenario;
  std::string_view figure;
  std::string_view label;
  Reading reading;
  bool more_is_better;
  double nginx;
  double pass;
  double stretch;
};

[[nodiscard]] std::span<const Bar> bars();

using FiguresByTarget = std::map<std::string, Figures>;

/// The figure of one target, read as the bar says; empty when it was not measured.
[[nodiscard]] std::optional<double> read(const Bar& bar, const FiguresByTarget& all, const std::string& target);

struct Verdict {
  double value = 0;  ///< ours
  double pass = 0;   ///< the limits, moved
  double stretch = 0;
  std::string_view word;  ///< STRETCH, PASS or BEHIND
};
[[nodiscard]] std::optional<Verdict> judge(const Bar& bar, const FiguresByTarget& all);

}  // namespace tabacus::bench
