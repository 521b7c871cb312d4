// What of the main loop opens and closes windows, and moves tabs between them. Main thread.
#include <SDL.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/gui/main_loop.hpp"

namespace tabacus::app {
namespace {

/// 0: the event is no window's.
std::uint32_t window_id_of(const SDL_Event& event) {
  switch (event.type) {
    case SDL_WINDOWEVENT:
      return event.window.windowID;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
      return event.key.windowID;
    case SDL_TEXTINPUT:
      return event.text.windowID;
    case SDL_TEXTEDITING:
      return event.edit.windowID;
    case SDL_TEXTEDITING_EXT:
      return event.editExt.windowID;
    case SDL_MOUSEMOTION:
      return event.motion.windowID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      return event.button.windowID;
    case SDL_MOUSEWHEEL:
      return event.wheel.windowID;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
      return event.drop.windowID;
    default:
      return 0;
  }
}

StageSize stage_size(const TabSet& tabs) {
  const pty::WindowSize& size = tabs.window_size();
  return {size.columns, size.rows,
          tabs.size() > 1 ? render::TabBarVisibility::Shown : render::TabBarVisibility::Hidden};
}

}  // namespace

TerminalWindow& MainLoop::add_window(Stage stage, std::unique_ptr<TabSet> tabs) {
  windows_.push_back(
      std::make_unique<TerminalWindow>(static_cast<WindowOwner&>(*this), std::move(stage), std::move(tabs)));
  TerminalWindow& added = *windows_.back();
  take_focus(added);
  return added;
}

Result<void> MainLoop::open_window_for(std::unique_ptr<TabSet> tabs) {
  auto stage = options_.open_stage(common_.config, stage_size(*tabs));
  if (!stage) return fail(stage.error(), "open another window");
  add_window(std::move(*stage), std::move(tabs)).view().relayout();
  return {};
}

/// The cells of one with a tab bar are fewer than those that fit without.
Result<Stage> MainLoop::open_stage_like(TerminalWindow& other) {
  StageSize size = stage_size(other.tabs());
  size.outer = other.window().size();
  auto stage = options_.open_stage(common_.config, size);
  if (!stage) return fail(stage.error(), "open another window");
  return stage;
}

Result<void> MainLoop::open_window(const TabRequest& request) {
  auto tabs = std::make_unique<TabSet>(front().tabs().options());
  tabs->open(request);
  auto stage = open_stage_like(front());
  if (!stage) return fail(stage.error());
  add_window(std::move(*stage), std::move(tabs)).view().relayout();
  return {};
}

/// The window comes first: without one the tab stays where it is.
Result<void> MainLoop::move_tab_to_new_window(TerminalWindow& from, std::size_t tab) {
  auto tabs = std::make_unique<TabSet>(from.tabs().options());
  auto stage = open_stage_like(from);
  if (!stage) return fail(stage.error());
  tabs->adopt(from.release_tab(tab));
  add_window(std::move(*stage), std::move(tabs)).view().relayout();
  return {};
}

Result<void> MainLoop::move_tab_to_next_window(TerminalWindow& from, std::size_t tab) {
  TerminalWindow& next = next_of(from);
  if (&next == &from) return fail(ErrorCode::NotFound, "there is no other window");
  move_tab(from, tab, next);
  return {};
}

Result<void> MainLoop::drop_tab(TerminalWindow& from, std::size_t tab) {
  const DesktopPoint at = pointer_on_desktop();
  for (const auto& window : windows_) {
    if (window.get() == &from || window->is_over() || !window->window().contains_desktop_point(at.x, at.y)) continue;
    move_tab(from, tab, *window);
    return {};
  }
  return from.tabs().size() > 1 ? move_tab_to_new_window(from, tab) : Result<void>{};
}

void MainLoop::move_tab(TerminalWindow& from, std::size_t tab, TerminalWindow& to) {
  to.adopt_tab(from.release_tab(tab));
  to.window().raise();
}

TerminalWindow& MainLoop::next_of(const TerminalWindow& window) {
  const auto at = std::ranges::find_if(windows_, [&](const auto& one) { return one.get() == &window; });
  const auto next = at != windows_.end() && std::next(at) != windows_.end() ? std::next(at) : windows_.begin();
  return **next;
}

void MainLoop::focus_next_window(TerminalWindow& from) {
  TerminalWindow& next = next_of(from);
  if (&next == &from) return from.view().mention("there is no other window");
  next.window().raise();
}

TerminalWindow* MainLoop::window_of(const SDL_Event& event) {
  const std::uint32_t id = window_id_of(event);
  if (id == 0) return front_;
  const auto found = std::ranges::find_if(windows_, [id](const auto& window) { return window->window().id() == id; });
  return found != windows_.end() ? found->get() : nullptr;
}

/// Several that waited for the display would wait one after the other.
void MainLoop::take_focus(TerminalWindow& window) {
  front_ = &window;
  alarms_.set_window_focus(true);
  for (const auto& one : windows_) one->window().set_waits_for_display(one.get() == front_);
}

/// One that is seen but has not the keyboard is wanted, not unwanted; unless it never had it: a Wayland seat may be
/// without any.
void MainLoop::show_or_hide() {
  const bool needs_keyboard = had_keyboard_ || !Window::is_wayland();
  const bool hides = std::ranges::any_of(windows_, [needs_keyboard](const auto& one) {
    return one->window().is_visible() && (one->window().has_keyboard() || !needs_keyboard);
  });
  for (const auto& one : windows_) one->window().set_shown(!hides);
  if (hides) return;
  front().window().drop_from_top(common_.config.window_quick_height);  // window managers place what is shown anew
  front().window().raise();
}

/// The last one stays, as what is kept of the session is read from it.
void MainLoop::remove_closed_windows() {
  const auto is_over = [](const auto& window) { return window->is_over(); };
  if (std::ranges::none_of(windows_, is_over)) return;
  for (const auto& window : windows_)
    if (window->is_over()) std::ranges::move(window->tabs().close_all(), std::back_inserter(closing_));
  std::erase_if(windows_, is_over);
  if (std::ranges::none_of(windows_, [this](const auto& window) { return window.get() == front_; }))
    take_focus(*windows_.back());
}

std::vector<std::string> MainLoop::running_programs() const {
  std::vector<std::string> lines;
  for (const auto& window : windows_)
    for (std::size_t i = 0; i < window->tabs().size(); ++i)
      if (const std::string busy = window->tabs().busy_program(i); !busy.empty())
        lines.push_back(fmt::format("{} is running in {}", busy, window->tabs().at(i).title()));
  return lines;
}

}  // namespace tabacus::app
