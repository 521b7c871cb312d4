#include "app/gui/waker.hpp"

#include <SDL.h>

namespace tabacus::app {

void Waker::wake() {
  if (is_pending_.exchange(true)) return;
  SDL_Event event{};
  event.type = event_;
  // Refused when SDL's queue is full: main is awake then, but must be woken again for this.
  if (SDL_PushEvent(&event) != 1) is_pending_ = false;
}

}  // namespace tabacus::app
