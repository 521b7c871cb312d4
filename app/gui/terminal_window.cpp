#include "app/gui/terminal_window.hpp"

#include <SDL.h>

#include <algorithm>
#include <utility>

#include "app/control/runtime_directory.hpp"
#include "app/gui/clipboard_image.hpp"
#include "app/gui/session_config.hpp"
#include "base/paths.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

SteadyTime now() { return std::chrono::steady_clock::now(); }

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

TerminalWindow::TerminalWindow(WindowOwner& owner, Stage stage, std::unique_ptr<TabSet> tabs)
    : owner_{owner},
      stage_{std::move(stage)},
      own_tabs_{std::move(tabs)},
      tabs_{*own_tabs_},
      view_{{stage_.window, *stage_.renderer, tabs_, owner.common().meter.engine, owner.common().meter.figures},
            stage_.font,
            owner.common().config} {
  keyboard_.bind(KeyBindings{config().keys});
  pointer_.set_wheel(wheel_motion(config()), static_cast<int>(config().terminal_wheel_lines));
}

std::optional<SteadyTime> TerminalWindow::next_timer() const {
  std::optional<SteadyTime> next;
  for (const auto& time : {view_.next_frame(), tabs_.next_title(), wheel_rest_.due()})
    if (time) next = std::min(next.value_or(*time), *time);
  return next;
}

void TerminalWindow::time_passed() {
  if (tabs_.show_due_titles(now())) view_.changed();
  if (const auto due = view_.next_frame(); due && *due <= now()) view_.time_passed();
}

void TerminalWindow::handle(const SDL_Event& event) {
  if (held_keys_.hold(event, view_.is_composing() || SDL_HasEvent(SDL_TEXTEDITING) == SDL_TRUE)) return;
  handle_now(event);
}

/// Keys that ended a composition come behind what was composed.
void TerminalWindow::events_handled() { handle_held(held_keys_.take_all()); }

/// One of them may close the window.
void TerminalWindow::handle_held(const std::vector<SDL_Event>& events) {
  for (const SDL_Event& event : events)
    if (!is_over()) handle_now(event);
}

void TerminalWindow::composed(const char* text, int caret) {
  if (*text != '\0') {
    handle_held(held_keys_.take_ended());
    keyboard_.compose();
  }
  view_.set_preedit(display_safe(text), caret);
}

