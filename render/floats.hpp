// What stands over the grid: scroll mark, composed text and overlay of each pane, prompt and sheet of the window. It is
// no part of the picture that is kept but is drawn on top each time that is shown: a clock that ticks costs no row, a
// row below it no second shape. Pure.
#pragma once

#include <optional>
#include <string>

#include "render/scene.hpp"

namespace tabacus::render {

/// Over one pane. Equal values look alike in equal layouts and themes.
struct Floats {
  Rect scroll_mark;
  std::string preedit;
  int preedit_caret = -1;
  Rect preedit_rect;
  Rgba ground;  ///< of the screen, which the preedit is tinted with
  std::optional<OverlayModel> overlay;
  Rect overlay_rect;
  friend bool operator==(const Floats&, const Floats&) = default;
};

/// Over all panes, likewise.
struct WindowFloats {
  std::optional<PromptModel> prompt;
  std::optional<SheetModel> sheet;
  friend bool operator==(const WindowFloats&, const WindowFloats&) = default;
};

/// `content.frame` is not null; `style` has the pane's layout.
[[nodiscard]] Floats floats_of(const WindowContent& content, const SceneStyle& style);
[[nodiscard]] WindowFloats window_floats_of(const WindowContent& content);

/// Into the ui layer; `floats` are those of this content.
void build_floats(const Floats& floats, const WindowContent& content, const SceneStyle& style, DrawList& out);
/// `style` has the window's layout.
void build_window_floats(const WindowFloats& floats, const SceneStyle& style, DrawList& out);

}  // namespace tabacus::render
