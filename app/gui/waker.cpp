#include "app/gui/waker.hpp"

#include <SDL.h>

namespace tabacus::app {

void Waker::attach(std::uint32_t event) {
  event_ = event;
  if (is_pending_) push(event);
}

/// Either this sees the event's number, or attach sees what is pending.
void Waker::wake() {
  if (is_pending_.exchange(true)) return;
  if (const std::uint32_t event = event_; event != 0) push(event);
}

void Waker::push(std::uint32_t event_number) {
  SDL_Event event{};
  event.type = event_number;
  // Refused when SDL's queue is full: main is awake then, and looks for this behind the queue's last event.
  if (SDL_PushEvent(&event) != 1) is_missed_ = true;
}

}  // namespace tabacus::app
