// SDL's key and text events to what they mean: an action of ours, a key for the program, or composed text. SDL sends
// the text a key types as an event of its own behind the key's: the two are joined here. Main thread.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <variant>

#include "app/gui/actions.hpp"
#include "terminal/key_encoder.hpp"

struct SDL_KeyboardEvent;

namespace tabacus::app {

/// A modifier alone, or a key whose text is still to come.
struct NoInput {};
/// What an input method composed without a key to its name.
struct ComposedText {
  std::string text;
};
using KeyboardInput = std::variant<NoInput, const Action*, terminal::KeyPress, ComposedText>;

class Keyboard {
 public:
  [[nodiscard]] KeyboardInput key_down(const SDL_KeyboardEvent& event);
  [[nodiscard]] KeyboardInput key_up(const SDL_KeyboardEvent& event);
  [[nodiscard]] KeyboardInput text(const std::string& text);
  /// An input method composes: the text that comes is none of the last key's.
  void compose();
  void bind(KeyBindings bindings) { bindings_ = std::move(bindings); }
  [[nodiscard]] const KeyBindings& bindings() const { return bindings_; }

 private:
  static constexpr std::size_t kScancodes = 512;

  KeyBindings bindings_;
  std::optional<terminal::KeyPress> waiting_;  // for its text
  bool may_be_alt_gr_ = false;                 // the Alt that is held with it
  bool swallow_text_ = false;                  // the last key was used without it
  std::bitset<kScancodes> told_;               // keys whose press the program heard of
};

}  // namespace tabacus::app
