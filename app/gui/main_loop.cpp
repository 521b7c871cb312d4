#include "app/gui/main_loop.hpp"

#include <SDL.h>

#include <algorithm>
#include <utility>

#include "app/control/runtime_directory.hpp"
#include "app/gui/clipboard_image.hpp"
#include "app/gui/session_config.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "base/utf8.hpp"
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

Clipboard to_window(ClipboardKind kind) {
  return kind == ClipboardKind::Primary ? Clipboard::Primary : Clipboard::Standard;
}

/// sh(1), 2.2.2: nothing is special between single quotes but the quote.
std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return quoted + "'";
}

}  // namespace

MainLoop::MainLoop(Waker& waker, Window& window, TabSet& tabs, View& view, MainLoopOptions options)
    : waker_{waker},
      window_{window},
      tabs_{tabs},
      view_{view},
      options_{std::move(options)},
      config_{options_.config},
      new_tab_{options_.new_tab},
      alarms_{config_, [this] { waker_.wake(); }, options_.secrets},
      started_{now()},
      last_change_{started_} {
  keyboard_.bind(KeyBindings{config_.keys});
  if (options_.asks_about_analytics) ask_about_analytics();
  if (options_.config_file.empty()) return;
  auto watch = ConfigWatch::start(options_.config_file, [this] {
    config_changed_ = true;
    waker_.wake();
  });
  if (watch)
    config_watch_ = std::move(*watch);
  else
    log::warn(kLog, "the configuration is not read again: {}", watch.error().message);
}

Result<void> MainLoop::run() {
  view_.relayout();
  while (!quit_ && !tabs_.empty()) {
    view_.draw_if_due();
    if (screenshot_is_due()) return take_screenshot();
    wait_and_handle();
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
    if (tabs_.show_due_titles(now())) view_.changed();
    return view_.time_passed();
  }
  // Everything that waits before the next picture: many events, one frame.
  do {
    handle(event);
  } while (!quit_ && !tabs_.empty() && SDL_PollEvent(&event) != 0);
  if (waker_.take_missed()) handle_wake();
  if (options_.keeper) options_.keeper->note_change(now());
}

/// Tabs that all ended by themselves are not opened again.
void MainLoop::keep_session() {
  const bool is_wanted = config_.session_restore != "off";
  options_.keeper->save(is_wanted ? capture_session(tabs_, options_.session_of) : SavedSession{});
}

std::optional<SteadyTime> MainLoop::next_timer() const {
  auto frame = view_.next_frame();
  const auto earliest = [&frame](std::optional<SteadyTime> time) {
    if (time) frame = std::min(frame.value_or(*time), *time);
  };
  earliest(tabs_.next_title());
  earliest(alarms_wait_ ? std::optional{next_alarm_look_} : alarms_.next_look());
  if (options_.keeper) earliest(options_.keeper->due());
  if (!options_.screenshot) return frame;
  const SteadyTime tick = now() + kScreenshotTick;
  return frame ? std::min(*frame, tick) : tick;
}

void MainLoop::handle(const SDL_Event& event) {
  if (event.type == waker_.event()) return handle_wake();
  switch (event.type) {
    case SDL_QUIT:
      quit_ = quit_ || !std::exchange(close_was_asked_, false);
      break;
    case SDL_WINDOWEVENT:
      handle_window_event(event.window.event);
      break;
    case SDL_KEYDOWN:
      handle_keyboard(keyboard_.key_down(event.key));
      break;
    case SDL_KEYUP:
      handle_release(keyboard_.key_up(event.key));
      break;
    case SDL_TEXTINPUT:
      view_.set_preedit("");
      handle_keyboard(keyboard_.text(event.text.text));
      break;
    case SDL_TEXTEDITING:
      view_.set_preedit(display_safe(event.edit.text), event.edit.start);
      break;
    case SDL_TEXTEDITING_EXT:  // of more than 32 bytes
      view_.set_preedit(display_safe(event.editExt.text), event.editExt.start);
      SDL_free(event.editExt.text);
      break;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
      dropped(event.drop.file, event.type == SDL_DROPFILE);
      SDL_free(event.drop.file);
      break;
    default:
      handle_pointer(event);
  }
}

void MainLoop::handle_pointer(const SDL_Event& event) {
  if (drag_gap(event)) return;
  take_pane_under_pointer(event);
  const double ratio = window_.pixel_ratio();
  const render::Layout layout = view_.layout_of(tabs_.focused().tab->id());
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      drag_tab(event);
      if (const auto input = pointer_.button(event.button, layout, ratio))
        tabs_.send(*input);
      else if (event.type == SDL_MOUSEBUTTONDOWN)
        handle_click(view_.hit(event.button.x, event.button.y), event.button.button);
      break;
    case SDL_MOUSEMOTION:
      if (const auto input = pointer_.motion(event.motion, layout, ratio)) tabs_.send(*input);
      view_.hover(view_.hit(event.motion.x, event.motion.y));
      drag_tab(event);
      break;
    case SDL_MOUSEWHEEL:
      handle_wheel(event);
      break;
    default:
      break;
  }
}

