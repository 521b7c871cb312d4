// What keys can be bound to: names, default chords, documentation. What each does is the window's matter
// (app/gui/actions.cpp); here it is so that the configuration can be read and checked where there is no window. Pure.
#pragma once

#include <span>
#include <string_view>

namespace tabacus::app {

struct KeyAction {
  std::string_view name;      ///< stable: the configuration names it
  std::string_view bindings;  ///< chords, separated by blanks
  std::string_view doc;
};

[[nodiscard]] std::span<const KeyAction> key_actions();

/// "Ctrl+Shift+T": modifiers of Ctrl, Shift, Alt and Super in front of the name of a key.
[[nodiscard]] bool is_chord(std::string_view text);

/// The first word of `chords` that is no chord; empty: all are.
[[nodiscard]] std::string_view first_bad_chord(std::string_view chords);

}  // namespace tabacus::app
