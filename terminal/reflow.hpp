// A change of size of the primary screen: wrapped lines are joined and wrapped again at the new width, scrollback
// included, and the cursor stays on its character. Pure but for the grid and history it is given.
#pragma once

#include "terminal/grid.hpp"
#include "terminal/history.hpp"

namespace tabacus::terminal {

struct ReflowPoint {
  int row = 0;
  int column = 0;
  bool pending_wrap = false;
};

/// Gives `grid` its new size. `cursor` goes with the text; blank rows below it are the first to go when room is short.
void reflow(Grid& grid, History& history, int columns, int rows, ReflowPoint& cursor);

}  // namespace tabacus::terminal
