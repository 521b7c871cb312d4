// What a Terminal is made with. Pure values.
#pragma once

#include <string>

#include "terminal/frame.hpp"
#include "terminal/palette.hpp"
#include "terminal/selection.hpp"

namespace tabacus::terminal {

/// In cells. Clamped to what a terminal can be: 2 to 4096 columns, 1 to 4096 rows.
struct Size {
  int columns = 80;
  int rows = 24;
};

/// Of one cell, for programs that ask.
struct PixelSize {
  int width = 8;
  int height = 16;
};

struct TerminalOptions {
  int scrollback_lines = 10'000;
  std::string name_and_version = "tabacus";  ///< XTVERSION's answer: "tabacus 0.1.0"
  std::string hostname = {};  ///< OSC 7 paths of other hosts are ignored; "" takes "localhost" and "" only
  PixelSize cell_pixels = {};
  FramePalette palette = default_palette();
  CursorShape cursor_shape = CursorShape::Block;
  bool cursor_blinks = false;
  bool clipboard_may_be_asked_for = false;  ///< OSC 52 read reaches Host::clipboard_wanted; else it is refused unseen
  std::u32string word_characters{kWordCharacters};  ///< what a double click takes beside letters and digits
  bool answers_checksums = false;  ///< DECRQCRA shows the screen to programs: for conformance suites only
};

}  // namespace tabacus::terminal
