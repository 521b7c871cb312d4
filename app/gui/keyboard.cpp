#include "app/gui/keyboard.hpp"

#include <SDL.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using terminal::Key;
using terminal::KeyPress;

struct NamedKey {
  SDL_Keycode sdl;
  Key key;
};

// clang-format off
constexpr std::array kNamedKeys = std::to_array<NamedKey>({
    {SDLK_RETURN, Key::Enter}, {SDLK_TAB, Key::Tab}, {SDLK_BACKSPACE, Key::Backspace}, {SDLK_ESCAPE, Key::Escape},
    {SDLK_UP, Key::Up}, {SDLK_DOWN, Key::Down}, {SDLK_RIGHT, Key::Right}, {SDLK_LEFT, Key::Left},
    {SDLK_HOME, Key::Home}, {SDLK_END, Key::End}, {SDLK_PAGEUP, Key::PageUp}, {SDLK_PAGEDOWN, Key::PageDown},
    {SDLK_INSERT, Key::Insert}, {SDLK_DELETE, Key::Delete},
    {SDLK_F1, Key::F1}, {SDLK_F2, Key::F2}, {SDLK_F3, Key::F3}, {SDLK_F4, Key::F4}, {SDLK_F5, Key::F5},
    {SDLK_F6, Key::F6}, {SDLK_F7, Key::F7}, {SDLK_F8, Key::F8}, {SDLK_F9, Key::F9}, {SDLK_F10, Key::F10},
    {SDLK_F11, Key::F11}, {SDLK_F12, Key::F12}, {SDLK_F13, Key::F13}, {SDLK_F14, Key::F14}, {SDLK_F15, Key::F15},
    {SDLK_F16, Key::F16}, {SDLK_F17, Key::F17}, {SDLK_F18, Key::F18}, {SDLK_F19, Key::F19}, {SDLK_F20, Key::F20},
    {SDLK_KP_DIVIDE, Key::KeypadDivide}, {SDLK_KP_MULTIPLY, Key::KeypadMultiply},
    {SDLK_KP_MINUS, Key::KeypadSubtract}, {SDLK_KP_PLUS, Key::KeypadAdd}, {SDLK_KP_ENTER, Key::KeypadEnter},
    {SDLK_KP_EQUALS, Key::KeypadEqual},
    {SDLK_CAPSLOCK, Key::CapsLock}, {SDLK_SCROLLLOCK, Key::ScrollLock}, {SDLK_NUMLOCKCLEAR, Key::NumLock},
    {SDLK_PRINTSCREEN, Key::PrintScreen}, {SDLK_PAUSE, Key::Pause}, {SDLK_APPLICATION, Key::Menu},
    {SDLK_LSHIFT, Key::LeftShift}, {SDLK_LCTRL, Key::LeftControl}, {SDLK_LALT, Key::LeftAlt},
    {SDLK_LGUI, Key::LeftSuper}, {SDLK_RSHIFT, Key::RightShift}, {SDLK_RCTRL, Key::RightControl},
    {SDLK_RALT, Key::RightAlt}, {SDLK_RGUI, Key::RightSuper},
});

/// The keypad's digits with Num Lock, and what they are without it.
struct DigitKey {
  SDL_Keycode sdl;
  Key digit;
  std::optional<Key> navigation;
};
constexpr std::array kDigitKeys = std::to_array<DigitKey>({
    {SDLK_KP_0, Key::Keypad0, Key::Insert}, {SDLK_KP_1, Key::Keypad1, Key::End}, {SDLK_KP_2, Key::Keypad2, Key::Down},
    {SDLK_KP_3, Key::Keypad3, Key::PageDown}, {SDLK_KP_4, Key::Keypad4, Key::Left}, {SDLK_KP_5, Key::Keypad5, {}},
    {SDLK_KP_6, Key::Keypad6, Key::Right}, {SDLK_KP_7, Key::Keypad7, Key::Home}, {SDLK_KP_8, Key::Keypad8, Key::Up},
    {SDLK_KP_9, Key::Keypad9, Key::PageUp}, {SDLK_KP_PERIOD, Key::KeypadDecimal, Key::Delete},
});
// clang-format on

terminal::Modifiers modifiers_of(std::uint16_t held) {
  return {.shift = (held & KMOD_SHIFT) != 0,
          .alt = (held & KMOD_ALT) != 0,
          .control = (held & KMOD_CTRL) != 0,
          .super = (held & KMOD_GUI) != 0,
          .caps_lock = (held & KMOD_CAPS) != 0,
          .num_lock = (held & KMOD_NUM) != 0};
}

Chord chord_of(const SDL_Keysym& key) {
  const terminal::Modifiers held = modifiers_of(key.mod);
  return {.key = key.sym, .ctrl = held.control, .shift = held.shift, .alt = held.alt, .super = held.super};
}

