// Keys under every protocol a program may ask for.
#include "terminal/key_encoder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tabacus::terminal {
namespace {

constexpr Modifiers kNone{};
constexpr Modifiers kShift{.shift = true};
constexpr Modifiers kAlt{.alt = true};
constexpr Modifiers kControl{.control = true};
constexpr Modifiers kControlShift{.shift = true, .control = true};
constexpr Modifiers kControlAlt{.alt = true, .control = true};

KeyPress character(char32_t c, Modifiers modifiers, std::string text = "") {
  return {.key = Key::Character, .code_point = c, .modifiers = modifiers, .text = std::move(text)};
}
KeyPress key(Key key, Modifiers modifiers = kNone) { return {.key = key, .modifiers = modifiers}; }

std::string legacy(const KeyPress& press, const Modes& modes = {}) { return encode_key(press, modes, 0, 0); }
std::string kitty(const KeyPress& press, int flags) {
  return encode_key(press, {}, static_cast<std::uint8_t>(flags), 0);
}

TEST(KeyEncoder, SendsTextAsItIsAndControlsAsTheAsciiTableHasThem) {
  EXPECT_EQ(legacy(character('a', kNone, "a")), "a");
  EXPECT_EQ(legacy(character('a', kShift, "A")), "A");
  EXPECT_EQ(legacy(character(0xE9, kNone, "\xC3\xA9")), "\xC3\xA9");
  EXPECT_EQ(legacy(character('c', kControl)), "\x03");
  EXPECT_EQ(legacy(character('c', kControlShift)), "\x03");
  EXPECT_EQ(legacy(character(' ', kControl)), std::string(1, '\0'));
  EXPECT_EQ(legacy(character('[', kControl)), "\x1B");
  EXPECT_EQ(legacy(character('/', kControl)), "\x1F");
  EXPECT_EQ(legacy(character('-', kControlShift)), "\x1F") << "Ctrl+_";
  EXPECT_EQ(legacy(character('/', kControlShift)), "\x7F") << "Ctrl+?";
  EXPECT_EQ(legacy(character('x', kAlt, "x")), "\x1Bx");
  EXPECT_EQ(legacy(character('x', kControlAlt)), "\x1B\x18");
  EXPECT_EQ(legacy({.key = Key::Character, .code_point = 'a', .text = "a", .action = KeyAction::Release}), "");
}

TEST(KeyEncoder, SendsTheOldFormsOfEnterTabBackspaceEscape) {
  EXPECT_EQ(legacy(key(Key::Enter)), "\r");
  EXPECT_EQ(legacy(key(Key::Enter), {.newline = true}), "\r\n");
  EXPECT_EQ(legacy(key(Key::Enter, kShift)), "\r");
  EXPECT_EQ(legacy(key(Key::Enter, kAlt)), "\x1B\r");
  EXPECT_EQ(legacy(key(Key::Tab)), "\t");
  EXPECT_EQ(legacy(key(Key::Tab, kShift)), "\x1B[Z");
  EXPECT_EQ(legacy(key(Key::Backspace)), "\x7F");
  EXPECT_EQ(legacy(key(Key::Backspace, kControl)), "\b");
  EXPECT_EQ(legacy(key(Key::Backspace, kAlt)), "\x1B\x7F");
  EXPECT_EQ(legacy(key(Key::Escape)), "\x1B");
}

TEST(KeyEncoder, SendsAVt52sKeysWhileItIsOne) {
  const Modes vt52{.ansi = false};
  EXPECT_EQ(legacy(key(Key::Up), vt52),
            "\x1B"
            "A");
  EXPECT_EQ(legacy(key(Key::Left, kControl), vt52),
            "\x1B"
            "D")
      << "it knows no modifiers";
  EXPECT_EQ(legacy(key(Key::F1), vt52), "\x1BP");
  EXPECT_EQ(legacy(key(Key::Keypad5), vt52), "5");
  EXPECT_EQ(legacy(key(Key::Keypad5), {.ansi = false, .application_keypad = true}), "\x1B?u");
  EXPECT_EQ(legacy(key(Key::Enter), vt52), "\r");
  EXPECT_EQ(encode_key(key(Key::Up), vt52, 1, 0),
            "\x1B"
            "A")
      << "kitty's protocol rests";
}

TEST(KeyEncoder, SendsFunctionKeysAsXtermDoes) {
  EXPECT_EQ(legacy(key(Key::Up)), "\x1B[A");
  EXPECT_EQ(legacy(key(Key::Up), {.application_cursor = true}), "\x1BOA");
  EXPECT_EQ(legacy(key(Key::Up, kControl), {.application_cursor = true}), "\x1B[1;5A");
  EXPECT_EQ(legacy(key(Key::Home)), "\x1B[H");
  EXPECT_EQ(legacy(key(Key::Delete, kShift)), "\x1B[3;2~");
  EXPECT_EQ(legacy(key(Key::PageDown)), "\x1B[6~");
  EXPECT_EQ(legacy(key(Key::F1)), "\x1BOP");
  EXPECT_EQ(legacy(key(Key::F4, kAlt)), "\x1B[1;3S");
  EXPECT_EQ(legacy(key(Key::F5)), "\x1B[15~");
  EXPECT_EQ(legacy(key(Key::F12, kControl)), "\x1B[24;5~");
  EXPECT_EQ(legacy(key(Key::F20)), "\x1B[34~");
}

TEST(KeyEncoder, SendsTheKeypadByItsMode) {
  EXPECT_EQ(legacy(key(Key::Keypad5)), "5");
  EXPECT_EQ(legacy(key(Key::Keypad5), {.application_keypad = true}), "\x1BOu");
  EXPECT_EQ(legacy({.key = Key::Keypad5, .text = "5"}, {.application_keypad = true}), "5") << "Num Lock is on";
  EXPECT_EQ(legacy({.key = Key::KeypadAdd, .text = "+"}, {.application_keypad = true}), "+");
  EXPECT_EQ(legacy(key(Key::KeypadEnter)), "\r");
  EXPECT_EQ(legacy(key(Key::KeypadEnter), {.application_keypad = true}), "\x1BOM");
  EXPECT_EQ(legacy({.key = Key::KeypadEnter, .modifiers = {.num_lock = true}}, {.application_keypad = true}), "\r");
  EXPECT_EQ(legacy(key(Key::KeypadAdd)), "+");
}

TEST(KeyEncoder, TellsApartWhatKittysFirstFlagAsksFor) {
  EXPECT_EQ(kitty(character('a', kNone, "a"), 1), "a");
  EXPECT_EQ(kitty(character('a', kShift, "A"), 1), "A");
  EXPECT_EQ(kitty(character('a', kControl), 1), "\x1B[97;5u");
  EXPECT_EQ(kitty(character('i', kControl), 1), "\x1B[105;5u");
  EXPECT_EQ(kitty(character('a', kAlt, "a"), 1), "\x1B[97;3u");
  EXPECT_EQ(kitty(key(Key::Escape), 1), "\x1B[27u");
  EXPECT_EQ(kitty(key(Key::Enter), 1), "\r");
  EXPECT_EQ(kitty(key(Key::Enter, kShift), 1), "\x1B[13;2u");
  EXPECT_EQ(kitty(key(Key::Tab), 1), "\t");
  EXPECT_EQ(kitty(key(Key::Backspace, kControl), 1), "\x1B[127;5u");
  EXPECT_EQ(kitty(key(Key::Up), 1), "\x1B[A");
  EXPECT_EQ(kitty(key(Key::Up, kShift), 1), "\x1B[1;2A");
  EXPECT_EQ(kitty(key(Key::F1), 1), "\x1B[P");
  EXPECT_EQ(kitty(key(Key::F3), 1), "\x1B[13~");
  EXPECT_EQ(kitty(key(Key::F13), 1), "\x1B[57376u");
}

TEST(KeyEncoder, SendsKittysFurtherFlags) {
  KeyPress a = character('a', kShift, "A");
  EXPECT_EQ(kitty(a, 1 | 8), "\x1B[97;2u");
  EXPECT_EQ(kitty(a, 1 | 4 | 8), "\x1B[97:65;2u");
  EXPECT_EQ(kitty(a, 1 | 8 | 16), "\x1B[97;2;65u");
  EXPECT_EQ(kitty(character('a', kNone, "a"), 8 | 16), "\x1B[97;;97u");
  a.action = KeyAction::Release;
  EXPECT_EQ(kitty(a, 1 | 2), "") << "plain text has no release";
  EXPECT_EQ(kitty(a, 1 | 2 | 8), "\x1B[97;2:3u");
  KeyPress up = key(Key::Up);
  up.action = KeyAction::Repeat;
  EXPECT_EQ(kitty(up, 1 | 2), "\x1B[1;1:2A");
  up.action = KeyAction::Release;
  EXPECT_EQ(kitty(up, 1 | 2), "\x1B[1;1:3A");
  EXPECT_EQ(kitty(up, 1), "");
  EXPECT_EQ(kitty(key(Key::Enter), 8), "\x1B[13u");
  EXPECT_EQ(kitty(key(Key::Keypad5), 8), "\x1B[57404u");
}

TEST(KeyEncoder, TellsOfModifiersAndLocksWhoAsksForAllKeys) {
  KeyPress shift = key(Key::LeftShift, kShift);
  EXPECT_EQ(kitty(shift, 0), "");
  EXPECT_EQ(kitty(shift, 1 | 2), "") << "they disambiguate nothing";
  EXPECT_EQ(kitty(shift, 8), "\x1B[57441;2u");
  shift = key(Key::LeftShift);
  shift.action = KeyAction::Release;
  EXPECT_EQ(kitty(shift, 2 | 8), "\x1B[57441;1:3u");
  EXPECT_EQ(kitty(key(Key::RightSuper), 8), "\x1B[57450u");
  EXPECT_EQ(kitty(key(Key::NumLock), 8), "\x1B[57360u");
  EXPECT_EQ(kitty(key(Key::Menu), 1), "\x1B[57363u") << "no modifier";
  EXPECT_EQ(kitty(key(Key::PrintScreen), 0), "");

  Modifiers locked;
  locked.caps_lock = locked.num_lock = true;
  EXPECT_EQ(kitty(key(Key::Up, locked), 1), "\x1B[1;193A");
  EXPECT_EQ(kitty(key(Key::Up, locked), 0), "\x1B[A") << "xterm's form has no locks";
  EXPECT_EQ(kitty(character('a', locked, "A"), 1), "A");
  EXPECT_EQ(kitty(character('a', locked, "A"), 8), "\x1B[97;193u");
  EXPECT_EQ(kitty(key(Key::Enter, locked), 1), "\r");
}

TEST(KeyEncoder, SendsModifyOtherKeysByLevel) {
  const auto at_level = [](const KeyPress& press, std::uint8_t level) { return encode_key(press, {}, 0, level); };
  EXPECT_EQ(at_level(key(Key::Enter, kShift), 1), "\x1B[27;2;13~");
  EXPECT_EQ(at_level(key(Key::Enter), 2), "\r");
  EXPECT_EQ(at_level(character('c', kControl), 1), "\x03");
  EXPECT_EQ(at_level(character('c', kControl), 2), "\x1B[27;5;99~");
  EXPECT_EQ(at_level(character(',', kControl), 1), "\x1B[27;5;44~");
  EXPECT_EQ(at_level(character('a', kShift, "A"), 2), "A");
}

}  // namespace
}  // namespace tabacus::terminal
