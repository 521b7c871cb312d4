#include "app/gui/keyboard.hpp"

#include <SDL.h>
#include <gtest/gtest.h>

#include <tuple>

namespace tabacus::app {
namespace {

using terminal::Key;
using terminal::KeyPress;

SDL_KeyboardEvent pressed(SDL_Keycode key, std::uint16_t modifiers = 0, SDL_Scancode scancode = SDL_SCANCODE_UNKNOWN) {
  SDL_KeyboardEvent event{};
  event.type = SDL_KEYDOWN;
  event.keysym.sym = key;
  event.keysym.mod = modifiers;
  event.keysym.scancode = scancode == SDL_SCANCODE_UNKNOWN ? SDL_GetScancodeFromKey(key) : scancode;
  return event;
}

const KeyPress* key_of(const KeyboardInput& input) { return std::get_if<KeyPress>(&input); }
bool is_nothing(const KeyboardInput& input) { return std::holds_alternative<NoInput>(input); }

TEST(Keyboard, JoinsAKeyWithTheTextBehindIt) {
  Keyboard keyboard;
  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(SDLK_a, KMOD_LSHIFT))));
  const auto input = keyboard.text("A");
  ASSERT_NE(key_of(input), nullptr);
  EXPECT_EQ(key_of(input)->code_point, U'a');
  EXPECT_EQ(key_of(input)->text, "A");
  EXPECT_TRUE(key_of(input)->modifiers.only_shift());
}

TEST(Keyboard, TakesTextWithoutAKeyFromAnInputMethod) {
  Keyboard keyboard;
  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(0, 0, SDL_SCANCODE_GRAVE))));
  const auto input = keyboard.text("é");
  ASSERT_TRUE(std::holds_alternative<ComposedText>(input));
  EXPECT_EQ(std::get<ComposedText>(input).text, "é");
}

TEST(Keyboard, TakesWhatIsComposedForNoneOfTheLastKey) {
  Keyboard keyboard;
  (void)keyboard.key_down(pressed(SDLK_RETURN));
  keyboard.compose();
  EXPECT_TRUE(std::holds_alternative<ComposedText>(keyboard.text("việt"))) << "the method kept its keys to itself";
  (void)keyboard.key_down(pressed(SDLK_a));
  keyboard.compose();
  EXPECT_TRUE(std::holds_alternative<ComposedText>(keyboard.text("á"))) << "nothing of the A";
}

struct UsedCase {
  const char* name;
  SDL_Keycode key;
  std::uint16_t modifiers;
};

class KeysUsedWithoutText : public testing::TestWithParam<UsedCase> {};

TEST_P(KeysUsedWithoutText, SwallowTheTextBehindThem) {
  Keyboard keyboard;
  EXPECT_FALSE(is_nothing(keyboard.key_down(pressed(GetParam().key, GetParam().modifiers))));
  EXPECT_TRUE(is_nothing(keyboard.text("x")));
}

INSTANTIATE_TEST_SUITE_P(Keys, KeysUsedWithoutText,
                         testing::Values(UsedCase{"Alt", SDLK_x, KMOD_LALT}, UsedCase{"Control", SDLK_c, KMOD_LCTRL},
                                         UsedCase{"Action", SDLK_t, KMOD_LCTRL | KMOD_LSHIFT},
                                         UsedCase{"Enter", SDLK_RETURN, 0}, UsedCase{"Tab", SDLK_TAB, KMOD_LSHIFT}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Keyboard, AltGrMakesCharactersAndTheRightAltDoesNot) {
  Keyboard keyboard;
  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(SDLK_q, KMOD_RALT))));
  const auto german = keyboard.text("@");
  ASSERT_NE(key_of(german), nullptr);
  EXPECT_FALSE(key_of(german)->modifiers.alt);
  EXPECT_EQ(key_of(german)->text, "@");

  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(SDLK_q, KMOD_RALT))));
  const auto american = keyboard.text("q");
  ASSERT_NE(key_of(american), nullptr);
  EXPECT_TRUE(key_of(american)->modifiers.alt);
}

TEST(Keyboard, TheLeftAltKeepsWhatShiftMakesOfTheKey) {
  Keyboard keyboard;
  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(SDLK_COMMA, KMOD_LALT | KMOD_LSHIFT))));
  const auto input = keyboard.text("<");
  ASSERT_NE(key_of(input), nullptr);
  EXPECT_EQ(key_of(input)->text, "<");
  EXPECT_TRUE(key_of(input)->modifiers.alt);
  EXPECT_EQ(terminal::encode_key(*key_of(input), {}, 0, 0), "\033<");
}

TEST(Keyboard, FindsControlLettersUnderACyrillicLayout) {
  Keyboard keyboard;
  const auto input = keyboard.key_down(pressed(0x0441, KMOD_LCTRL, SDL_SCANCODE_C));
  ASSERT_NE(key_of(input), nullptr);
  EXPECT_EQ(key_of(input)->code_point, U'c');
}

TEST(Keyboard, TheKeypadFollowsNumLock) {
  Keyboard keyboard;
  EXPECT_EQ(key_of(keyboard.key_down(pressed(SDLK_KP_8)))->key, Key::Up);
  EXPECT_TRUE(is_nothing(keyboard.key_down(pressed(SDLK_KP_8, KMOD_NUM))));
  const auto digit = keyboard.text("8");
  ASSERT_NE(key_of(digit), nullptr);
  EXPECT_EQ(key_of(digit)->key, Key::Keypad8);
  EXPECT_EQ(key_of(keyboard.key_down(pressed(SDLK_KP_ENTER)))->key, Key::KeypadEnter);
}

TEST(Keyboard, AModifierAloneIsAKeyWithoutText) {
  Keyboard keyboard;
  for (const auto& [sdl, held, key] :
       {std::tuple{SDLK_LSHIFT, KMOD_LSHIFT, Key::LeftShift}, std::tuple{SDLK_RCTRL, KMOD_RCTRL, Key::RightControl},
        std::tuple{SDLK_CAPSLOCK, KMOD_CAPS, Key::CapsLock}}) {
    const auto input = keyboard.key_down(pressed(sdl, static_cast<std::uint16_t>(held)));
    ASSERT_NE(key_of(input), nullptr);
    EXPECT_EQ(key_of(input)->key, key);
    EXPECT_EQ(key_of(input)->text, "");
    EXPECT_EQ(key_of(keyboard.key_up(pressed(sdl)))->action, terminal::KeyAction::Release);
  }
}

TEST(Keyboard, TellsTheEndOnlyOfKeysTheProgramHeardOf) {
  Keyboard keyboard;
  EXPECT_TRUE(is_nothing(keyboard.key_up(pressed(SDLK_UP))));
  ASSERT_NE(key_of(keyboard.key_down(pressed(SDLK_UP))), nullptr);
  const auto released = keyboard.key_up(pressed(SDLK_UP));
  ASSERT_NE(key_of(released), nullptr);
  EXPECT_EQ(key_of(released)->action, terminal::KeyAction::Release);
  EXPECT_TRUE(std::holds_alternative<const Action*>(keyboard.key_down(pressed(SDLK_t, KMOD_LCTRL | KMOD_LSHIFT))));
  EXPECT_TRUE(is_nothing(keyboard.key_up(pressed(SDLK_t, KMOD_LCTRL | KMOD_LSHIFT)))) << "that was ours";
}

}  // namespace
}  // namespace tabacus::app