/// It turns what is under it, whoever has the keyboard.
void MainLoop::handle_wheel(const SDL_Event& event) {
  const TabId pane = view_.pane_at(event.wheel.mouseX, event.wheel.mouseY).value_or(tabs_.focused().tab->id());
  const auto input = pointer_.wheel(event.wheel, view_.layout_of(pane), window_.pixel_ratio());
  if (!input) return;
  if (modal_ && modal_->scrolled(input->lines)) return view_.changed();
  tabs_.send_to(pane, *input);
}

void MainLoop::handle_window_event(int kind) {
  switch (kind) {
    case SDL_WINDOWEVENT_CLOSE:
      close_was_asked_ = true;
      return quit();
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
      return view_.window_resized();
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
      return view_.invalidate();
    case SDL_WINDOWEVENT_FOCUS_GAINED:
    case SDL_WINDOWEVENT_FOCUS_LOST: {
      const bool is_focused = kind == SDL_WINDOWEVENT_FOCUS_GAINED;
      view_.set_focused(is_focused);
      alarms_.set_window_focus(is_focused);
      return tabs_.set_window_focus(is_focused);
    }
    case SDL_WINDOWEVENT_LEAVE:
      return view_.hover({});
    default:
      return;
  }
}

/// Something of a tab or of the meter changed; which, is looked up when drawing.
void MainLoop::handle_wake() {
  waker_.handled();
  const std::size_t before = tabs_.size();
  tabs_.handle_events(*this);
  if (tabs_.size() != before) {
    close_modal();  // the tab it was for may be the one that went
    if (!tabs_.empty()) view_.relayout();
  }
  if (config_changed_.exchange(false)) reload_config();
  view_.follow_calls();
  alarms_wait_ = true;
  look_for_alarms();
  show_clicked_panes();
  if (const std::int64_t calls = view_.metered_calls(); std::exchange(calls_seen_, calls) != calls && modal_)
    modal_->refresh();
  last_change_ = now();
  view_.output_arrived();
}

void MainLoop::handle_keyboard(const KeyboardInput& input) {
  if (std::holds_alternative<NoInput>(input)) return;
  view_.key_pressed();
  if (modal_) return handle_modal(input);
  if (const auto* action = std::get_if<const Action*>(&input))
    (*action)->run(*this);
  else if (const auto* key = std::get_if<terminal::KeyPress>(&input))
    send_key(*key);
  else
    tabs_.send(TypedText{std::get<ComposedText>(input).text});
}

void MainLoop::send_key(const terminal::KeyPress& key) {
  if (key.key == terminal::Key::Escape && view_.dismiss_notice()) return;
  tabs_.send(key);
}

/// Programs that ask for it hear of a key's end; nothing else changes by it.
void MainLoop::handle_release(const KeyboardInput& input) {
  const auto* key = std::get_if<terminal::KeyPress>(&input);
  if (key != nullptr && !modal_) tabs_.send(*key);
}

void MainLoop::handle_click(const render::TabBarHit& hit, int button) {
  const bool on_tab = hit.part == render::TabBarPart::Tab || hit.part == render::TabBarPart::Close;
  const auto index = static_cast<std::size_t>(std::max(hit.tab, 0));
  if (button == SDL_BUTTON_MIDDLE && on_tab) return ask_to_close(index);
  if (button != SDL_BUTTON_LEFT) return;
  if (hit.part == render::TabBarPart::NewTab) new_tab();
  if (hit.part == render::TabBarPart::Close) ask_to_close(index);
  if (hit.part == render::TabBarPart::Tab) focus_tab(index);
}

/// The tab that was pressed follows the pointer over the others.
void MainLoop::drag_tab(const SDL_Event& event) {
  const bool is_left = event.type != SDL_MOUSEMOTION && event.button.button == SDL_BUTTON_LEFT;
  if (event.type == SDL_MOUSEMOTION) {
    const render::TabBarHit hit = view_.hit(event.motion.x, event.motion.y);
    if (!dragged_tab_ || hit.part != render::TabBarPart::Tab || hit.tab == static_cast<int>(*dragged_tab_)) return;
    tabs_.move(*dragged_tab_, static_cast<std::size_t>(hit.tab));
    dragged_tab_ = static_cast<std::size_t>(hit.tab);
    view_.changed();
  } else if (is_left && event.type == SDL_MOUSEBUTTONDOWN) {
    const render::TabBarHit hit = view_.hit(event.button.x, event.button.y);
    if (hit.part == render::TabBarPart::Tab) dragged_tab_ = static_cast<std::size_t>(hit.tab);
  } else if (is_left) {
    dragged_tab_.reset();
  }
}

