// What keys do, in a line below a panel. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fonts/text_cells.hpp"

namespace tabacus::app {

/// Those of `hints` that fit into `columns` cells, whole and in their order; the first are the most needed.
template <typename Text>
[[nodiscard]] std::string hint_line(std::span<const Text> hints, int columns) {
  constexpr std::string_view kBetween = " · ";
  std::string line;
  for (const std::string_view hint : hints) {
    const std::string longer = line.empty() ? std::string{hint} : line + std::string{kBetween} + std::string{hint};
    if (fonts::count_cells(longer) <= columns) line = longer;
  }
  return line;
}

}  // namespace tabacus::app
