// Where a call's time went, as bars one below the other. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/cli/named_row.hpp"

namespace tabacus::app {

/// A piece of a call's time, in milliseconds from its start.
struct Phase {
  std::string name;
  double begin_ms = 0;
  double end_ms = 0;
};

/// Of a row of v_calls; what is not known, or took nothing, is left out. They follow each other without a gap.
[[nodiscard]] std::vector<Phase> phases_of(const NamedRow& call);

/// A line per phase, of at most `width` cells: "  waiting   ▕ ████        ▏  500 ms". Every phase has a mark.
[[nodiscard]] std::vector<std::string> waterfall(const std::vector<Phase>& phases, std::size_t width);

}  // namespace tabacus::app
