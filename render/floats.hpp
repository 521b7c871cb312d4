// What stands over the grid: scroll mark, composed text, overlay, prompt. It is no part of the picture that is kept but
// is drawn on top each time that is shown: a clock that ticks costs no row, a row below it no second shape. Pure.
#pragma once

#include <optional>
#include <string>

#include "render/scene.hpp"

namespace tabacus::render {

/// Equal values look alike in equal layouts and themes.
struct Floats {
  Rect scroll_mark;
  std::string preedit;
  int preedit_caret = -1;
  Rect preedit_rect;
  Rgba ground;  ///< of the screen, which the preedit is tinted with
  std::optional<OverlayModel> overlay;
  Rect overlay_rect;
  std::optional<PromptModel> prompt;
  std::optional<SheetModel> sheet;
  friend bool operator==(const Floats&, const Floats&) = default;
};

/// `content.frame` is not null.
[[nodiscard]] Floats floats_of(const WindowContent& content, const SceneStyle& style);

/// Into the ui layer; `floats` are those of this content.
void build_floats(const Floats& floats, const WindowContent& content, const SceneStyle& style, DrawList& out);

}  // namespace tabacus::render