std::optional<Key> named_key(const SDL_Keysym& key) {
  const auto named = std::ranges::find(kNamedKeys, key.sym, &NamedKey::sdl);
  if (named != kNamedKeys.end()) return named->key;
  const auto digit = std::ranges::find(kDigitKeys, key.sym, &DigitKey::sdl);
  if (digit == kDigitKeys.end()) return std::nullopt;
  return (key.mod & KMOD_NUM) != 0 ? digit->digit : digit->navigation;
}

bool is_keypad_with_text(Key key) { return key >= Key::Keypad0 && key <= Key::KeypadEqual && key != Key::KeypadEnter; }

/// What a key types without Shift. Under a layout of another script, Ctrl+C must still be found where a Latin
/// keyboard has it.
char32_t code_point_of(const SDL_Keysym& key, bool with_control) {
  constexpr SDL_Keycode kLastAscii = 0x7E;
  const bool is_letter_place = key.scancode >= SDL_SCANCODE_A && key.scancode <= SDL_SCANCODE_Z;
  if (with_control && key.sym > kLastAscii && is_letter_place)
    return U'a' + static_cast<char32_t>(key.scancode - SDL_SCANCODE_A);
  const bool types = key.sym >= ' ' && (key.sym & SDLK_SCANCODE_MASK) == 0;
  return types && key.sym != SDLK_DELETE ? static_cast<char32_t>(key.sym) : 0;
}

/// The right Alt may be AltGr, which makes characters: the text that follows decides.
bool may_be_alt_gr(std::uint16_t held) { return (held & (KMOD_RALT | KMOD_MODE)) != 0 && (held & KMOD_LALT) == 0; }

/// What Shift makes of a key only the text behind it tells, with the left Alt too: Alt+Shift+, is Alt+<.
bool may_make_text(const KeyPress& press, std::uint16_t held) {
  const terminal::Modifiers& with = press.modifiers;
  return !with.super && (may_be_alt_gr(held) || (!with.control && (!with.alt || with.shift)));
}

/// AltGr+Q that typed "@" is no Alt+Q.
void forget_alt_gr(KeyPress& press) {
  std::string plain;
  append_utf8(plain, press.code_point);
  std::string upper = plain;
  if (upper.size() == 1 && upper[0] >= 'a' && upper[0] <= 'z') upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
  if (press.modifiers.alt && press.text != plain && press.text != upper)
    press.modifiers.alt = press.modifiers.control = false;
}

}  // namespace

KeyboardInput Keyboard::key_down(const SDL_KeyboardEvent& event) {
  const SDL_Keysym& key = event.keysym;
  waiting_.reset();
  swallow_text_ = true;
  if (const Action* action = bindings_.find(chord_of(key))) return action;

  KeyPress press;
  press.modifiers = modifiers_of(key.mod);
  press.action = event.repeat != 0 ? terminal::KeyAction::Repeat : terminal::KeyAction::Press;
  if (const auto named = named_key(key))
    press.key = *named;
  else
    press.code_point = code_point_of(key, press.modifiers.control);
  const bool is_character = press.key == Key::Character;
  if ((is_character || is_keypad_with_text(press.key)) && may_make_text(press, key.mod)) {
    swallow_text_ = false;
    // A dead key, or one of a layout we cannot name, still may make text.
    if (!is_character || press.code_point != 0) waiting_ = press;
    may_be_alt_gr_ = may_be_alt_gr(key.mod);
    if (key.scancode < kScancodes) told_.set(key.scancode);
    return NoInput{};
  }
  if (is_character && press.code_point == 0) return NoInput{};
  if (key.scancode < kScancodes) told_.set(key.scancode);
  return press;
}

KeyboardInput Keyboard::key_up(const SDL_KeyboardEvent& event) {
  const SDL_Keysym& key = event.keysym;
  if (key.scancode >= kScancodes || !told_.test(key.scancode)) return NoInput{};
  told_.reset(key.scancode);
  KeyPress press;
  press.modifiers = modifiers_of(key.mod);
  press.action = terminal::KeyAction::Release;
  if (const auto named = named_key(key))
    press.key = *named;
  else
    press.code_point = code_point_of(key, press.modifiers.control);
  if (press.key == Key::Character && press.code_point == 0) return NoInput{};
  return press;
}

void Keyboard::compose() {
  waiting_.reset();
  swallow_text_ = false;
}

KeyboardInput Keyboard::text(const std::string& text) {
  if (swallow_text_ || text.empty()) return NoInput{};
  if (!waiting_) return ComposedText{text};
  KeyPress press = *std::exchange(waiting_, std::nullopt);
  press.text = text;
  if (may_be_alt_gr_) forget_alt_gr(press);
  return press;
}

}  // namespace tabacus::app
