// Characters drawn by code at the cell's own pixel size, so that they meet their neighbours without a seam: box drawing
// U+2500-257F, blocks and shades U+2580-259F, braille U+2800-28FF, powerline U+E0B0-E0B3. Also two signs that agents
// print all the time and common text fonts lack: U+23BF (a branch) and U+23FA (a disc). Pure.
#pragma once

#include "fonts/metrics.hpp"

namespace tabacus::fonts {

[[nodiscard]] constexpr bool is_drawn(char32_t code_point) {
  return (code_point >= 0x2500 && code_point <= 0x259F) || (code_point >= 0x2800 && code_point <= 0x28FF) ||
         (code_point >= 0xE0B0 && code_point <= 0xE0B3) || code_point == 0x23BF || code_point == 0x23FA;
}

/// Coverage of the whole cell (`left` and `top` are 0). is_drawn(code_point) must hold.
[[nodiscard]] GlyphBitmap draw_character(char32_t code_point, const CellMetrics& cell);

/// One cell of a curly underline, its phase continuous over cells; `top` places it.
[[nodiscard]] GlyphBitmap draw_curl(const CellMetrics& cell);

/// The hollow box shown where no font has the character.
[[nodiscard]] GlyphBitmap draw_missing(const CellMetrics& cell, int cells);

}  // namespace tabacus::fonts
