// Characters drawn by code at the cell's own pixel size, so that they meet their neighbours without a seam: box
// drawing, blocks and shades, braille, powerline, graphs of branches, and of the symbols for legacy computing those
// that make pictures (sextants, octants, wedges, diagonals). Also two signs that agents print all the time and common
// text fonts lack: U+23BF (a branch) and U+23FA (a disc). Pure.
#pragma once

#include <array>
#include <cstdint>

#include "fonts/metrics.hpp"

namespace tabacus::fonts {

/// Who draws a range: fonts/drawn/parts.hpp has a function for each.
enum class DrawnKind : std::uint8_t {
  AgentSign,
  Box,
  Block,
  Triangle,
  Braille,
  Powerline,
  Separated,
  Octant,
  Sixteenths,
  Sextant,
  Wedge,
  Diagonal,
  Circle,
  Branch,
  ScanLine,
};

struct DrawnRange {
  char32_t first;
  char32_t last;
  DrawnKind kind;
};

// THE LIST, rising.
inline constexpr auto kDrawnRanges = std::to_array<DrawnRange>({
    {0x23BA, 0x23BD, DrawnKind::ScanLine},     {0x23BF, 0x23BF, DrawnKind::AgentSign},
    {0x23FA, 0x23FA, DrawnKind::AgentSign},    {0x2500, 0x257F, DrawnKind::Box},
    {0x2580, 0x259F, DrawnKind::Block},        {0x25E2, 0x25E5, DrawnKind::Triangle},
    {0x25F8, 0x25FA, DrawnKind::Triangle},     {0x25FF, 0x25FF, DrawnKind::Triangle},
    {0x2800, 0x28FF, DrawnKind::Braille},      {0xE0B0, 0xE0BF, DrawnKind::Powerline},
    {0xE0D2, 0xE0D2, DrawnKind::Powerline},    {0xE0D4, 0xE0D4, DrawnKind::Powerline},
    {0xF5D0, 0xF60D, DrawnKind::Branch},       {0x1CC21, 0x1CC2F, DrawnKind::Separated},
    {0x1CD00, 0x1CDE5, DrawnKind::Octant},     {0x1CE51, 0x1CE8F, DrawnKind::Separated},
    {0x1CE90, 0x1CEAF, DrawnKind::Sixteenths}, {0x1FB00, 0x1FB3B, DrawnKind::Sextant},
    {0x1FB3C, 0x1FB6F, DrawnKind::Wedge},      {0x1FB70, 0x1FB97, DrawnKind::Block},
    {0x1FB98, 0x1FB99, DrawnKind::Diagonal},   {0x1FB9A, 0x1FB9F, DrawnKind::Wedge},
    {0x1FBA0, 0x1FBAF, DrawnKind::Diagonal},   {0x1FBBD, 0x1FBBF, DrawnKind::Diagonal},
    {0x1FBCE, 0x1FBCF, DrawnKind::Block},      {0x1FBD0, 0x1FBDF, DrawnKind::Diagonal},
    {0x1FBE0, 0x1FBE3, DrawnKind::Circle},     {0x1FBE4, 0x1FBE7, DrawnKind::Block},
    {0x1FBE8, 0x1FBEF, DrawnKind::Circle},
});

/// Null: a font's business.
[[nodiscard]] constexpr const DrawnRange* drawn_range(char32_t code_point) {
  for (const DrawnRange& range : kDrawnRanges) {
    if (code_point < range.first) return nullptr;  // at once for most text
    if (code_point <= range.last) return &range;
  }
  return nullptr;
}

[[nodiscard]] constexpr bool is_drawn(char32_t code_point) { return drawn_range(code_point) != nullptr; }

/// Coverage of the whole cell (`left` and `top` are 0). is_drawn(code_point) must hold.
[[nodiscard]] GlyphBitmap draw_character(char32_t code_point, const CellMetrics& cell);

/// One cell of a curly underline, its phase continuous over cells; `top` places it.
[[nodiscard]] GlyphBitmap draw_curl(const CellMetrics& cell);

/// The hollow box shown where no font has the character.
[[nodiscard]] GlyphBitmap draw_missing(const CellMetrics& cell, int cells);

}  // namespace tabacus::fonts
