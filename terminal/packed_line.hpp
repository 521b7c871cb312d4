// One line of cells as bytes, for the scrollback: looks by run, each telling only what differs from the run before;
// text with one byte for ASCII and three for most of the rest. Pure.
//
// Looks: a header per run. Bits 0-1 foreground, 2-3 background (kSame, kDefault, kIndexed + 1 byte, kRgb + 3 bytes),
// bit 4: flags and underline follow (2 bytes), bit 5: extra follows (2 bytes), bits 6-7: cells (1 to 3), 0: a LEB128
// number of cells follows at the end. No run at all: the whole line is plain.
// Text: ASCII as it is; else a lead byte 1LWWNNNN: two bytes follow (L = 0; NNNN are the value's top bits) or four
// (L = 1). The spacer behind a wide character is left out; kNoSpacer in NNNN says that none stood there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "terminal/cell.hpp"

namespace tabacus::terminal {

/// How a packed line's bytes are to be read.
struct PackedShape {
  std::uint32_t bytes = 0;       ///< in all
  std::uint32_t look_bytes = 0;  ///< of looks; the rest is text
  bool is_ascii = true;          ///< one byte a cell
  bool has_numbers = false;      ///< an extra or a cluster is in it: numbers of the screen's tables
};

/// What a line of so many cells can take at most.
[[nodiscard]] constexpr std::size_t most_packed_bytes(std::size_t cells) { return cells * 19; }

/// Nearly all lines are plain ASCII to their end: their text is written while that is found out. False: the line is
/// not, and what `out` holds is nothing. It is what pack_line would write, inline because most lines of a flood are
/// short.
[[nodiscard]] inline bool pack_plain(std::span<const Cell> cells, std::uint8_t* out) {
  const std::uint64_t plain = Cell{}.halves()[1];
  std::uint64_t firsts = 0;
  std::uint64_t differences = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell::Halves halves = cells[i].halves();
    out[i] = static_cast<std::uint8_t>(halves[0]);
    firsts |= halves[0];
    differences |= halves[1] ^ plain;
  }
  return firsts < 0x80 && differences == 0;
}

/// To `out`, which has room for most_packed_bytes; `shape` comes fresh. At most 65,535 cells.
void pack_line(std::span<const Cell> cells, std::uint8_t* out, PackedShape& shape);

/// `out` has the line's length and is overwritten; protection (DECSCA) is not kept.
void unpack_line(std::span<const std::uint8_t> bytes, const PackedShape& shape, std::span<Cell> out);

}  // namespace tabacus::terminal
