#include "terminal/key_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

/// The code point that stands for a key in CSI u and CSI 27 forms; 0: it has a form of its own.
char32_t control_code_point(Key key) {
  switch (key) {
    case Key::Enter:
      return 13;
    case Key::Tab:
      return 9;
    case Key::Backspace:
      return 127;
    case Key::Escape:
      return 27;
    default:
      return 0;
  }
}

/// Cursor keys and F1 to F4 end in a letter, the others in a number and '~'.
struct FunctionForm {
  char letter = 0;
  int number = 0;
};

constexpr std::array<int, 16> kFunctionNumbers{15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};

std::optional<FunctionForm> function_form(Key key) {
  switch (key) {
    case Key::Up:
      return FunctionForm{'A', 0};
    case Key::Down:
      return FunctionForm{'B', 0};
    case Key::Right:
      return FunctionForm{'C', 0};
    case Key::Left:
      return FunctionForm{'D', 0};
    case Key::Home:
      return FunctionForm{'H', 0};
    case Key::End:
      return FunctionForm{'F', 0};
    case Key::Insert:
      return FunctionForm{0, 2};
    case Key::Delete:
      return FunctionForm{0, 3};
    case Key::PageUp:
      return FunctionForm{0, 5};
    case Key::PageDown:
      return FunctionForm{0, 6};
    default:
      break;
  }
  if (key >= Key::F1 && key <= Key::F4)
    return FunctionForm{static_cast<char>('P' + (static_cast<int>(key) - static_cast<int>(Key::F1))), 0};
  if (key >= Key::F5 && key <= Key::F20)
    return FunctionForm{0, kFunctionNumbers[static_cast<std::size_t>(key) - static_cast<std::size_t>(Key::F5)]};
  return std::nullopt;
}

bool is_keypad(Key key) { return key >= Key::Keypad0 && key <= Key::KeypadEqual; }
/// What Num Lock makes of a keypad key is meant as text, also in the programs that ask for application mode (less,
/// vim). Enter has no other text: there it is the lock that tells.
bool sends_keypad_sequence(const KeyPress& press, const Modes& modes) {
  if (!modes.application_keypad || !press.text.empty()) return false;
  return press.key != Key::KeypadEnter || !press.modifiers.num_lock;
}
bool is_cursor_key(char letter) { return letter >= 'A' && letter <= 'H'; }

/// What a keypad key types, and its letter behind SS3 in application mode.
struct KeypadForm {
  char typed;
  char letter;
};

KeypadForm keypad_form(Key key) {
  if (key <= Key::Keypad9) {
    const int digit = static_cast<int>(key) - static_cast<int>(Key::Keypad0);
    return {static_cast<char>('0' + digit), static_cast<char>('p' + digit)};
  }
  switch (key) {
    case Key::KeypadDecimal:
      return {'.', 'n'};
    case Key::KeypadDivide:
      return {'/', 'o'};
    case Key::KeypadMultiply:
      return {'*', 'j'};
    case Key::KeypadSubtract:
      return {'-', 'm'};
    case Key::KeypadAdd:
      return {'+', 'k'};
    case Key::KeypadEqual:
      return {'=', 'X'};
    default:
      return {'\r', 'M'};
  }
}

/// The C0 control that Ctrl makes of a key; empty when there is none. With Ctrl held no text comes, so Shift is taken
/// to make of '-' and '/' what it does on most layouts.
std::optional<char> control_of(const KeyPress& press) {
  char32_t c = press.code_point;
  if (press.modifiers.shift && c == '-') c = '_';
  if (press.modifiers.shift && c == '/') c = '?';
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 1);
  if (c >= '@' && c <= '_') return static_cast<char>(c - '@');
  switch (c) {
    case ' ':
    case '2':
      return '\0';
    case '3':
      return '\x1B';
    case '4':
      return '\x1C';
    case '5':
      return '\x1D';
    case '6':
      return '\x1E';
    case '7':
    case '/':
      return '\x1F';
    case '8':
    case '?':
      return '\x7F';
    default:
      return std::nullopt;
  }
}

std::string utf8_of(char32_t c) {
  std::string text;
  if (c != 0) append_utf8(text, c);
  return text;
}

std::string typed_text(const KeyPress& press) { return press.text.empty() ? utf8_of(press.code_point) : press.text; }

// --- Legacy: what terminals have sent since xterm.

