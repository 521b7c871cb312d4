// Who wakes main before SDL is up is heard once it is.
#include "app/gui/waker.hpp"

#include <SDL.h>
#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

int events_of(std::uint32_t number) {
  int count = 0;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) count += event.type == number ? 1 : 0;
  return count;
}

struct Events {
  Events() { SDL_InitSubSystem(SDL_INIT_EVENTS); }
  ~Events() { SDL_QuitSubSystem(SDL_INIT_EVENTS); }
};

TEST(Waker, IsHeardOnceSdlIsUp) {
  Waker waker;
  waker.wake();
  waker.wake();
  const Events sdl;
  const std::uint32_t number = SDL_RegisterEvents(1);
  waker.attach(number);
  EXPECT_EQ(waker.event(), number);
  EXPECT_EQ(events_of(number), 1);
  waker.handled();
  waker.wake();
  EXPECT_EQ(events_of(number), 1);
}

TEST(Waker, SaysNothingUnlessItWasWoken) {
  Waker waker;
  const Events sdl;
  const std::uint32_t number = SDL_RegisterEvents(1);
  waker.attach(number);
  EXPECT_EQ(events_of(number), 0);
}

}  // namespace
}  // namespace tabacus::app
