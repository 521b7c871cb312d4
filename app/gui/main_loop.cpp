#include "app/gui/main_loop.hpp"

#include <SDL.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "app/gui/session_config.hpp"
#include "app/gui/ui_theme.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "render/png.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"window"};

/// How often a waiting screenshot is thought of.
constexpr std::chrono::milliseconds kScreenshotTick{50};

SteadyTime now() { return std::chrono::steady_clock::now(); }

int milliseconds_until(SteadyTime time) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

}  // namespace

MainLoop::MainLoop(Waker& waker, TabMailbox& mailbox, MainLoopOptions options)
    : waker_{waker},
      mailbox_{mailbox},
      options_{std::move(options)},
      common_{options_.common},
      alarms_{common_.config, [this] { waker_.wake(); }, options_.secrets},
      started_{now()},
      last_change_{started_} {
  if (common_.config_file.empty()) return;
  auto watch = ConfigWatch::start(common_.config_file, [this] {
    config_changed_ = true;
    waker_.wake();
  });
  if (watch)
    config_watch_ = std::move(*watch);
  else
    log::warn(kLog, "the configuration is not read again: {}", watch.error().message);
}

/// All programs are told to end before the first is waited for.
MainLoop::~MainLoop() {
  for (const auto& window : windows_) window->tabs().begin_close();
}

bool MainLoop::is_over() const {
  return quits_ || std::ranges::all_of(windows_, [](const auto& window) { return window->is_over(); });
}

Result<void> MainLoop::run() {
  for (const auto& window : windows_) window->view().relayout();
  while (!is_over()) {
    remove_closed_windows();
    for (const auto& window : windows_) window->view().draw_if_due();
    if (screenshot_is_due()) return take_screenshot();
    wait_and_handle();
    for (const auto& window : windows_) window->rest_wheel();
    if (options_.keeper && options_.keeper->due().value_or(SteadyTime::max()) <= now()) keep_session();
  }
  if (options_.keeper) keep_session();
  if (options_.screenshot) return fail(ErrorCode::Closed, "the window was closed before its picture was taken");
  return {};
}

void MainLoop::wait_and_handle() {
  const auto timer = next_timer();
  SDL_Event event;
  const int got = timer ? SDL_WaitEventTimeout(&event, milliseconds_until(*timer)) : SDL_WaitEvent(&event);
  if (got == 0) {
    look_for_alarms();
    for (const auto& window : windows_) window->time_passed();
    return;
  }
  // Everything that waits before the next picture: many events, one frame.
  do {
    handle(event);
  } while (!is_over() && SDL_PollEvent(&event) != 0);
  for (std::size_t i = 0; i < windows_.size(); ++i) windows_[i]->events_handled();  // which may open others
  if (waker_.take_missed()) handle_wake();
  if (options_.keeper) options_.keeper->note_change(now());
}

/// Tabs that all ended by themselves are not opened again.
void MainLoop::keep_session() {
  SavedSession session;
  if (common_.config.session_restore != "off")
    for (const auto& window : windows_)
      if (!window->tabs().empty() && (is_over() || !window->is_over()))
        session.windows.push_back(capture_window(window->tabs(), options_.session_of));
  options_.keeper->save(session);
}

std::optional<SteadyTime> MainLoop::next_timer() const {
  std::optional<SteadyTime> next;
  const auto earliest = [&next](std::optional<SteadyTime> time) {
    if (time) next = std::min(next.value_or(*time), *time);
  };
  for (const auto& window : windows_) earliest(window->next_timer());
  earliest(alarms_wait_ ? std::optional{next_alarm_look_} : alarms_.next_look());
  if (options_.keeper) earliest(options_.keeper->due());
  if (options_.screenshot) earliest(now() + kScreenshotTick);
  return next;
}

