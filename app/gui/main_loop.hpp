// The window's loop: sleeps until SDL or a tab has something, handles it, lets the view draw. Ends when the last tab is
// closed. Main thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "app/gui/actions.hpp"
#include "app/gui/keyboard.hpp"
#include "app/gui/pointer.hpp"
#include "app/gui/view.hpp"
#include "app/gui/waker.hpp"
#include "app/gui/window.hpp"
#include "app/tabs/tab_set.hpp"

union SDL_Event;

namespace tabacus::app {

/// A picture to be taken without anybody watching; the loop ends with it.
struct ScreenshotPlan {
  std::filesystem::path file;
  /// Taken so long after the start; empty: soon after every program has ended, or (unless `until_ended`) when nothing
  /// has changed for kQuiet, at the latest after kPatience.
  std::optional<std::chrono::milliseconds> after = {};
  bool until_ended = false;

  static constexpr std::chrono::milliseconds kQuiet{500};
  static constexpr std::chrono::milliseconds kQuietAfterEnd{150};  // the meter's last word
  static constexpr std::chrono::seconds kPatience{60};
};

struct MainLoopOptions {
  TabRequest new_tab;  ///< what a new tab runs; its directory is the focused tab's
  std::optional<ScreenshotPlan> screenshot;
};

class MainLoop final : ActionTarget, TabSetListener {
 public:
  /// All but the options outlive the loop.
  MainLoop(Waker& waker, Window& window, TabSet& tabs, View& view, MainLoopOptions options);

  /// Io: the screenshot could not be written. Closed: the window was closed before it was taken.
  Result<void> run();

 private:
  // ActionTarget
  void new_tab() override;
  void close_tab() override { close_tab_at(tabs_.focused_index()); }
  void focus_next_tab() override;
  void focus_previous_tab() override;
  void focus_tab(std::size_t index) override;
  void move_tab(int by) override;
  void rename_tab() override;
  void copy() override { tabs_.send(CopySelection{ClipboardKind::Standard}); }
  void paste() override { paste_wanted(ClipboardKind::Standard); }
  void paste_primary() override { paste_wanted(ClipboardKind::Primary); }
  void zoom(ZoomStep step) override { view_.zoom(step); }
  void toggle_overlay() override { view_.toggle_overlay(); }
  void toggle_recording() override { view_.toggle_recording(); }
  void raise_budget() override { view_.raise_budget(); }
  void toggle_fullscreen() override { window_.set_fullscreen(!window_.is_fullscreen()); }
  void scroll_lines(int lines) override { tabs_.send(ScrollView{ScrollUnit::Lines, lines}); }
  void scroll_pages(int pages) override { tabs_.send(ScrollView{ScrollUnit::Pages, pages}); }
  void scroll_to_end(int direction) override { tabs_.send(ScrollView{ScrollUnit::Ends, direction}); }

  // TabSetListener
  void clipboard_filled(ClipboardKind which, const std::string& text) override;
  void paste_wanted(ClipboardKind from) override;
  std::optional<std::string> clipboard_for_program(const std::string& tab_title) override;

  void wait_and_handle();
  void handle(const SDL_Event& event);
  void handle_window_event(int kind);
  void handle_pointer(const SDL_Event& event);
  void handle_wake();
  void handle_keyboard(const KeyboardInput& input);
  void send_key(const terminal::KeyPress& key);
  void handle_release(const KeyboardInput& input);
  void handle_prompt_key(const KeyboardInput& input);
  void handle_click(const render::TabBarHit& hit, int button);
  void dropped(const std::string& text, bool is_path);
  void close_tab_at(std::size_t index);
  void focus_moved();

  [[nodiscard]] std::optional<SteadyTime> next_timer() const;
  [[nodiscard]] bool screenshot_is_due() const;
  Result<void> take_screenshot();

  Waker& waker_;
  Window& window_;
  TabSet& tabs_;
  View& view_;
  const MainLoopOptions options_;

  Keyboard keyboard_;
  Pointer pointer_;
  bool quit_ = false;
  const SteadyTime started_;
  SteadyTime last_change_;  // of a tab or the meter
};

}  // namespace tabacus::app