void TerminalWindow::handle_now(const SDL_Event& event) {
  switch (event.type) {
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
      composed(event.edit.text, event.edit.start);
      break;
    case SDL_TEXTEDITING_EXT:  // of more than 32 bytes
      composed(event.editExt.text, event.editExt.start);
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

void TerminalWindow::handle_pointer(const SDL_Event& event) {
  if (drag_gap(event) || drag_scroll_mark(event)) return;
  take_pane_under_pointer(event);
  const double ratio = window().pixel_ratio();
  const render::Layout layout = view_.layout_of(tabs_.focused().tab->id());
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      settle_wheel();
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
void TerminalWindow::handle_wheel(const SDL_Event& event) {
  const TabId pane = view_.pane_at(event.wheel.mouseX, event.wheel.mouseY).value_or(tabs_.focused().tab->id());
  const auto turn = pointer_.wheel(event.wheel, view_.layout_of(pane), window().pixel_ratio());
  if (!turn) return;
  if (modal_ && modal_->scrolled(turn->lines)) return view_.changed();
  if (wheel_rest_.pane() != pane) settle_wheel();
  tabs_.send_to(pane, turn->input);
  wheel_rest_.turned(pane, now());
}

void TerminalWindow::rest_wheel() {
  if (!wheel_rest_.due() || now() < *wheel_rest_.due()) return;
  const TabState* const state = tabs_.pane(wheel_rest_.pane());
  if (state == nullptr) return wheel_rest_.stop();
  const WheelRest::Step step = wheel_rest_.take_step(now(), state->frame.scrolled_part);
  if (step.parts != 0) tabs_.send_to(wheel_rest_.pane(), GlideView{step.parts});
  if (step.is_last) tabs_.send_to(wheel_rest_.pane(), SettleView{});
}

/// What else the user does finds the view on a line.
void TerminalWindow::settle_wheel() {
  if (!wheel_rest_.due()) return;
  wheel_rest_.stop();
  tabs_.send_to(wheel_rest_.pane(), SettleView{});
}

void TerminalWindow::handle_window_event(int kind) {
  switch (kind) {
    case SDL_WINDOWEVENT_CLOSE:
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
      return tabs_.set_window_focus(is_focused);
    }
    case SDL_WINDOWEVENT_LEAVE:
      return view_.hover({});
    default:
      return;
  }
}

/// Which of them changed, is looked up when drawing.
void TerminalWindow::take_in(const std::vector<TabEvent>& events) {
  const std::size_t before = tabs_.size();
  tabs_.handle(events, *this);
  if (tabs_.size() != before) {
    close_modal();  // the tab it was for may be the one that went
    if (!tabs_.empty()) view_.relayout();
  }
  if (tabs_.empty()) return;
  view_.follow_calls();
  if (const std::int64_t calls = view_.metered_calls(); std::exchange(calls_seen_, calls) != calls && modal_)
    modal_->refresh();
  view_.output_arrived();
}

void TerminalWindow::handle_keyboard(const KeyboardInput& input) {
  if (std::holds_alternative<NoInput>(input)) return;
  settle_wheel();
  view_.key_pressed();
  if (modal_) return handle_modal(input);
  if (const auto* action = std::get_if<const Action*>(&input))
    (*action)->run(*this);
  else if (const auto* key = std::get_if<terminal::KeyPress>(&input))
    send_key(*key);
  else
    tabs_.send(TypedText{std::get<ComposedText>(input).text});
}

void TerminalWindow::send_key(const terminal::KeyPress& key) {
  if (key.key == terminal::Key::Escape && view_.dismiss_notice()) return;
  tabs_.send(key);
}

/// Programs that ask for it hear of a key's end; nothing else changes by it.
void TerminalWindow::handle_release(const KeyboardInput& input) {
  const auto* key = std::get_if<terminal::KeyPress>(&input);
  if (key != nullptr && !modal_) tabs_.send(*key);
}

void TerminalWindow::handle_click(const render::TabBarHit& hit, int button) {
  const bool on_tab = hit.part == render::TabBarPart::Tab || hit.part == render::TabBarPart::Close;
  const auto index = static_cast<std::size_t>(std::max(hit.tab, 0));
  if (button == SDL_BUTTON_MIDDLE && on_tab) return ask_to_close(index);
  if (button != SDL_BUTTON_LEFT) return;
  if (hit.part == render::TabBarPart::NewTab) new_tab();
  if (hit.part == render::TabBarPart::Close) ask_to_close(index);
  if (hit.part == render::TabBarPart::Tab) focus_tab(index);
}

/// The tab that was pressed follows the pointer over the others.
void TerminalWindow::drag_tab(const SDL_Event& event) {
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
    const auto dragged = std::exchange(dragged_tab_, std::nullopt);
    if (dragged && is_outside(event.button.x, event.button.y)) tell_failure(owner_.drop_tab(*this, *dragged));
  }
}

bool TerminalWindow::is_outside(int x, int y) const {
  const PixelSize size = stage_.window.size();
  return x < 0 || y < 0 || x >= size.width || y >= size.height;
}

/// A file dropped on the window is its path, quoted for a shell: agents take pictures that way.
void TerminalWindow::dropped(const std::string& text, bool is_path) {
  tabs_.send(PastedText{is_path ? shell_quoted(text) + " " : text});
}

void TerminalWindow::new_tab() { open_tab(owner_.common().new_tab); }

/// Where the focused tab is, unless it says where.
void TerminalWindow::open_tab(TabRequest request) {
  prepare(request);
  tabs_.open(request);
  view_.relayout();
}

void TerminalWindow::focus_next_waiting_tab() {
  if (!tabs_.focus_next_waiting()) return view_.mention("no other tab waits for you");
  focus_moved();
}

void TerminalWindow::prepare(TabRequest& request) {
  if (request.working_directory.empty()) request.working_directory = tabs_.focused_directory();
  owner_.prepare(request);
  close_modal();
}

void TerminalWindow::close_tab_at(std::size_t index) {
  tabs_.close(index);
  close_modal();
  if (!tabs_.empty()) view_.relayout();
}

void TerminalWindow::focus_tab(std::size_t index) {
  tabs_.focus(index);
  focus_moved();
}

void TerminalWindow::focus_next_tab() {
  tabs_.focus_next();
  focus_moved();
}

void TerminalWindow::focus_previous_tab() {
  tabs_.focus_previous();
  focus_moved();
}

void TerminalWindow::focus_moved() {
  close_modal();
  view_.changed();
}

void TerminalWindow::move_tab(int by) {
  tabs_.move_focused(by);
  view_.changed();
}

void TerminalWindow::clipboard_filled(ClipboardKind which, const std::string& text) {
  set_clipboard_text(to_window(which), text);
  if (which == ClipboardKind::Primary && config().terminal_copy_on_select)
    set_clipboard_text(Clipboard::Standard, text);
}

void TerminalWindow::paste_wanted(ClipboardKind from) {
  std::string text = clipboard_text(to_window(from));
  if (text.empty()) return from == ClipboardKind::Standard && !modal_ ? paste_picture() : void();
  if (modal_) {
    modal_->typed(text);
    return view_.changed();
  }
  PasteCheck check = paste_check(config());
  // Of several programs each would answer for itself: who broadcasts is asked before.
  if (tabs_.group(tabs_.focused_index()).broadcasts) {
    if (check != PasteCheck::None && text.find_first_of("\r\n") < text.find_last_not_of("\r\n"))
      return paste_doubted(text);
    check = PasteCheck::None;
  }
  tabs_.send(PastedText{std::move(text), check});
}

/// Agents take pictures by their paths.
void TerminalWindow::paste_picture() {
  const auto directory = make_runtime_directory();
  if (!directory) return view_.notify(directory.error().message);
  const auto file = save_clipboard_image(clipboard_image_command(Window::is_wayland()), *directory / "pasted");
  if (!file) return view_.mention(file.error().message);
  dropped(file->native(), true);
}

std::optional<std::string> TerminalWindow::clipboard_for_program(const std::string& tab_title) {
  const bool may_read = window().ask(
      "Clipboard", "A program in the tab \"" + tab_title + "\" wants to read the clipboard.", "Let it read");
  if (!may_read) return std::nullopt;
  return clipboard_text(to_window(ClipboardKind::Standard));
}

void TerminalWindow::notified(TabId tab, const terminal::Notification& notification) {
  const std::string text =
      notification.title.empty() ? notification.body : notification.title + ": " + notification.body;
  const auto index = tabs_.index_of(tab);
  owner_.note(tab, index ? tabs_.at(*index).title() : std::string{}, text);
  if (index != tabs_.focused_index()) view_.mention(text);
}

void TerminalWindow::show_pane(std::size_t index, TabId pane) {
  tabs_.focus(index);
  tabs_.focus_pane(pane);
  focus_moved();
  window().raise();
}

void TerminalWindow::tell_failure(const Result<void>& done) {
  if (!done) view_.notify(done.error().message);
}

// Tabs and other windows.

TabGroup TerminalWindow::release_tab(std::size_t index) {
  close_modal();
  TabGroup group = tabs_.release(index);
  if (!tabs_.empty()) view_.relayout();
  return group;
}

void TerminalWindow::adopt_tab(TabGroup group) {
  close_modal();
  tabs_.adopt(std::move(group));
  view_.relayout();
}

void TerminalWindow::new_window() {
  TabRequest request = owner_.common().new_tab;
  prepare(request);
  tell_failure(owner_.open_window(request));
}

void TerminalWindow::tab_to_new_window() {
  if (tabs_.size() == 1) return view_.mention("the tab is alone in its window already");
  tell_failure(owner_.move_tab_to_new_window(*this, tabs_.focused_index()));
}

void TerminalWindow::tab_to_next_window() {
  tell_failure(owner_.move_tab_to_next_window(*this, tabs_.focused_index()));
}

void TerminalWindow::next_window() { owner_.focus_next_window(*this); }

}  // namespace tabacus::app
