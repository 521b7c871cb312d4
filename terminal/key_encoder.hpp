// Keys to bytes, under the modes the program has set. Pure. Sources: xterm's ctlseqs ("PC-style function keys",
// modifyOtherKeys) and the kitty keyboard protocol.
#pragma once

#include <cstdint>
#include <string>

#include "terminal/keyboard_modes.hpp"
#include "terminal/modes.hpp"

namespace tabacus::terminal {

enum class Key : std::uint8_t {
  Character,  ///< a key that types something; KeyPress::code_point says which
  Enter,
  Tab,
  Backspace,
  Escape,
  Up,
  Down,
  Right,
  Left,
  Home,
  End,
  PageUp,
  PageDown,
  Insert,
  Delete,
  F1,
  F2,
  F3,
  F4,
  F5,
  F6,
  F7,
  F8,
  F9,
  F10,
  F11,
  F12,
  F13,
  F14,
  F15,
  F16,
  F17,
  F18,
  F19,
  F20,  // clang-format off
  Keypad0, Keypad1, Keypad2, Keypad3, Keypad4, Keypad5, Keypad6, Keypad7, Keypad8, Keypad9,  // clang-format on
  KeypadDecimal,
  KeypadDivide,
  KeypadMultiply,
  KeypadSubtract,
  KeypadAdd,
  KeypadEnter,
  KeypadEqual,
  CapsLock,
  ScrollLock,
  NumLock,
  PrintScreen,
  Pause,
  Menu,
  LeftShift,
  LeftControl,
  LeftAlt,
  LeftSuper,
  RightShift,
  RightControl,
  RightAlt,
  RightSuper,
};

/// Whether the key only changes what others mean; programs that ask for every key hear of it.
[[nodiscard]] constexpr bool is_modifier_or_lock(Key key) {
  return (key >= Key::CapsLock && key <= Key::NumLock) || key >= Key::LeftShift;
}

struct Modifiers {
  bool shift = false;
  bool alt = false;
  bool control = false;
  bool super = false;
  bool caps_lock = false;  ///< this and the next are told by the kitty protocol only
  bool num_lock = false;

  /// Whether one is held down; a lock is not.
  [[nodiscard]] constexpr bool any() const { return shift || alt || control || super; }
  [[nodiscard]] constexpr bool only_shift() const { return shift && !alt && !control && !super; }
  /// As sequences carry it, without the 1 they add.
  [[nodiscard]] constexpr int bits() const {
    return (shift ? 1 : 0) | (alt ? 2 : 0) | (control ? 4 : 0) | (super ? 8 : 0);
  }
  [[nodiscard]] constexpr int lock_bits() const { return (caps_lock ? 64 : 0) | (num_lock ? 128 : 0); }
};

enum class KeyAction : std::uint8_t { Press, Repeat, Release };

struct KeyPress {
  Key key = Key::Character;
  char32_t code_point = 0;  ///< of a Character: what the key types without Shift, lower case
  Modifiers modifiers = {};
  std::string text = {};  ///< UTF-8 that the layout gives for key and modifiers; "" when none
  KeyAction action = KeyAction::Press;
};

/// "" when the key has no bytes under these modes (a release that nobody asked for).
[[nodiscard]] std::string encode_key(const KeyPress& press, const Modes& modes, std::uint8_t kitty_flags,
                                     std::uint8_t modify_other_keys);

}  // namespace tabacus::terminal
