// The copy of the visible screen that the renderer reads: filled by Terminal::copy_to under the tab's lock, owned by
// the main thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "terminal/cell.hpp"
#include "terminal/style.hpp"

namespace tabacus::terminal {

enum class CursorShape : std::uint8_t { Block, Underline, Bar };

struct FrameCursor {
  int row = 0;
  int column = 0;
  bool visible = true;  ///< false also when the view is scrolled back past it
  bool blinking = false;
  CursorShape shape = CursorShape::Block;
};

/// Colours that xterm gives to text by how it looks. The last is none: whether the others go before colours of SGR.
enum class SpecialColor : std::uint8_t { Bold, Underline, Blink, Reverse, Italic, OverSgr };
inline constexpr std::size_t kSpecialColors = 5;

/// Colours as 0xRRGGBB.
struct FramePalette {
  std::array<std::uint32_t, 256> indexed{};
  std::uint32_t foreground = 0xD8D8D8;
  std::uint32_t background = 0x181818;
  std::uint32_t cursor = 0xD8D8D8;
  std::array<std::optional<std::uint32_t>, kSpecialColors> special{};  ///< by SpecialColor; unset: the foreground
  std::uint8_t special_in_use = 0;                                     ///< bits by SpecialColor

  [[nodiscard]] bool uses(SpecialColor color) const {
    return (special_in_use >> static_cast<unsigned>(color) & 1) != 0;
  }
  friend bool operator==(const FramePalette&, const FramePalette&) = default;
};

/// A line in the unit by which a view stands between two.
inline constexpr int kLineParts = 1000;

/// Cells of one row that are selected: [first, last), in columns.
struct SelectedSpan {
  int row;
  int first;
  int last;
};

struct Frame {
  int columns = 0;
  int rows = 0;
  std::vector<Cell> cells;            ///< rows * columns, row by row
  std::vector<std::uint8_t> damaged;  ///< per row: 1 when it changed since the frame was last drawn
  std::vector<CellExtra> extras;      ///< by Cell::extra
  std::vector<std::string> clusters;  ///< UTF-8 by Cell::cluster_index, as much of it as is worth drawing
  std::vector<SelectedSpan> selection;
  FrameCursor cursor;
  FramePalette palette;
  bool reverse_screen = false;  ///< DECSCNM
  int scrolled_back = 0;        ///< lines the view is above the live screen
  int scrolled_part = 0;        ///< and parts of a line, of kLineParts, while it moves
  std::vector<Cell> row_above;  ///< the line of which that part is in sight; empty when scrolled_part is 0
  int scrollback_lines = 0;

  // What of the tables is copied already; for Terminal::copy_to.
  std::uint32_t extras_revision = 0;
  std::uint32_t clusters_revision = 0;

  /// Row -1 is row_above.
  [[nodiscard]] std::span<const Cell> row(int index) const {
    if (index < 0) return row_above;
    return std::span{cells}.subspan(static_cast<std::size_t>(index) * static_cast<std::size_t>(columns),
                                    static_cast<std::size_t>(columns));
  }
};

}  // namespace tabacus::terminal
