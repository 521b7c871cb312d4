// What main and a tab's thread say to each other. Keys travel as keys, not bytes: only the tab's thread knows the modes
// under which its program wants them encoded. Values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/ids.hpp"
#include "pty/child.hpp"
#include "pty/spawn_options.hpp"
#include "terminal/key_encoder.hpp"
#include "terminal/mouse_encoder.hpp"

namespace tabacus::app {

// To the tab.

struct TypedText {
  std::string text;  ///< as an input method composed it
};
struct PastedText {
  std::string text;
};
struct PointerInput {
  terminal::MouseEvent event;
  int clicks = 1;  ///< 2: double, 3: triple
};
struct WheelInput {
  terminal::MouseEvent where;
  int lines = 0;    ///< to scroll the view by; positive: towards older text
  int notches = 1;  ///< reports a program gets instead
};
struct Resized {
  pty::WindowSize size;
};
struct FocusChanged {
  bool focused = false;
};
enum class ScrollUnit : std::uint8_t { Lines, Pages, Ends };
struct ScrollView {
  ScrollUnit unit = ScrollUnit::Lines;
  int amount = 0;  ///< positive: towards older text
};
enum class ClipboardKind : std::uint8_t { Standard, Primary };
struct CopySelection {
  ClipboardKind to = ClipboardKind::Standard;
};

/// What ClipboardWanted asked for, with the user's consent.
struct ClipboardAnswer {
  std::string text;
};

using TabMessage = std::variant<terminal::KeyPress, TypedText, PastedText, PointerInput, WheelInput, Resized,
                                FocusChanged, ScrollView, CopySelection, ClipboardAnswer>;

// From the tab. Text comes from programs: made display-safe by who shows it.

struct TitleChanged {
  std::string title;
};
struct BellRang {};
struct ClipboardFilled {
  ClipboardKind which = ClipboardKind::Standard;
  std::string text;
};
struct PasteWanted {
  ClipboardKind from = ClipboardKind::Primary;
};
/// The program wants to read the clipboard.
struct ClipboardWanted {};
struct ProgramEnded {
  pty::ExitStatus status;
  bool closes = false;  ///< nothing is left to be seen: the tab goes
};
/// The user dismissed a tab whose program had ended.
struct CloseWanted {};
/// The thread is about to return: the tab can be destroyed without waiting.
struct ThreadEnded {};

using TabNews = std::variant<TitleChanged, BellRang, ClipboardFilled, PasteWanted, ClipboardWanted, ProgramEnded,
                             CloseWanted, ThreadEnded>;

struct TabEvent {
  TabId tab;
  TabNews what;
};

}  // namespace tabacus::app
