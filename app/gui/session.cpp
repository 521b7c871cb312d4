#include "app/gui/session.hpp"

#include <signal.h>

#include "app/control/engine_control.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/ui_theme.hpp"
#include "app/gui/waker.hpp"
#include "base/log.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"window"};

/// Only a window knows how many device pixels stand for one of its coordinates, and only a font knows how large the
/// window is to be: it is opened for the display's usual scale, and the type is opened again where that is wrong.
struct Stage {
  Window window;
  std::unique_ptr<render::Renderer> renderer;
  fonts::FontOptions font;
};

render::TabBarVisibility tab_bar_for(std::size_t tabs) {
  return tabs > 1 ? render::TabBarVisibility::Shown : render::TabBarVisibility::Hidden;
}

Result<Stage> open_stage(const Video& video, const SessionOptions& options) {
  fonts::FontOptions font = options.font;
  font.scale = video.scale();
  auto type = render::Typography::open(font);
  if (!type) return fail(type.error(), "open the font");
  const render::Theme theme = ui_theme_of(choose_theme(options.config).theme);
  const render::Rect wanted = render::window_for(options.columns, options.rows, type->cell(), type->ui_cell(),
                                                 font.scale, theme, tab_bar_for(options.tabs.size()));
  auto window = Window::open(video, options.title, {wanted.width, wanted.height});
  if (!window) return fail(window.error());
  if (const double scale = window->scale(); scale != font.scale) {
    font.scale = scale;
    type = render::Typography::open(font);
    if (!type) return fail(type.error(), "open the font");
  }
  const PixelSize drawable = window->drawable();
  auto renderer =
      render::Renderer::create(Window::gl_function, std::move(*type), drawable.width, drawable.height, theme);
  if (!renderer) return fail(renderer.error(), "start the renderer");
  return Stage{std::move(*window), std::move(*renderer), font};
}

Result<std::unique_ptr<analytics::Engine>> open_meter(const SessionOptions& options, Waker& waker) {
  if (!options.analytics) return std::unique_ptr<analytics::Engine>{};
  analytics::EngineOptions meter = *options.analytics;
  meter.on_stats_changed = [&waker] { waker.wake(); };
  auto engine = analytics::Engine::open(std::move(meter));
  if (!engine) return fail(engine.error(), "start the meter");
  return engine;
}

/// Null: commands do not reach this window, which goes on without.
std::unique_ptr<ControlServer> open_control(analytics::Engine* engine) {
  if (engine == nullptr) return nullptr;
  auto control = serve_control(*engine, "window");
  if (control) return std::move(*control);
  log::warn(kLog, "{}", control.error().message);
  return nullptr;
}

pty::WindowSize grid_size(const render::Layout& layout) {
  return {static_cast<std::uint16_t>(layout.columns), static_cast<std::uint16_t>(layout.rows),
          static_cast<std::uint16_t>(layout.columns * layout.cell_width),
          static_cast<std::uint16_t>(layout.rows * layout.cell_height)};
}

terminal::TerminalOptions terminal_options(const SessionOptions& options, const fonts::CellMetrics& cell) {
  terminal::TerminalOptions result = options.terminal;
  result.cell_pixels = {cell.width, cell.height};
  return result;
}

/// Whoever started us may have left these otherwise. SIGINT and SIGTERM are SDL's: they become SDL_QUIT.
void set_signals() {
  ::signal(SIGCHLD, SIG_DFL);  // ignored, a tab could not tell how its program ended
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

Result<void> run_session(const SessionOptions& options) {
  set_signals();
  const std::vector<pty::EnvVar> inherited = pty::own_environment();
  const auto video = Video::open(options.display);
  if (!video) return fail(video.error());
  auto stage = open_stage(*video, options);
  if (!stage) return fail(stage.error());
  Waker waker{video->wake_event()};
  const auto engine = open_meter(options, waker);
  if (!engine && !options.fail_open) return fail(engine.error());
  analytics::Engine* const meter = engine ? engine->get() : nullptr;
  const auto control = open_control(meter);

  TabSet tabs{{.inherited = inherited,
               .size = grid_size(stage->renderer->layout(tab_bar_for(options.tabs.size()))),
               .terminal = terminal_options(options, stage->renderer->typography().cell()),
               .wake = [&waker] { waker.wake(); },
               .engine = meter,
               .fail_open = options.fail_open,
               .titles = tab_titles(options.config)}};
  for (const TabRequest& request : options.tabs) tabs.open(request);
  tabs.focus(0);
  View view{{stage->window, *stage->renderer, tabs, meter}, stage->font, options.config};
  if (!options.notice.empty()) view.notify(options.notice);
  if (!engine) view.notify("tabs are not metered: " + engine.error().message);
  MainLoop loop{
      waker, stage->window, tabs, view, {options.new_tab, options.screenshot, options.config, options.config_file}};
  return loop.run();
}

}  // namespace tabacus::app
