// The window's loop: sleeps until SDL or a tab has something, handles it, lets the view draw. Ends when the last tab is
// closed. Main thread.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config/config_watch.hpp"
#include "app/gui/actions.hpp"
#include "app/gui/alarms/alarm_desk.hpp"
#include "app/gui/keyboard.hpp"
#include "app/gui/modal/hints.hpp"
#include "app/gui/modal/list_sheet.hpp"
#include "app/gui/modal/modal.hpp"
#include "app/gui/pointer.hpp"
#include "app/gui/restore/capture.hpp"
#include "app/gui/restore/session_keeper.hpp"
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
  static constexpr std::chrono::milliseconds kQuietAfterEnd{400};  // the meter's last word, which is read from the database
  static constexpr std::chrono::seconds kPatience{60};
};

struct MainLoopOptions {
  TabRequest new_tab;  ///< what a new tab runs; its directory is the focused tab's
  std::optional<ScreenshotPlan> screenshot;
  Config config;                      ///< at the start
  std::filesystem::path config_file;  ///< watched; empty: nothing is
  std::filesystem::path analytics_directory;
  std::function<void(TabRequest&, const Config&)> prepare;  ///< has a tab's shell tell of itself
  std::function<Result<void>(const Config&)> switch_on;     ///< begins metering
  bool asks_about_analytics = false;
  std::shared_ptr<SessionKeeper> keeper = {};  ///< null: nobody keeps the session, or another window does
  SessionLookup session_of = {};
  std::shared_ptr<SecretSightings> secrets = {};
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
  void new_window() override;
  void close_tab() override { ask_to_close(tabs_.focused_index()); }
  void quit() override;
  void focus_next_tab() override;
  void focus_previous_tab() override;
  void focus_tab(std::size_t index) override;
  void focus_next_waiting_tab() override;
  void tab_overview() override;
  void move_tab(int by) override;
  void rename_tab() override;
  void color_tab() override;
  void toggle_read_only() override;
  void toggle_broadcast() override;
  void split_pane(Cut cut) override;
  void close_pane() override;
  void focus_pane(Toward side) override;
  void focus_next_pane() override;
  void resize_pane(Toward way) override;
  void even_out_panes() override;
  void zoom_pane() override;
  void pane_to_tab() override;
  void copy() override { tabs_.send(CopySelection{ClipboardKind::Standard}); }
  void paste() override { paste_wanted(ClipboardKind::Standard); }
  void paste_primary() override { paste_wanted(ClipboardKind::Primary); }
  void copy_last_output() override { tabs_.send(CopyLastOutput{}); }
  void copy_mode() override;
  void hints() override;
  void search() override;
  void palette() override;
  void help() override;
  void zoom(ZoomStep step) override { view_.zoom(step); }
  void toggle_overlay() override { view_.toggle_overlay(); }
  void copy_meter() override;
  void analytics() override;
  void toggle_recording() override { view_.toggle_recording(); }
  void raise_budget() override { view_.raise_budget(); }
  void toggle_fullscreen() override { window_.set_fullscreen(!window_.is_fullscreen()); }
  void scroll_lines(int lines) override { tabs_.send(ScrollView{ScrollUnit::Lines, lines}); }
  void scroll_pages(int pages) override { tabs_.send(ScrollView{ScrollUnit::Pages, pages}); }
  void scroll_to_end(int direction) override { tabs_.send(ScrollView{ScrollUnit::Ends, direction}); }

  void scroll_to_prompt(int prompts) override { tabs_.send(ScrollToPrompt{prompts}); }
  void clear_scrollback() override { tabs_.send(ClearScrollback{}); }
  void reset_terminal() override { tabs_.send(ResetTerminal{}); }
  void edit_configuration() override;

  // TabSetListener
  void clipboard_filled(ClipboardKind which, const std::string& text) override;
  void paste_wanted(ClipboardKind from) override;
  void paste_doubted(const std::string& text) override;
  void notified(TabId tab, const terminal::Notification& notification) override;
  void told(const TabNews& news) override;
  std::optional<std::string> clipboard_for_program(const std::string& tab_title) override;

  void wait_and_handle();
  void handle(const SDL_Event& event);
  void handle_window_event(int kind);
  void handle_pointer(const SDL_Event& event);
  void handle_wheel(const SDL_Event& event);
  void handle_wake();
  void handle_keyboard(const KeyboardInput& input);
  void send_key(const terminal::KeyPress& key);
  void handle_release(const KeyboardInput& input);
  void handle_click(const render::TabBarHit& hit, int button);
  void dropped(const std::string& text, bool is_path);
  void paste_picture();
  void drag_tab(const SDL_Event& event);
  [[nodiscard]] bool drag_gap(const SDL_Event& event);
  void take_pane_under_pointer(const SDL_Event& event);
  void ask_to_close(std::size_t index);
  void close_tab_at(std::size_t index);
  void focus_moved();
  void open_tab(TabRequest request);
  void prepare(TabRequest& request);
  void close_pane_now(TabId pane);

  // What has the keyboard; main_loop_modals.cpp.
  void open_modal(std::unique_ptr<Modal> modal, std::string_view action = {});
  void close_modal();
  void handle_modal(const KeyboardInput& input);
  [[nodiscard]] std::vector<ListItem> action_items(bool with_documentation_first);
  void use_target(const terminal::Target& target, HintUse use);
  [[nodiscard]] std::function<void(TabMessage)> to_focused_tab();

  void look_for_alarms();
  void show_clicked_panes();
  void keep_session();
  void ask_about_analytics();
  void follow_analytics_switch(const Config& config);
  void reload_config();
  void configure(const Config& config);

  [[nodiscard]] std::optional<SteadyTime> next_timer() const;
  [[nodiscard]] bool screenshot_is_due() const;
  Result<void> take_screenshot();

  Waker& waker_;
  Window& window_;
  TabSet& tabs_;
  View& view_;
  const MainLoopOptions options_;

  Config config_;
  TabRequest new_tab_;
  std::atomic<bool> config_changed_{false};
  std::unique_ptr<ConfigWatch> config_watch_;

  std::unique_ptr<Modal> modal_;
  std::string modal_action_;  // the action that opened it, and closes it again
  std::optional<std::size_t> dragged_tab_;
  std::optional<std::size_t> dragged_gap_;
  bool close_was_asked_ = false;  // by the window's button: the SDL_QUIT behind it is answered already

  AlarmDesk alarms_;
  SteadyTime next_alarm_look_{};
  bool alarms_wait_ = false;  // something changed since the last look

  Keyboard keyboard_;
  Pointer pointer_;
  std::int64_t calls_seen_ = 0;  // of all tabs
  bool quit_ = false;
  const SteadyTime started_;
  SteadyTime last_change_;  // of a tab or the meter
};

}  // namespace tabacus::app
