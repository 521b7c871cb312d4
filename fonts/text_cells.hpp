// Splits our own widgets' text (tab titles, numbers) into clusters on a cell grid. The terminal's cells come measured;
// this is for text that never went through it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fonts/metrics.hpp"

namespace tabacus::fonts {

struct TextCells {
  std::u32string text;
  std::vector<Cluster> clusters;
  int cells = 0;
};

[[nodiscard]] TextCells split_cells(std::string_view utf8);
[[nodiscard]] int count_cells(std::string_view utf8);

/// At most `cells` wide; what is cut ends in "…".
[[nodiscard]] std::string fit_cells(std::string_view utf8, int cells);

}  // namespace tabacus::fonts
