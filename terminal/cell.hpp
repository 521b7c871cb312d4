// What one cell of the grid holds: its text and, in full, how it looks. Colours lie in the cell, so that a program with
// a new colour in every cell costs no look-up and loses none.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "terminal/style.hpp"

namespace tabacus::terminal {

/// What few cells have; they share it under a number (Cell::extra), 0 being the default value.
struct CellExtra {
  Color underline_color;
  std::uint16_t link = 0;  ///< index into the link table; 0: none
  friend constexpr bool operator==(const CellExtra&, const CellExtra&) = default;
};

/// A wide character takes two cells: the first holds the text, the second is its spacer and holds none.
struct Cell {
  static constexpr char32_t kClusterBit = 0x80000000;

  char32_t text = 0;  ///< 0: blank; with kClusterBit: index into the cluster table; else one code point
  Color foreground;
  Color background;
  std::uint16_t extra = 0;  ///< index into the table of extras
  std::uint8_t flags = 0;   ///< Style::flags()
  Underline underline : 3 = Underline::None;
  std::uint8_t width : 2 = 1;     ///< 1; 2: wide; 0: spacer behind a wide one
  bool is_protected : 1 = false;  ///< DECSCA, SPA: some erases pass it by
  std::uint8_t unused : 2 = 0;    // so that all bits are values and cells compare as numbers

  [[nodiscard]] constexpr bool is_cluster() const { return (text & kClusterBit) != 0; }
  [[nodiscard]] constexpr std::uint32_t cluster_index() const { return text & ~kClusterBit; }
  constexpr void set_width(int cells) { width = static_cast<std::uint8_t>(cells) & 3u; }
  /// As numbers: text and foreground; background and the rest. Cells that are built of them are stored in two moves: a
  /// load behind field by field stores waits for the cache, which cost half of what printing a character takes.
  using Halves = std::array<std::uint64_t, 2>;
  // (clang 14 cannot cast bit-fields in constant expressions.)
  [[nodiscard]] Halves halves() const { return std::bit_cast<Halves>(*this); }
  [[nodiscard]] static Cell of(std::uint64_t first, std::uint64_t second) {
    return std::bit_cast<Cell>(Halves{first, second});
  }
  [[nodiscard]] static Cell blank(Color background);
  friend bool operator==(const Cell& a, const Cell& b) { return a.halves() == b.halves(); }
};
static_assert(sizeof(Cell) == 16);
static_assert(std::endian::native == std::endian::little, "halves() has a cell's first field in its low bits");

inline Cell Cell::blank(Color background) { return of(0, Cell{}.halves()[1] | background.bits()); }

/// Colours, flags and extra, but not the text.
[[nodiscard]] constexpr bool look_alike(const Cell& a, const Cell& b) {
  return a.foreground == b.foreground && a.background == b.background && a.flags == b.flags &&
         a.underline == b.underline && a.extra == b.extra;
}

/// All but the underline's colour, which is an extra.
constexpr void set_look(Cell& cell, const Style& style) {
  cell.foreground = style.foreground;
  cell.background = style.background;
  cell.underline = style.underline;
  cell.flags = style.flags();
}

/// A cell of a table that `extras` does not belong to has no underline colour.
[[nodiscard]] constexpr Style style_of(const Cell& cell, std::span<const CellExtra> extras) {
  Style style;
  style.foreground = cell.foreground;
  style.background = cell.background;
  style.underline = cell.underline;
  style.set_flags(cell.flags);
  if (cell.extra < extras.size()) style.underline_color = extras[cell.extra].underline_color;
  return style;
}

}  // namespace tabacus::terminal
