#include "app/gui/held_keys.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tabacus::app {
namespace {

SDL_Event key(SDL_Keycode code, std::uint16_t held = 0) {
  SDL_Event event{};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = code;
  event.key.keysym.mod = held;
  return event;
}

SDL_Event released(SDL_Keycode code) {
  SDL_Event event = key(code);
  event.type = SDL_KEYUP;
  return event;
}

SDL_Event text(const std::string& words) {
  SDL_Event event{};
  event.type = SDL_TEXTINPUT;
  words.copy(event.text.text, sizeof event.text.text - 1);
  return event;
}

/// "Space" for a key, "(Space)" for its release, 'x' for text.
std::string names(const std::vector<SDL_Event>& events) {
  std::string all;
  for (const SDL_Event& event : events) {
    if (!all.empty()) all += ' ';
    if (event.type == SDL_TEXTINPUT)
      all += std::string{"'"} + event.text.text + "'";
    else
      all += event.type == SDL_KEYUP ? std::string{"("} + SDL_GetKeyName(event.key.keysym.sym) + ")"
                                     : std::string{SDL_GetKeyName(event.key.keysym.sym)};
  }
  return all;
}

TEST(HeldKeys, LetThroughWhatComesWhileNothingIsComposed) {
  HeldKeys held;
  for (const SDL_Event& event : {key(SDLK_SPACE), text(" "), released(SDLK_SPACE), text("word")})
    EXPECT_FALSE(held.hold(event, false));
  EXPECT_TRUE(held.take_all().empty());
}

TEST(HeldKeys, KeepAKeyWithItsTextAndItsReleaseButNotTheWordThatItEnded) {
  HeldKeys held;
  EXPECT_TRUE(held.hold(key(SDLK_SPACE), true));
  EXPECT_TRUE(held.hold(text(" "), true));
  EXPECT_FALSE(held.hold(text("việt"), true));
  EXPECT_TRUE(held.hold(released(SDLK_SPACE), false)) << "behind its press";
  EXPECT_EQ(names(held.take_all()), "Space ' ' (Space)");
  EXPECT_TRUE(held.take_all().empty());
}

TEST(HeldKeys, TakeTheTextBehindAKeyThatTypesNoneForTheWord) {
  for (const SDL_Event& typed : {key(SDLK_RETURN), key(SDLK_KP_ENTER), key(SDLK_TAB), key(SDLK_LEFT), key(SDLK_KP_4),
                                 key(SDLK_DELETE), key(SDLK_j, KMOD_LCTRL), key(SDLK_LSHIFT, KMOD_LSHIFT)}) {
    HeldKeys held;
    EXPECT_TRUE(held.hold(typed, true));
    EXPECT_FALSE(held.hold(text("việt"), true)) << SDL_GetKeyName(typed.key.keysym.sym);
  }
  for (const SDL_Event& typed : {key(SDLK_PERIOD), key(SDLK_KP_PLUS), key(SDLK_KP_5, KMOD_NUM),
                                 key(SDLK_1, KMOD_LSHIFT), key(SDLK_q, KMOD_RALT)}) {
    HeldKeys held;
    EXPECT_TRUE(held.hold(typed, true));
    EXPECT_TRUE(held.hold(text("x"), true)) << SDL_GetKeyName(typed.key.keysym.sym);
  }
}

TEST(HeldKeys, LetTheKeyOfOneWordGoWhenTheNextIsBegun) {
  HeldKeys held;
  for (const SDL_Event& event : {key(SDLK_SPACE), text(" "), key(SDLK_RETURN)}) EXPECT_TRUE(held.hold(event, true));
  EXPECT_TRUE(held.take_ended().empty()) << "no word came yet";
  EXPECT_FALSE(held.hold(text("một"), true));
  EXPECT_EQ(names(held.take_ended()), "Space ' '");
  EXPECT_TRUE(held.take_ended().empty()) << "the second word is still composed";
  EXPECT_FALSE(held.hold(text("hai"), true));
  EXPECT_EQ(names(held.take_all()), "Return");
}

}  // namespace
}  // namespace tabacus::app
