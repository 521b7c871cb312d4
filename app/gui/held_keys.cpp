#include "app/gui/held_keys.hpp"

#include <algorithm>
#include <utility>

namespace tabacus::app {
namespace {

/// SDL puts what a key types right behind it; Enter and its like type nothing.
bool types_text(const SDL_Keysym& key) {
  if ((key.mod & (KMOD_CTRL | KMOD_GUI)) != 0 || key.sym == SDLK_DELETE || key.sym == SDLK_KP_ENTER) return false;
  if (key.sym >= SDLK_KP_1 && key.sym <= SDLK_KP_PERIOD) return (key.mod & KMOD_NUM) != 0;
  const bool is_keypad = key.sym >= SDLK_KP_DIVIDE && key.sym <= SDLK_KP_PLUS;
  return is_keypad || (key.sym >= ' ' && (key.sym & SDLK_SCANCODE_MASK) == 0);
}

}  // namespace

bool HeldKeys::hold(const SDL_Event& event, bool is_composing) {
  const bool is_key = event.type == SDL_KEYDOWN && (is_composing || !events_.empty());
  const bool is_release = event.type == SDL_KEYUP && !events_.empty();
  const bool is_text = event.type == SDL_TEXTINPUT && last_awaits_text();
  if (is_key || is_release || is_text) {
    events_.push_back(event);
    return true;
  }
  word_came_ = word_came_ || (event.type == SDL_TEXTINPUT && !events_.empty());
  return false;
}

bool HeldKeys::last_awaits_text() const {
  return !events_.empty() && events_.back().type == SDL_KEYDOWN && types_text(events_.back().key.keysym);
}

std::vector<SDL_Event> HeldKeys::take_ended() {
  if (!std::exchange(word_came_, false)) return {};
  const auto next = std::find_if(events_.begin() + 1, events_.end(),
                                 [](const SDL_Event& event) { return event.type == SDL_KEYDOWN; });
  std::vector<SDL_Event> ended{events_.begin(), next};
  events_.erase(events_.begin(), next);
  return ended;
}

std::vector<SDL_Event> HeldKeys::take_all() {
  word_came_ = false;
  return std::exchange(events_, {});
}

}  // namespace tabacus::app
