#include "terminal/mouse_encoder.hpp"

#include <fmt/format.h>

namespace tabacus::terminal {
namespace {

constexpr int kMotion = 32;
constexpr int kReleased = 3;              // which button, the old encoding does not say
constexpr int kLargestOldPosition = 222;  // 32 + 1 + 222 is the last byte

bool is_wheel(MouseButton button) { return button >= MouseButton::WheelUp && button <= MouseButton::WheelRight; }

bool is_wanted(const MouseEvent& event, const Modes& modes) {
  switch (event.action) {
    case MouseAction::Press:
      return modes.wants_mouse();
    case MouseAction::Release:
      return (modes.mouse_buttons || modes.mouse_drag || modes.mouse_motion) && !is_wheel(event.button);
    case MouseAction::Motion:
      return modes.mouse_motion || (modes.mouse_drag && event.button != MouseButton::None);
  }
  return false;
}

int button_code(MouseButton button) {
  switch (button) {
    case MouseButton::None:
      return kReleased;
    case MouseButton::Left:
      return 0;
    case MouseButton::Middle:
      return 1;
    case MouseButton::Right:
      return 2;
    case MouseButton::WheelUp:
      return 64;
    case MouseButton::WheelDown:
      return 65;
    case MouseButton::WheelLeft:
      return 66;
    case MouseButton::WheelRight:
      return 67;
    case MouseButton::Back:
      return 128;
    case MouseButton::Forward:
      return 129;
  }
  return kReleased;
}

int modifier_code(Modifiers modifiers) {
  return (modifiers.shift ? 4 : 0) | (modifiers.alt ? 8 : 0) | (modifiers.control ? 16 : 0);
}

}  // namespace

std::string encode_mouse(const MouseEvent& event, const Modes& modes) {
  if (!is_wanted(event, modes)) return {};
  const bool is_x10 = modes.mouse_x10 && !modes.mouse_buttons && !modes.mouse_drag && !modes.mouse_motion;
  int code = button_code(event.button) + (is_x10 ? 0 : modifier_code(event.modifiers));
  if (event.action == MouseAction::Motion) code += kMotion;

  const bool is_release = event.action == MouseAction::Release;
  if (modes.mouse_sgr_pixels || modes.mouse_sgr) {
    const int x = modes.mouse_sgr_pixels ? event.pixel_x : event.column;
    const int y = modes.mouse_sgr_pixels ? event.pixel_y : event.row;
    return fmt::format("\x1B[<{};{};{}{}", code, x + 1, y + 1, is_release ? 'm' : 'M');
  }
  if (modes.mouse_urxvt) {
    if (is_release) code = kReleased + modifier_code(event.modifiers);
    return fmt::format("\x1B[{};{};{}M", code + 32, event.column + 1, event.row + 1);
  }
  if (event.column > kLargestOldPosition || event.row > kLargestOldPosition) return {};
  if (is_release) code = kReleased + modifier_code(event.modifiers);
  std::string bytes = "\x1B[M";
  for (const int value : {code, event.column + 1, event.row + 1}) bytes += static_cast<char>(value + 32);
  return bytes;
}

}  // namespace tabacus::terminal
