#include "app/gui/waker.hpp"

#include <SDL.h>

namespace tabacus::app {

void Waker::wake() {
  if (is_pending_.exchange(true)) return;
  SDL_Event event{};
  event.type = event_;
  // Refused when SDL's queue is full: main is awake then, and looks for this behind the queue's last event.
  if (SDL_PushEvent(&event) != 1) is_missed_ = true;
}

}  // namespace tabacus::app
