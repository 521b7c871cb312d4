#include "render/floats.hpp"

#include "render/overlay/panel.hpp"

namespace tabacus::render {

Floats floats_of(const WindowContent& content, const SceneStyle& style) {
  Floats floats;
  floats.scroll_mark = scroll_mark_rect(*content.frame, style.layout);
  floats.preedit = content.preedit;
  floats.preedit_caret = content.preedit_caret;
  floats.preedit_rect = preedit_rect(content, style);
  floats.ground = screen_background(*content.frame);
  if (content.overlay != nullptr) {
    floats.overlay = *content.overlay;
    floats.overlay_rect = overlay_rect(*content.overlay, content.frame, style).value_or(Rect{});
  }
  return floats;
}

WindowFloats window_floats_of(const WindowContent& content) {
  WindowFloats floats;
  if (content.prompt != nullptr) floats.prompt = *content.prompt;
  if (content.sheet != nullptr) floats.sheet = *content.sheet;
  return floats;
}

void build_floats(const Floats& floats, const WindowContent& content, const SceneStyle& style, DrawList& out) {
  build_scroll_mark(floats.scroll_mark, style.theme, out);
  build_preedit(content, style, floats.preedit_rect, out);
  if (floats.overlay && !floats.overlay_rect.is_empty())
    build_overlay(*floats.overlay, style, floats.overlay_rect, out);
}

void build_window_floats(const WindowFloats& floats, const SceneStyle& style, DrawList& out) {
  if (floats.prompt) build_prompt(*floats.prompt, style, prompt_rect(style), out);
  if (floats.sheet) build_sheet(*floats.sheet, style, sheet_rect(*floats.sheet, style), out);
}

}  // namespace tabacus::render
