// Mouse events to bytes, under the tracking and encoding modes the program has set. Pure. Source: xterm's ctlseqs,
// "Mouse Tracking".
#pragma once

#include <cstdint>
#include <string>

#include "terminal/key_encoder.hpp"
#include "terminal/modes.hpp"

namespace tabacus::terminal {

enum class MouseButton : std::uint8_t {
  None,
  Left,
  Middle,
  Right,
  WheelUp,
  WheelDown,
  WheelLeft,
  WheelRight,
  Back,
  Forward
};
enum class MouseAction : std::uint8_t { Press, Release, Motion };

struct MouseEvent {
  MouseAction action = MouseAction::Press;
  MouseButton button = MouseButton::None;  ///< of a motion: the one that is held
  int row = 0;                             ///< cell, from 0
  int column = 0;
  int pixel_x = 0;  ///< within the grid, for mode 1016
  int pixel_y = 0;
  Modifiers modifiers = {};
};

/// "" when the program did not ask for this event.
[[nodiscard]] std::string encode_mouse(const MouseEvent& event, const Modes& modes);

}  // namespace tabacus::terminal
