// What a window shows, as one value for the scene and the renderer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "render/layout.hpp"
#include "render/overlay/model.hpp"
#include "render/overlay/sheet.hpp"
#include "render/prompt.hpp"
#include "render/tab_bar.hpp"
#include "terminal/frame.hpp"

namespace tabacus::render {

enum class CursorPhase : std::uint8_t { Shown, Hidden };  ///< Hidden: the dark half of a blink
enum class Focus : std::uint8_t { Focused, Unfocused };

/// A pane that does not have the keyboard. `frame` is not null and its cells fill it.
struct PaneContent {
  const terminal::Frame* frame = nullptr;
  CellArea area;
  const OverlayModel* overlay = nullptr;  ///< null: not shown
};

/// A line between panes.
struct PaneDivider {
  CellArea gap;  ///< one column wide, or one row high
  DividerKind kind = DividerKind::Upright;
  bool is_marked = false;  ///< it stands beside the pane that has the keyboard
  friend bool operator==(const PaneDivider&, const PaneDivider&) = default;
};

/// The pointers are read during the call only.
struct WindowContent {
  const terminal::Frame* frame = nullptr;  ///< of the pane that has the keyboard; null: an empty grid
  std::optional<CellArea> area;            ///< of that pane; empty: the whole grid
  std::vector<PaneContent> beside;         ///< the other panes in sight
  std::vector<PaneDivider> dividers;
  const TabBarModel* tabs = nullptr;      ///< null: no tab bar
  const OverlayModel* overlay = nullptr;  ///< null: not shown
  const PromptModel* prompt = nullptr;    ///< null: not shown
  const SheetModel* sheet = nullptr;      ///< null: not shown
  std::string preedit;                    ///< what an input method is composing, drawn at the cursor
  int preedit_caret = -1;                 ///< before which of its code points one types; -1: none is shown
  Focus focus = Focus::Focused;
  CursorPhase cursor_phase = CursorPhase::Shown;
};

}  // namespace tabacus::render
