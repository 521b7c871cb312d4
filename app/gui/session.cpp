#include "app/gui/session.hpp"

#include <signal.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <utility>

#include "app/cli/telemetry_setup.hpp"
#include "app/control/engine_control.hpp"
#include "app/control/runtime_directory.hpp"
#include "app/gui/first_cell.hpp"
#include "app/gui/meter/figures_reader.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/shell_integration.hpp"
#include "app/gui/ui_theme.hpp"
#include "app/gui/waker.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"window"};

render::TabBarVisibility tab_bar_for(std::size_t tabs) {
  return tabs > 1 ? render::TabBarVisibility::Shown : render::TabBarVisibility::Hidden;
}

/// Fonts are found while SDL finds the display: either takes a quarter of the start. They are opened for the usual
/// scale, and again where the display has another.
std::future<Result<render::Typography>> begin_type(fonts::FontOptions font) {
  font.scale = 1;
  return std::async(std::launch::async, [font] { return render::Typography::open(font); });
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

/// What a window will have unless the window system has other plans; then the tabs hear of it.
pty::WindowSize planned_size(int columns, int rows, PixelSize cell) {
  return {static_cast<std::uint16_t>(columns), static_cast<std::uint16_t>(rows),
          static_cast<std::uint16_t>(columns * cell.width), static_cast<std::uint16_t>(rows * cell.height)};
}

PixelSize cell_of(const StagePlan& plan) { return {plan.type.cell().width, plan.type.cell().height}; }

terminal::TerminalOptions terminal_options(const SessionOptions& options, PixelSize cell) {
  terminal::TerminalOptions result = options.terminal;
  result.cell_pixels = {cell.width, cell.height};
  return result;
}

/// Whoever started us may have left these otherwise. SIGINT and SIGTERM are SDL's: they become SDL_QUIT.
void set_signals() {
  ::signal(SIGCHLD, SIG_DFL);  // ignored, a tab could not tell how its program ended
  ::signal(SIGPIPE, SIG_IGN);
}

/// By which the rules of a desktop tell the quick window from others; SDL reads no more than the environment. Before
/// there are threads. Programs in tabs do not get it.
void set_quick_class() {
  for (const char* const variable : {"SDL_VIDEO_WAYLAND_WMCLASS", "SDL_VIDEO_X11_WMCLASS"})
    ::setenv(variable, "tabacus-quick", 0);
}

using Preparation = std::function<void(TabRequest&, const Config&)>;

/// Null: it has none, or none of that name any more.
const Profile* profile_of(const SavedPane& pane, const Config& config) {
  const auto found = config.profiles.find(pane.profile);
  return found != config.profiles.end() ? &found->second : nullptr;
}

void restore_tabs(const SavedWindow& window, const SessionOptions& options, const Preparation& prepare, TabSet& tabs) {
  const auto request = [&](const SavedPane& pane) {
    const Profile* const profile = profile_of(pane, options.config);
    TabRequest again = profile != nullptr ? profile_request(options.config, pane.profile, *profile) : options.new_tab;
    std::error_code ignored;
    if (std::filesystem::is_directory(pane.directory, ignored)) again.working_directory = pane.directory;
    if (!pane.title.empty()) again.title = pane.title;
    again.metered = pane.is_metered;
    prepare(again, options.config);
    return again;
  };
  const auto runs_own_program = [&](const SavedPane& pane) {
    const Profile* const profile = profile_of(pane, options.config);
    return profile != nullptr && !profile->command.empty();
  };
  restore_window(window, {options.config.session_restore == "agents", request, runs_own_program}, tabs);
}

void open_tabs(const SessionOptions& options, const Preparation& prepare, TabSet& tabs) {
  if (!options.restored.windows.empty()) restore_tabs(options.restored.windows.front(), options, prepare, tabs);
  if (!tabs.empty()) return;
  for (TabRequest shell : options.tabs) {
    prepare(shell, options.config);
    tabs.open(shell);
  }
  tabs.focus(0);
}

/// Of the session that is restored, all but the first, which run_session opened. One that does not open is told in
/// that.
void open_other_windows(const SessionOptions& options, const Preparation& prepare, const TabSetOptions& like,
                        PixelSize cell, MainLoop& loop, View& first) {
  for (std::size_t i = 1; i < options.restored.windows.size(); ++i) {
    const SavedWindow& saved = options.restored.windows[i];
    TabSetOptions own = like;
    if (saved.columns > 0 && saved.rows > 0) own.size = planned_size(saved.columns, saved.rows, cell);
    auto tabs = std::make_unique<TabSet>(std::move(own));
    restore_tabs(saved, options, prepare, *tabs);
    if (tabs->empty()) continue;
    if (const auto opened = loop.open_window_for(std::move(tabs)); !opened) first.notify(opened.error().message);
  }
}

}  // namespace

