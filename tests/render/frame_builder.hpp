// Frames for tests, written as text: what a terminal would have copied out, without a terminal.
#pragma once

#include <string_view>

#include "fonts/text_cells.hpp"
#include "terminal/frame.hpp"

namespace tabacus::render {

/// A blank frame with a palette of 16 usual colours, every row damaged, the cursor hidden.
[[nodiscard]] terminal::Frame blank_frame(int columns, int rows);

/// Writes text at (row, column) in a style; wide characters and clusters as the terminal stores them. Returns the
/// column behind it. What does not fit the row is cut.
int put(terminal::Frame& frame, int row, int column, std::string_view utf8, const terminal::Style& style = {});

void damage_all(terminal::Frame& frame);
void damage_none(terminal::Frame& frame);

}  // namespace tabacus::render
