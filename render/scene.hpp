// A window's content to a DrawList. The grid is built row by row, so that a changed row costs one row; what floats over
// it (overlay, prompt, scroll mark, composed text) has a rectangle each, so that the renderer knows what it covers.
// Pure.
#pragma once

#include <string_view>
#include <vector>

#include "fonts/metrics.hpp"
#include "render/content.hpp"
#include "render/draw_list.hpp"
#include "render/layout.hpp"
#include "render/theme.hpp"

namespace tabacus::render {

/// What every part of a scene is measured by.
struct SceneStyle {
  const Layout& layout;
  const Theme& theme;
  const fonts::CellMetrics& cell;
  const fonts::CellMetrics& ui_cell;
};

/// What screen cells are blank with.
[[nodiscard]] Rgba screen_background(const terminal::Frame& frame);

/// One row: its background, text, decorations, and the cursor when it stands there.
void build_row(const WindowContent& content, const SceneStyle& style, int row, DrawList& out);

/// By how many pixels all rows stand lower than their places, while the view moves.
[[nodiscard]] int glide_shift(const terminal::Frame& frame, const Layout& layout);
/// All rows of a frame that stands between two lines, moved by its shift, and nothing of them above or below the cells.
void build_gliding_rows(const WindowContent& content, const SceneStyle& style, DrawList& out);

/// Empty when the view is not scrolled back.
[[nodiscard]] Rect scroll_mark_rect(const terminal::Frame& frame, const Layout& layout);
void build_scroll_mark(Rect rect, const Theme& theme, DrawList& out);

/// Empty when nothing is being composed.
[[nodiscard]] Rect preedit_rect(const WindowContent& content, const SceneStyle& style);
void build_preedit(const WindowContent& content, const SceneStyle& style, Rect rect, DrawList& out);

[[nodiscard]] Rect prompt_rect(const SceneStyle& style);
void build_prompt(const PromptModel& prompt, const SceneStyle& style, Rect rect, DrawList& out);

void build_tab_bar(const TabBarModel& model, const SceneStyle& style, DrawList& out);

/// The lines between panes, into the grid's layer.
void build_dividers(const WindowContent& content, const SceneStyle& style, DrawList& out);

/// One pane of a window: how it is measured, and a content of its own whose frame and overlay are the pane's.
struct PaneScene {
  WindowContent content;
  Layout layout;
};

/// The pane that has the keyboard first. `window` is the whole window's layout.
[[nodiscard]] std::vector<PaneScene> panes_of(const WindowContent& content, const Layout& window);

/// Everything, as the renderer draws a whole window.
void build_scene(const WindowContent& content, const SceneStyle& style, DrawList& out);

}  // namespace tabacus::render
