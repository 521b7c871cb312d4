// What one cell of the grid holds.
#pragma once

#include <cstdint>

#include "terminal/style.hpp"

namespace tabacus::terminal {

/// Nine bytes of meaning in sixteen. A wide character takes two cells: the first holds the text, the second is its
/// spacer and holds none.
struct Cell {
  static constexpr char32_t kClusterBit = 0x80000000;

  char32_t text = 0;  ///< 0: blank; with kClusterBit: index into the cluster table; else one code point
  StyleId style = 0;
  std::uint16_t link = 0;  ///< index into the link table; 0: none
  std::uint8_t width = 1;  ///< 1; 2: wide; 0: spacer behind a wide one
  std::uint8_t reserved[7] = {};

  [[nodiscard]] constexpr bool is_cluster() const { return (text & kClusterBit) != 0; }
  [[nodiscard]] constexpr std::uint32_t cluster_index() const { return text & ~kClusterBit; }
  friend constexpr bool operator==(const Cell&, const Cell&) = default;
};
static_assert(sizeof(Cell) == 16);

}  // namespace tabacus::terminal
