// The front door of `render`: a window's content to pixels, through OpenGL 3.3. It keeps a picture of the window and
// redraws only what differs from it. Thread: the one that holds the GL context current.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "render/content.hpp"
#include "render/layout.hpp"
#include "render/tab_bar.hpp"
#include "render/theme.hpp"
#include "render/typography.hpp"

namespace tabacus::render {

/// What one draw did, for tests and for `--stats`.
struct FrameStats {
  bool presented = false;  ///< something changed and was drawn: swap the window's buffers
  int rows_drawn = 0;
  int quads = 0;
  int glyphs = 0;
  int glyphs_rasterized = 0;
};

/// Pixels from the upper left corner, four bytes each.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};

class Renderer {
 public:
  using GetProc = void* (*)(const char* name);

  /// A 3.3 core context must be current; `get_proc` finds its functions (SDL_GL_GetProcAddress). `width`, `height`:
  /// the drawable in device pixels. Unsupported: a function is missing, a shader or framebuffer was refused.
  static Result<std::unique_ptr<Renderer>> create(GetProc get_proc, Typography typography, int width, int height,
                                                  Theme theme = {});
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// Brings the window's back buffer up to `content`; does nothing when nothing changed. `frame->damaged` is trusted
  /// for cells; cursor, selection, palette, focus and everything around the grid are compared here. A frame of
  /// another tab must come with every row marked damaged.
  FrameStats draw(const WindowContent& content);

  /// The next draw redraws everything: after an expose or a lost context's return.
  void invalidate();
  /// The driver took the context away (a reset of the graphics card, a suspend): make another one current and restore.
  [[nodiscard]] bool is_context_lost() const;
  /// All that lived in the context is made anew in the one that is current now. As create.
  Result<void> restore(GetProc get_proc);
  Result<void> resize(int width, int height);
  /// Another font, size or scale; `layout()` changes with it.
  void set_typography(Typography typography);
  void set_theme(const Theme& theme);

  /// Where things stand with a tab bar shown or hidden: columns and rows, mouse to cell.
  [[nodiscard]] Layout layout(TabBarVisibility tab_bar) const;
  /// What a whole sheet can show.
  [[nodiscard]] SheetRoom sheet_room(TabBarVisibility tab_bar) const;
  /// Hit boxes of the tabs as they would be drawn.
  [[nodiscard]] TabBarLayout tab_bar_layout(const TabBarModel& model) const;
  [[nodiscard]] const Typography& typography() const;
  [[nodiscard]] std::size_t cached_glyphs() const;

  /// The picture as last drawn; waits for the GPU.
  [[nodiscard]] Picture read_pixels() const;

 private:
  struct State;
  explicit Renderer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tabacus::render
