#include "app/gui/session.hpp"

#include <signal.h>

#include <filesystem>
#include <utility>

#include "app/cli/telemetry_setup.hpp"
#include "app/control/engine_control.hpp"
#include "app/control/runtime_directory.hpp"
#include "app/gui/meter/figures_reader.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/shell_integration.hpp"
#include "app/gui/ui_theme.hpp"
#include "app/gui/waker.hpp"
#include "base/log.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"window"};

/// What is known before there is a window: enough to start the programs, which start while OpenGL does.
struct Plan {
  fonts::FontOptions font;
  render::Typography type;
  render::Theme theme;
};

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

std::size_t shown_tabs(const SessionOptions& options) {
  return options.restored.tabs.empty() ? options.tabs.size() : options.restored.tabs.size();
}

Result<Plan> make_plan(const Video& video, const SessionOptions& options) {
  fonts::FontOptions font = options.font;
  font.scale = video.scale();
  auto type = render::Typography::open(font);
  if (!type) return fail(type.error(), "open the font");
  return Plan{font, std::move(*type), ui_theme_of(choose_theme(options.config).theme)};
}

Result<Stage> open_stage(const Video& video, const SessionOptions& options, Plan plan) {
  const render::Rect wanted = render::window_for(options.columns, options.rows, plan.type.cell(), plan.type.ui_cell(),
                                                 plan.font.scale, plan.theme, tab_bar_for(shown_tabs(options)));
  auto window = Window::open(video, options.title, {wanted.width, wanted.height});
  if (!window) return fail(window.error());
  if (const double scale = window->scale(); scale != plan.font.scale) {
    plan.font.scale = scale;
    auto type = render::Typography::open(plan.font);
    if (!type) return fail(type.error(), "open the font");
    plan.type = std::move(*type);
  }
  const PixelSize drawable = window->drawable();
  auto renderer =
      render::Renderer::create(Window::gl_function, std::move(plan.type), drawable.width, drawable.height, plan.theme);
  if (!renderer) return fail(renderer.error(), "start the renderer");
  return Stage{std::move(*window), std::move(*renderer), plan.font};
}