/// A file dropped on the window is its path, quoted for a shell: agents take pictures that way.
void MainLoop::dropped(const std::string& text, bool is_path) {
  tabs_.send(PastedText{is_path ? shell_quoted(text) + " " : text});
}

void MainLoop::new_tab() { open_tab(new_tab_); }

/// Where the focused tab is, unless it says where.
void MainLoop::open_tab(TabRequest request) {
  prepare(request);
  tabs_.open(request);
  view_.relayout();
}

void MainLoop::focus_next_waiting_tab() {
  if (!tabs_.focus_next_waiting()) return view_.mention("no other tab waits for you");
  focus_moved();
}

void MainLoop::prepare(TabRequest& request) {
  if (request.working_directory.empty()) request.working_directory = tabs_.focused_directory();
  if (options_.prepare) options_.prepare(request, config_);
  close_modal();
}

void MainLoop::close_tab_at(std::size_t index) {
  tabs_.close(index);
  close_modal();
  if (!tabs_.empty()) view_.relayout();
}

void MainLoop::focus_tab(std::size_t index) {
  tabs_.focus(index);
  focus_moved();
}

void MainLoop::focus_next_tab() {
  tabs_.focus_next();
  focus_moved();
}

void MainLoop::focus_previous_tab() {
  tabs_.focus_previous();
  focus_moved();
}

void MainLoop::focus_moved() {
  close_modal();
  view_.changed();
}

void MainLoop::move_tab(int by) {
  tabs_.move_focused(by);
  view_.changed();
}

void MainLoop::clipboard_filled(ClipboardKind which, const std::string& text) {
  set_clipboard_text(to_window(which), text);
  if (which == ClipboardKind::Primary && config_.terminal_copy_on_select) set_clipboard_text(Clipboard::Standard, text);
}

void MainLoop::paste_wanted(ClipboardKind from) {
  std::string text = clipboard_text(to_window(from));
  if (text.empty()) return from == ClipboardKind::Standard && !modal_ ? paste_picture() : void();
  if (modal_) {
    modal_->typed(text);
    return view_.changed();
  }
  PasteCheck check = paste_check(config_);
  // Of several programs each would answer for itself: who broadcasts is asked before.
  if (tabs_.group(tabs_.focused_index()).broadcasts) {
    if (check != PasteCheck::None && text.find_first_of("\r\n") < text.find_last_not_of("\r\n"))
      return paste_doubted(text);
    check = PasteCheck::None;
  }
  tabs_.send(PastedText{std::move(text), check});
}

/// Agents take pictures by their paths.
void MainLoop::paste_picture() {
  const auto directory = make_runtime_directory();
  if (!directory) return view_.notify(directory.error().message);
  const auto file = save_clipboard_image(clipboard_image_command(Window::is_wayland()), *directory / "pasted");
  if (!file) return view_.mention(file.error().message);
  dropped(file->native(), true);
}

std::optional<std::string> MainLoop::clipboard_for_program(const std::string& tab_title) {
  const bool may_read = window_.ask(
      "Clipboard", "A program in the tab \"" + tab_title + "\" wants to read the clipboard.", "Let it read");
  if (!may_read) return std::nullopt;
  return clipboard_text(to_window(ClipboardKind::Standard));
}

bool MainLoop::screenshot_is_due() const {
  if (!options_.screenshot) return false;
  const ScreenshotPlan& plan = *options_.screenshot;
  const SteadyTime present = now();
  if (plan.after) return present - started_ >= *plan.after;
  if (present - started_ >= ScreenshotPlan::kPatience) return true;
  bool all_ended = true;
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    all_ended = all_ended && std::ranges::all_of(tabs_.group(i).panes, &TabState::ended);
  const auto quiet = present - last_change_;
  return all_ended ? quiet >= ScreenshotPlan::kQuietAfterEnd : !plan.until_ended && quiet >= ScreenshotPlan::kQuiet;
}

Result<void> MainLoop::take_screenshot() {
  const render::Picture picture = view_.draw_picture();
  const auto png = render::encode_png(picture.width, picture.height, picture.rgba);
  if (!png) return fail(png.error(), "screenshot");
  return write_private_file(options_.screenshot->file, *png);
}

}  // namespace tabacus::app