std::string legacy_function(FunctionForm form, Modifiers modifiers, bool application_cursor) {
  const int parameter = modifiers.bits() + 1;
  if (form.letter == 0)
    return modifiers.any() ? fmt::format("\x1B[{};{}~", form.number, parameter) : fmt::format("\x1B[{}~", form.number);
  if (modifiers.any()) return fmt::format("\x1B[1;{}{}", parameter, form.letter);
  const bool is_ss3 = !is_cursor_key(form.letter) || application_cursor;
  return fmt::format("\x1B{}{}", is_ss3 ? 'O' : '[', form.letter);
}

std::string legacy_control_key(const KeyPress& press, const Modes& modes) {
  switch (press.key) {
    case Key::Enter:
      return modes.newline ? "\r\n" : "\r";
    case Key::Tab:
      return press.modifiers.shift ? "\x1B[Z" : "\t";
    case Key::Backspace:
      // Control sends the other of the two.
      return press.modifiers.control != modes.backarrow_backspace ? "\b" : "\x7F";
    default:
      return "\x1B";
  }
}

std::string legacy_character(const KeyPress& press) {
  if (!press.modifiers.control) return typed_text(press);
  const auto control = control_of(press);
  return control ? std::string(1, *control) : typed_text(press);
}

/// Of a VT52: no modifiers, and ESC ? for the keypad. Empty: a key that it has not.
std::string vt52(const KeyPress& press, const Modes& modes) {
  if (const auto form = function_form(press.key))
    return form->letter != 0 ? fmt::format("\x1B{}", form->letter) : std::string{};
  return is_keypad(press.key) && sends_keypad_sequence(press, modes)
             ? fmt::format("\x1B?{}", keypad_form(press.key).letter)
             : std::string{};
}

std::string legacy(const KeyPress& press, const Modes& modes) {
  if (!modes.ansi)
    if (std::string bytes = vt52(press, modes); !bytes.empty()) return bytes;
  if (const auto form = function_form(press.key))
    return legacy_function(*form, press.modifiers, modes.application_cursor);
  if (is_keypad(press.key)) {
    if (!press.text.empty()) return press.text;
    const KeypadForm form = keypad_form(press.key);
    if (sends_keypad_sequence(press, modes) && !press.modifiers.any()) return fmt::format("\x1BO{}", form.letter);
    return std::string(1, form.typed);
  }
  std::string bytes = press.key == Key::Character ? legacy_character(press) : legacy_control_key(press, modes);
  if (press.modifiers.alt && !bytes.empty()) bytes.insert(0, 1, '\x1B');
  return bytes;
}

/// xterm's modifyOtherKeys: level 1 leaves keys alone that have an old meaning, level 2 only Shift with a character.
bool wants_other_key(const KeyPress& press, std::uint8_t level) {
  if (level == 0 || !press.modifiers.any()) return false;
  if (press.key == Key::Character) {
    if (press.modifiers.only_shift()) return false;
    return level == 2 || (press.modifiers.control && !control_of(press));
  }
  if (control_code_point(press.key) == 0) return false;
  return level == 2 || press.key == Key::Enter;
}

// --- kitty.

/// Keys without a letter or '~' form, by their number in the protocol's table; 0 for all others.
char32_t kitty_code_point(const KeyPress& press) {
  if (press.key == Key::Character) return press.code_point;
  if (is_keypad(press.key))
    return static_cast<char32_t>(57399 + static_cast<int>(press.key) - static_cast<int>(Key::Keypad0));
  if (press.key >= Key::F13 && press.key <= Key::F20)
    return static_cast<char32_t>(57376 + static_cast<int>(press.key) - static_cast<int>(Key::F13));
  if (press.key >= Key::CapsLock && press.key <= Key::Menu)
    return static_cast<char32_t>(57358 + static_cast<int>(press.key) - static_cast<int>(Key::CapsLock));
  if (press.key >= Key::LeftShift && press.key <= Key::LeftSuper)
    return static_cast<char32_t>(57441 + static_cast<int>(press.key) - static_cast<int>(Key::LeftShift));
  if (press.key >= Key::RightShift)  // behind hyper and meta
    return static_cast<char32_t>(57447 + static_cast<int>(press.key) - static_cast<int>(Key::RightShift));
  return control_code_point(press.key);
}

char32_t single_code_point(const std::string& text) {
  const Utf8Step step = decode_utf8(text);
  return !text.empty() && step.length == text.size() ? step.code_point : 0;
}

/// Locks are not told of keys that type, unless all keys are asked for: Caps Lock is in their text.
int modifier_bits(const KeyPress& press, std::uint8_t flags) {
  const bool types = press.key == Key::Character || is_keypad(press.key) || control_code_point(press.key) != 0;
  const bool with_locks = !types || (flags & KittyFlags::kAllKeys) != 0;
  return press.modifiers.bits() | (with_locks ? press.modifiers.lock_bits() : 0);
}