Result<std::unique_ptr<analytics::Engine>> open_meter(analytics::EngineOptions meter, Waker& waker) {
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

/// What meters, and what reads it: begun with the window or later, ended behind the tabs.
struct Meter {
  std::unique_ptr<analytics::Engine> engine;
  std::unique_ptr<FiguresReader> figures;
  std::unique_ptr<analytics::Telemetry> telemetry;  // null: nobody outside is told
  std::unique_ptr<ControlServer> control;
};

Result<Meter> start_meter(const analytics::EngineOptions& options, const Config& config,
                          const std::shared_ptr<SecretSightings>& secrets, Waker& waker) {
  analytics::EngineOptions watched = options;
  if (config.alarms_secrets)
    watched.on_secret = [secrets, &waker](TabId tab, std::string_view kind) {
      secrets->add(tab, kind);
      waker.wake();
    };
  auto engine = open_meter(std::move(watched), waker);
  if (!engine) return fail(engine.error());
  Meter meter;
  meter.engine = std::move(*engine);
  meter.figures = std::make_unique<FiguresReader>(options.directory, [&waker] { waker.wake(); });
  meter.telemetry = start_telemetry(config, options.directory);
  meter.control = open_control(meter.engine.get());
  return meter;
}

/// Shells that are started plainly tell of their prompts; without a place for the scripts they do not.
std::function<void(TabRequest&, const Config&)> shell_preparation(const std::vector<pty::EnvVar>& inherited) {
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return [inherited, program_directory = self.parent_path()](TabRequest& request, const Config& config) {
    if (!config.shell_integration || !can_be_integrated(request)) return;
    const auto directory = make_runtime_directory();
    const auto scripts = directory ? *directory / "shell" : std::filesystem::path{};
    const auto written = directory ? write_shell_scripts(scripts) : Result<void>{fail(directory.error())};
    if (!written) return log::warn(kLog, "no shell integration: {}", written.error().message);
    integrate_shell(request, scripts, inherited, program_directory);
  };
}

/// What the window will have unless the window system has other plans; then the tabs hear of it.
pty::WindowSize planned_size(const SessionOptions& options, const fonts::CellMetrics& cell) {
  return {static_cast<std::uint16_t>(options.columns), static_cast<std::uint16_t>(options.rows),
          static_cast<std::uint16_t>(options.columns * cell.width),
          static_cast<std::uint16_t>(options.rows * cell.height)};
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

using Preparation = std::function<void(TabRequest&, const Config&)>;

void open_tabs(const SessionOptions& options, const Preparation& prepare, TabSet& tabs) {
  const auto request = [&](const SavedPane& pane) {
    TabRequest shell = options.new_tab;
    std::error_code ignored;
    if (std::filesystem::is_directory(pane.directory, ignored)) shell.working_directory = pane.directory;
    shell.title = pane.title;
    shell.metered = pane.is_metered;
    prepare(shell, options.config);
    return shell;
  };
  restore_session(options.restored, {options.config.session_restore == "agents", request}, tabs);
  if (!tabs.empty()) return;
  for (TabRequest shell : options.tabs) {
    prepare(shell, options.config);
    tabs.open(shell);
  }
  tabs.focus(0);
}

}  // namespace

Result<void> run_session(const SessionOptions& options) {
  set_signals();
  const std::vector<pty::EnvVar> inherited = pty::own_environment();
  const auto video = Video::open(options.display);
  if (!video) return fail(video.error());
  auto plan = make_plan(*video, options);
  if (!plan) return fail(plan.error());
  std::optional<Stage> stage;  // opened behind the tabs and ended behind them
  Waker waker{video->wake_event()};
  Meter meter;
  const auto secrets = std::make_shared<SecretSightings>();
  std::string meter_problem;
  if (options.analytics) {
    auto started = start_meter(*options.analytics, options.config, secrets, waker);
    if (!started && !options.fail_open) return fail(started.error());
    if (started)
      meter = std::move(*started);
    else
      meter_problem = "tabs are not metered: " + started.error().message;
  }

  TabSet tabs{{.inherited = inherited,
               .size = planned_size(options, plan->type.cell()),
               .terminal = terminal_options(options, plan->type.cell()),
               .wake = [&waker] { waker.wake(); },
               .engine = meter.engine.get(),
               .fail_open = options.fail_open,
               .titles = tab_titles(options.config)}};
  const auto prepare = shell_preparation(inherited);
  open_tabs(options, prepare, tabs);
  auto opened = open_stage(*video, options, std::move(*plan));
  if (!opened) return fail(opened.error());
  stage.emplace(std::move(*opened));
  View view{
      {stage->window, *stage->renderer, tabs, meter.engine.get(), meter.figures.get()}, stage->font, options.config};
  if (!options.notice.empty()) view.notify(options.notice);
  if (!meter_problem.empty()) view.notify(meter_problem);
  const auto switch_on = [&](const Config& config) -> Result<void> {
    if (!options.late_analytics) return fail(ErrorCode::Unsupported, "this window cannot be metered");
    auto started = start_meter(options.late_analytics(config), config, secrets, waker);
    if (!started) return fail(started.error());
    meter = std::move(*started);
    tabs.set_engine(meter.engine.get());
    view.set_meter(meter.engine.get(), meter.figures.get());
    return {};
  };
  const auto session_of = [&meter](TabId tab, std::string_view client) {
    const auto figures = meter.figures != nullptr ? meter.figures->latest(tab) : nullptr;
    return figures != nullptr && figures->client == client ? figures->session : std::string{};
  };
  MainLoopOptions loop_options{options.new_tab,
                               options.screenshot,
                               options.config,
                               options.config_file,
                               options.analytics_directory,
                               prepare,
                               switch_on,
                               options.asks_about_analytics,
                               options.keeper,
                               session_of,
                               secrets};
  MainLoop loop{waker, stage->window, tabs, view, std::move(loop_options)};
  return loop.run();
}

}  // namespace tabacus::app
