// An SDL window with the renderer that draws in it: what stands between a set of tabs and the screen. Main thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/gui/window.hpp"
#include "base/result.hpp"
#include "fonts/metrics.hpp"
#include "render/renderer.hpp"
#include "render/theme.hpp"
#include "render/typography.hpp"

namespace tabacus::app {

/// What is known before there is a window: enough to start the programs, which start while OpenGL does.
struct StagePlan {
  fonts::FontOptions font;  ///< at the scale of the type
  render::Typography type;
  render::Theme theme;
};

/// Unsupported: no such font.
[[nodiscard]] Result<StagePlan> plan_stage(const Video& video, fonts::FontOptions font, const render::Theme& theme);
/// With the type that was opened before the display was known, unless the display's scale is another.
[[nodiscard]] Result<StagePlan> plan_stage(const Video& video, fonts::FontOptions font, const render::Theme& theme,
                                           Result<render::Typography> type);

struct StageSize {
  int columns = 0;
  int rows = 0;
  render::TabBarVisibility tab_bar = render::TabBarVisibility::Hidden;
  std::optional<PixelSize> outer = {};  ///< in screen coordinates; wins over the cells
};

/// Its renderer is made and ended with the window's context current; to draw, call Window::make_current before.
struct Stage {
  Stage(Window opened, std::unique_ptr<render::Renderer> made, fonts::FontOptions used, PixelSize of_cell)
      : window{std::move(opened)}, renderer{std::move(made)}, font{std::move(used)}, cell{of_cell} {}
  Stage(Stage&&) noexcept = default;
  Stage& operator=(Stage&&) = delete;
  ~Stage();

  Window window;
  std::unique_ptr<render::Renderer> renderer;
  fonts::FontOptions font;  ///< at the display's scale
  PixelSize cell;
};

/// Unsupported: no window, no OpenGL 3.3, no font at the display's scale.
[[nodiscard]] Result<Stage> open_stage(const Video& video, const std::string& title, StageSize size, StagePlan plan);

}  // namespace tabacus::app