Result<void> run_session(const SessionOptions& options) {
  set_signals();
  const std::vector<pty::EnvVar> inherited = pty::own_environment();
  if (options.is_quick) set_quick_class();
  std::future<Result<render::Typography>> type = begin_type(options.font);
  std::optional<Video> video;
  std::optional<StagePlan> first_plan;
  Waker waker;
  const auto open_video = [&]() -> Result<void> {
    auto opened = Video::open(options.display);
    if (!opened) return fail(opened.error());
    video.emplace(std::move(*opened));
    waker.attach(video->wake_event());
    auto planned = plan_stage(*video, options.font, ui_theme_of(choose_theme(options.config).theme), type.get());
    if (!planned) return fail(planned.error());
    first_plan.emplace(std::move(*planned));
    return {};
  };
  // Programs start first, or once font and display are known where nothing is remembered of them.
  const bool is_seen =
      options.display == Display::Auto && display_answers([](const char* name) { return std::getenv(name); });
  const auto remembered = is_seen ? remembered_cell(state_directory(), options.font) : std::nullopt;
  if (!remembered) {
    if (auto opened = open_video(); !opened) return opened;
  }
  const PixelSize cell = remembered ? *remembered : cell_of(*first_plan);
  const auto plan = [&video](const Config& config, const fonts::FontOptions& font) {
    return plan_stage(*video, font, ui_theme_of(choose_theme(config).theme));
  };
  std::unique_ptr<QuickSwitch> quick;
  if (options.is_quick) {
    auto opened = QuickSwitch::open([&waker] { waker.wake(); });
    if (!opened) return fail(opened.error());
    quick = std::move(*opened);
  }
  const auto mailbox = std::make_shared<TabMailbox>([&waker] { waker.wake(); });
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

  const TabSetOptions tab_options{.inherited = inherited,
                                  .size = planned_size(options.columns, options.rows, cell),
                                  .terminal = terminal_options(options, cell),
                                  .mailbox = mailbox,
                                  .engine = meter.engine.get(),
                                  .fail_open = options.fail_open,
                                  .titles = tab_titles(options.config)};
  auto tabs = std::make_unique<TabSet>(tab_options);
  const auto prepare = shell_preparation(inherited);
  open_tabs(options, prepare, *tabs);
  if (!video) {
    if (auto opened = open_video(); !opened) return opened;
  }
  const StageSize size{options.columns, options.rows, tab_bar_for(tabs->size())};
  auto stage = open_stage(*video, options.title, size, std::move(*first_plan));
  if (!stage) return fail(stage.error());
  if (is_seen) remember_cell(state_directory(), options.font, stage->cell);
  if (quick) stage->window.drop_from_top(options.config.window_quick_height);

  MainLoopOptions loop_options;
  loop_options.common = {options.config,
                         options.new_tab,
                         options.config_file,
                         options.analytics_directory,
                         {meter.engine.get(), meter.figures.get()}};
  loop_options.screenshot = options.screenshot;
  loop_options.prepare = prepare;
  loop_options.switch_on = [&](const Config& config) -> Result<MeterParts> {
    if (!options.late_analytics) return fail(ErrorCode::Unsupported, "this window cannot be metered");
    auto started = start_meter(options.late_analytics(config), config, secrets, waker);
    if (!started) return fail(started.error());
    meter = std::move(*started);
    return MeterParts{meter.engine.get(), meter.figures.get()};
  };
  loop_options.open_stage = [&](const Config& config, StageSize wanted) -> Result<Stage> {
    auto planned = plan(config, font_options(config));
    if (!planned) return fail(planned.error());
    return open_stage(*video, config.window_title, wanted, std::move(*planned));
  };
  loop_options.keeper = options.keeper;
  loop_options.session_of = [&meter](TabId tab, std::string_view client) {
    const auto figures = meter.figures != nullptr ? meter.figures->latest(tab) : nullptr;
    return figures != nullptr && figures->client == client ? figures->session : std::string{};
  };
  loop_options.secrets = secrets;
  loop_options.quick = quick.get();
  MainLoop loop{waker, *mailbox, std::move(loop_options)};
  TerminalWindow& first = loop.add_window(std::move(*stage), std::move(tabs));
  if (!options.notice.empty()) first.view().notify(options.notice);
  if (!meter_problem.empty()) first.view().notify(meter_problem);
  if (options.asks_about_analytics) first.ask_about_analytics();
  open_other_windows(options, prepare, tab_options, cell, loop, first.view());
  return loop.run();
}

}  // namespace tabacus::app