/// ";modifiers:event;text" with what is not needed left out.
std::string kitty_tail(const KeyPress& press, std::uint8_t flags, bool with_text) {
  const int event = (flags & KittyFlags::kEventTypes) != 0 ? static_cast<int>(press.action) + 1 : 1;
  std::string text;
  if (with_text && press.action != KeyAction::Release) {
    for (std::string_view rest = press.text; !rest.empty();) {
      const Utf8Step step = decode_utf8(rest);
      if (step.code_point >= 0x20 && step.code_point != 0x7F)
        text += fmt::format("{}{}", text.empty() ? "" : ":", static_cast<std::uint32_t>(step.code_point));
      rest.remove_prefix(step.length);
    }
  }
  std::string tail;
  const int modifiers = modifier_bits(press, flags);
  if (modifiers != 0 || event != 1) {
    tail = fmt::format(";{}", modifiers + 1);
    if (event != 1) tail += fmt::format(":{}", event);
  }
  if (!text.empty()) tail += fmt::format("{};{}", tail.empty() ? ";" : "", text);
  return tail;
}

std::string kitty_function(FunctionForm form, const KeyPress& press, std::uint8_t flags) {
  const std::string tail = kitty_tail(press, flags, false);
  if (press.key == Key::F3) form = {0, 13};  // CSI R would read as a cursor report
  if (form.letter == 0) return fmt::format("\x1B[{}{}~", form.number, tail);
  return tail.empty() ? fmt::format("\x1B[{}", form.letter) : fmt::format("\x1B[1{}{}", tail, form.letter);
}

std::string kitty_escape_code(const KeyPress& press, std::uint8_t flags) {
  std::string number = std::to_string(static_cast<std::uint32_t>(kitty_code_point(press)));
  if ((flags & KittyFlags::kAlternateKeys) != 0 && press.modifiers.shift && press.key == Key::Character) {
    const char32_t shifted = single_code_point(press.text);
    if (shifted != 0 && shifted != press.code_point) number += fmt::format(":{}", static_cast<std::uint32_t>(shifted));
  }
  return fmt::format("\x1B[{}{}u", number, kitty_tail(press, flags, (flags & KittyFlags::kText) != 0));
}

/// Whether the key keeps its plain bytes although the protocol is on.
bool stays_plain(const KeyPress& press, std::uint8_t flags) {
  if ((flags & KittyFlags::kAllKeys) != 0) return false;
  const bool types = press.key == Key::Character || is_keypad(press.key);
  if (types) return !press.modifiers.any() || press.modifiers.only_shift();
  // Enter, Tab, Backspace: the shell of a program that crashed goes on working.
  return control_code_point(press.key) != 0 && press.key != Key::Escape && !press.modifiers.any();
}

std::string kitty(const KeyPress& press, const Modes& modes, std::uint8_t flags) {
  const bool is_release = press.action == KeyAction::Release;
  if (is_release && (flags & KittyFlags::kEventTypes) == 0) return {};
  if (is_modifier_or_lock(press.key) && (flags & KittyFlags::kAllKeys) == 0) return {};
  const auto form = function_form(press.key);
  if (form && !(press.key >= Key::F13 && press.key <= Key::F20)) return kitty_function(*form, press, flags);
  if (stays_plain(press, flags)) return is_release ? std::string{} : legacy(press, modes);
  if (kitty_code_point(press) == 0) return is_release ? std::string{} : press.text;
  return kitty_escape_code(press, flags);
}

}  // namespace

std::string encode_key(const KeyPress& press, const Modes& modes, std::uint8_t kitty_flags,
                       std::uint8_t modify_other_keys) {
  if (kitty_flags != 0 && modes.ansi) return kitty(press, modes, kitty_flags);
  if (press.action == KeyAction::Release || press.key >= Key::CapsLock) return {};
  if (wants_other_key(press, modify_other_keys)) {
    const char32_t shifted = press.modifiers.shift ? single_code_point(press.text) : 0;
    const char32_t code_point = press.key != Key::Character ? control_code_point(press.key)
                                : shifted != 0              ? shifted
                                                            : press.code_point;
    return fmt::format("\x1B[27;{};{}~", press.modifiers.bits() + 1, static_cast<std::uint32_t>(code_point));
  }
  return legacy(press, modes);
}

}  // namespace tabacus::terminal
