// Keys that end what an input method composes. The method is asked about each key while SDL reads it, and tells of the
// word it completed by a message that SDL reads afterwards: the key is in the queue before the word that it ended.
// Such keys wait here until the events of that turn were handled. Pure; main thread.
#pragma once

#include <SDL.h>

#include <vector>

namespace tabacus::app {

class HeldKeys {
 public:
  /// True: the event waits. `is_composing`: something composed is shown, or about to be.
  [[nodiscard]] bool hold(const SDL_Event& event, bool is_composing);
  /// The first key with its text, whose word came, when another is begun behind it; else nothing.
  [[nodiscard]] std::vector<SDL_Event> take_ended();
  /// All of them, in the order in which they came.
  [[nodiscard]] std::vector<SDL_Event> take_all();

 private:
  [[nodiscard]] bool last_awaits_text() const;

  std::vector<SDL_Event> events_;
  bool word_came_ = false;  // since the first of them
};

}  // namespace tabacus::app
