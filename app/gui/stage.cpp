#include "app/gui/stage.hpp"

#include <utility>

#include "render/layout.hpp"

namespace tabacus::app {

Result<StagePlan> plan_stage(const Video& video, fonts::FontOptions font, const render::Theme& theme) {
  font.scale = video.scale();
  auto type = render::Typography::open(font);
  return plan_stage(video, std::move(font), theme, std::move(type));
}

Result<StagePlan> plan_stage(const Video& video, fonts::FontOptions font, const render::Theme& theme,
                             Result<render::Typography> type) {
  font.scale = video.scale();
  if (type && font.scale != type->scale()) type = render::Typography::open(font);
  if (!type) return fail(type.error(), "open the font");
  return StagePlan{std::move(font), std::move(*type), theme};
}

Stage::~Stage() {
  if (renderer) window.make_current();
}

/// Only a window knows how many device pixels stand for one of its coordinates, and only a font knows how large the
/// window is to be: it is opened for the display's usual scale, and the type is opened again where that is wrong.
Result<Stage> open_stage(const Video& video, const std::string& title, StageSize size, StagePlan plan) {
  const render::Rect wanted = render::window_for(size.columns, size.rows, plan.type.cell(), plan.type.ui_cell(),
                                                 plan.font.scale, plan.theme, size.tab_bar);
  auto window = Window::open(video, title, size.outer.value_or(PixelSize{wanted.width, wanted.height}));
  if (!window) return fail(window.error());
  if (const double scale = window->scale(); scale != plan.font.scale) {
    plan.font.scale = scale;
    auto type = render::Typography::open(plan.font);
    if (!type) return fail(type.error(), "open the font");
    plan.type = std::move(*type);
  }
  const PixelSize drawable = window->drawable();
  const PixelSize cell{plan.type.cell().width, plan.type.cell().height};
  auto renderer =
      render::Renderer::create(Window::gl_function, std::move(plan.type), drawable.width, drawable.height, plan.theme);
  if (!renderer) return fail(renderer.error(), "start the renderer");
  return Stage{std::move(*window), std::move(*renderer), plan.font, cell};
}

}  // namespace tabacus::app
