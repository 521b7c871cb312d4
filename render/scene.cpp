#include "render/scene.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "render/decorations.hpp"
#include "render/floats.hpp"
#include "render/row_builder.hpp"
#include "render/ui_canvas.hpp"

namespace tabacus::render {

namespace {

/// In cells, of the first `code_points` of the text.
int columns_before(std::string_view text, int code_points) {
  const fonts::TextCells cells = fonts::split_cells(text);
  int columns = 0;
  for (const fonts::Cluster& cluster : cells.clusters)
    if (static_cast<int>(cluster.offset + cluster.length) <= code_points) columns = cluster.column + cluster.cells;
  return columns;
}

}  // namespace

Rgba screen_background(const terminal::Frame& frame) {
  return rgb(frame.reverse_screen ? frame.palette.foreground : frame.palette.background);
}

void build_row(const WindowContent& content, const SceneStyle& style, int row, DrawList& out) {
  if (content.frame == nullptr) return;
  RowBuilder{content, style, row, out}.build();
}

int glide_shift(const terminal::Frame& frame, const Layout& layout) {
  return frame.row_above.empty() ? 0 : frame.scrolled_part * layout.cell_height / terminal::kLineParts;
}

void build_gliding_rows(const WindowContent& content, const SceneStyle& style, DrawList& out) {
  const Layout& at = style.layout;
  const terminal::Frame& frame = *content.frame;
  Layout moved = at;
  moved.inset_y += glide_shift(frame, at);
  const SceneStyle moved_style{moved, style.theme, style.cell, style.ui_cell};
  for (int row = 0; row < frame.rows; ++row) build_row(content, moved_style, row, out);
  build_row(content, moved_style, -1, out);  // over the ground that the first row has up to the edge
  const Rgba ground = screen_background(frame);
  const int end = std::min(at.cell_y(frame.rows), at.grid.bottom());
  out.grid.above.push_back({{at.grid.x, at.grid.y, at.grid.width, at.inset_y}, ground});
  out.grid.above.push_back({{at.grid.x, end, at.grid.width, at.grid.bottom() - end}, ground});
}

Rect scroll_mark_rect(const terminal::Frame& frame, const Layout& layout) {
  if (frame.scrolled_back <= 0 || frame.scrollback_lines <= 0) return {};
  const std::int64_t lines = std::int64_t{frame.scrollback_lines} + frame.rows;
  const std::int64_t top = std::max(0, frame.scrollback_lines - frame.scrolled_back);
  const int length =
      std::max<int>(layout.cell_height, static_cast<int>(std::int64_t{layout.grid.height} * frame.rows / lines));
  const int travel = std::max(0, layout.grid.height - length);
  const int y = layout.grid.y + static_cast<int>(travel * top / frame.scrollback_lines);
  const int width = std::max(2, layout.padding * 2 / 3);
  return {layout.grid.right() - width, y, width, length};
}

void build_scroll_mark(Rect rect, const Theme& theme, DrawList& out) {
  if (!rect.is_empty()) out.ui.below.push_back({rect, theme.panel_line});
}

Rect preedit_rect(const WindowContent& content, const SceneStyle& style) {
  if (content.preedit.empty() || content.frame == nullptr) return {};
  const terminal::FrameCursor& cursor = content.frame->cursor;
  const int width = std::min(fonts::count_cells(content.preedit), content.frame->columns) * style.cell.width;
  const int rightmost = style.layout.cell_x(content.frame->columns) - width;
  return {std::min(style.layout.cell_x(cursor.column), rightmost), style.layout.cell_y(cursor.row), width,
          style.cell.height};
}

void build_preedit(const WindowContent& content, const SceneStyle& style, Rect rect, DrawList& out) {
  if (rect.is_empty()) return;
  const Rgba background = mix(screen_background(*content.frame), style.theme.selection, 60);
  out.ui.below.push_back({rect, background});
  out.ui.below.push_back(
      {{rect.x, rect.y + style.cell.underline_top, rect.width, style.cell.line_thickness}, style.theme.text});
  TextRun run;
  run.x = rect.x;
  run.y = rect.y;
  run.color = style.theme.text;
  run.behind = background;
  append_text(out, out.ui, run, fonts::fit_cells(content.preedit, rect.width / style.cell.width));
  if (content.preedit_caret < 0) return;
  const int caret = std::min(columns_before(content.preedit, content.preedit_caret) * style.cell.width, rect.width);
  add_cursor(out.ui, CursorLook::Bar, {rect.x + caret, rect.y, 1}, style.cell, style.theme.text);
}

Rect prompt_rect(const SceneStyle& style) {
  const int height = std::min(style.ui_cell.height * 7 / 4, style.layout.grid.height);
  return {style.layout.grid.x, style.layout.grid.bottom() - height, style.layout.grid.width, height};
}

void build_prompt(const PromptModel& prompt, const SceneStyle& style, Rect rect, DrawList& out) {
  const Theme& theme = style.theme;
  UiCanvas canvas{out, style.ui_cell};
  const int cell = style.ui_cell.width;
  const int y = rect.y + (rect.height - style.ui_cell.height) / 2;
  canvas.fill(rect, theme.bar);
  canvas.fill({rect.x, rect.y, rect.width, 1}, theme.line);
  const int right = canvas.text_before(rect.right() - 2 * cell, y, prompt.status, theme.text_dim, theme.bar);
  int x = rect.x + 2 * cell;
  x += canvas.text(x, y, prompt.label, theme.accent, theme.bar, fonts::FaceStyle::Bold) + cell;
  // A long text shows its end, where the caret is.
  std::string shown = prompt.text;
  const int room = std::max(0, (right - 2 * cell - x) / cell);
  while (fonts::count_cells(shown) > room) {
    const fonts::TextCells cells = fonts::split_cells(shown);
    std::string rest;
    for (std::size_t i = cells.clusters.front().length; i < cells.text.size(); ++i) append_utf8(rest, cells.text[i]);
    shown = std::move(rest);
  }
  x += canvas.text(x, y, shown, theme.text, theme.bar);
  canvas.fill({x, y, std::max(1, cell / 5), style.ui_cell.height}, theme.text);
}

void build_dividers(const WindowContent& content, const SceneStyle& style, DrawList& out) {
  for (const PaneDivider& divider : content.dividers)
    out.grid.below.push_back({divider_rect(style.layout, divider.gap, divider.kind),
                              divider.is_marked ? style.theme.accent : style.theme.line});
}

std::vector<PaneScene> panes_of(const WindowContent& content, const Layout& window) {
  std::vector<PaneScene> panes;
  panes.push_back({content, content.area ? layout_pane(window, *content.area) : window});
  for (const PaneContent& pane : content.beside) {
    WindowContent own;
    own.frame = pane.frame;
    own.overlay = pane.overlay;
    own.focus = Focus::Unfocused;
    panes.push_back({std::move(own), layout_pane(window, pane.area)});
  }
  return panes;
}

void build_scene(const WindowContent& content, const SceneStyle& style, DrawList& out) {
  for (const PaneScene& pane : panes_of(content, style.layout)) {
    if (pane.content.frame == nullptr) continue;
    const SceneStyle own{pane.layout, style.theme, style.cell, style.ui_cell};
    if (glide_shift(*pane.content.frame, own.layout) > 0)
      build_gliding_rows(pane.content, own, out);
    else
      for (int row = 0; row < pane.content.frame->rows; ++row) build_row(pane.content, own, row, out);
    build_floats(floats_of(pane.content, own), pane.content, own, out);
  }
  build_dividers(content, style, out);
  build_window_floats(window_floats_of(content), style, out);
  if (content.tabs != nullptr) build_tab_bar(*content.tabs, style, out);
}

}  // namespace tabacus::render