void MainLoop::handle(const SDL_Event& event) {
  if (event.type == waker_.event()) return handle_wake();
  if (event.type == SDL_QUIT) {
    quits_ = quits_ || !std::exchange(close_was_asked_, false);
    return;
  }
  TerminalWindow* const window = window_of(event);
  if (window == nullptr || window->is_over()) return;
  if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_CLOSE)
    close_was_asked_ = windows_.size() == 1;
  if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED) {
    had_keyboard_ = true;
    take_focus(*window);
  }
  if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_FOCUS_LOST)
    alarms_.set_window_focus(false);
  window->handle(event);
}

/// Something of a tab or of the meter changed.
void MainLoop::handle_wake() {
  waker_.handled();
  const std::vector<TabEvent> events = mailbox_.take();
  for (const auto& window : windows_) window->take_in(events);
  for (const TabEvent& event : events)
    if (std::holds_alternative<ThreadEnded>(event.what))
      std::erase_if(closing_, [&](const auto& tab) { return tab->id() == event.tab; });
  if (config_changed_.exchange(false)) reload_config();
  if (options_.quick != nullptr && options_.quick->take()) show_or_hide();
  alarms_wait_ = true;
  look_for_alarms();
  show_clicked_panes();
  last_change_ = now();
}

void MainLoop::prepare(TabRequest& request) {
  if (options_.prepare) options_.prepare(request, common_.config);
}

bool MainLoop::screenshot_is_due() const {
  if (!options_.screenshot) return false;
  const ScreenshotPlan& plan = *options_.screenshot;
  const SteadyTime present = now();
  if (plan.after) return present - started_ >= *plan.after;
  if (present - started_ >= ScreenshotPlan::kPatience) return true;
  bool all_ended = true;
  for (const auto& window : windows_)
    for (std::size_t i = 0; i < window->tabs().size(); ++i)
      all_ended = all_ended && std::ranges::all_of(window->tabs().group(i).panes, &TabState::ended);
  const auto quiet = present - last_change_;
  return all_ended ? quiet >= ScreenshotPlan::kQuietAfterEnd : !plan.until_ended && quiet >= ScreenshotPlan::kQuiet;
}

Result<void> MainLoop::take_screenshot() {
  const render::Picture picture = front().view().draw_picture();
  const auto png = render::encode_png(picture.width, picture.height, picture.rgba);
  if (!png) return fail(png.error(), "screenshot");
  return write_private_file(options_.screenshot->file, *png);
}

// The configuration as it changes.

/// One that has mistakes is not taken, so that a window in use does not fall back to defaults while the file is
/// written.
void MainLoop::reload_config() {
  LoadedConfig loaded = load_config(common_.config_file);
  if (!loaded.problems.empty())
    return front().view().notify("the configuration stays as it was: " + loaded.problems.front());
  if (loaded.config == common_.config) return;
  for (const auto& window : windows_) window->view().dismiss_notice();
  configure(loaded.config);
}

void MainLoop::configure(const Config& config) {
  const ChosenTheme chosen = choose_theme(config);
  const auto palette = std::make_shared<const terminal::FramePalette>(palette_of(chosen.theme));
  follow_analytics_switch(config);
  common_.config = config;
  if (!common_.config_file.empty()) common_.new_tab = shell_request(config);
  for (const auto& window : windows_) window->configure(config, chosen.theme, palette);
  alarms_.configure(config);
  if (!chosen.problem.empty()) front().view().notify("theme: " + chosen.problem);
}

/// Tabs keep what they were opened with.
void MainLoop::follow_analytics_switch(const Config& config) {
  analytics::Engine* const engine = common_.meter.engine;
  if (config.analytics_enabled == common_.config.analytics_enabled) return;
  View& view = front().view();
  if (!config.analytics_enabled) {
    if (engine != nullptr) engine->switch_off();
    return view.mention("calls are not metered any more");
  }
  if (engine != nullptr) {
    engine->switch_on();
  } else {
    const auto started = options_.switch_on(config);
    if (!started) return view.notify("calls are not metered: " + started.error().message);
    common_.meter = *started;
    for (const auto& window : windows_) window->set_meter(common_.meter);
  }
  for (const auto& window : windows_) window->tell_unmetered_tabs();
}

}  // namespace tabacus::app
