// Colours and measures of our own widgets: tab bar, overlay, prompt, selection. The terminal's palette is not here: it
// comes with each Frame. Pure.
#pragma once

#include "render/color.hpp"

namespace tabacus::render {

struct Theme {
  Rgba bar = rgb(0x101216);  ///< behind the tabs
  Rgba tab = rgb(0x181B21);  ///< a tab under the pointer
  Rgba tab_active = rgb(0x22262E);
  Rgba line = rgb(0x2A2F38);  ///< hairlines between our widgets and the grid
  Rgba text = rgb(0xD7DCE4);
  Rgba text_dim = rgb(0x7F8896);
  Rgba accent = rgb(0x5FB3A1);  ///< active tab, money
  Rgba working = rgb(0x6CA4E8);
  Rgba warning = rgb(0xE0B060);  ///< wants the user
  Rgba error = rgb(0xE06C75);
  Rgba panel = {0x14, 0x17, 0x1C, 236};  ///< overlay and prompt background
  Rgba panel_line = rgb(0x343A45);
  Rgba selection = rgb(0x35506B);

  int grid_padding_px = 6;   ///< around the grid, before scaling
  int ui_size_percent = 88;  ///< of the terminal's font size
};

}  // namespace tabacus::render
