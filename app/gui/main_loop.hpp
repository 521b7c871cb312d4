// The program's loop: sleeps until SDL, a tab or the meter has something, gives each window what is its own and lets it
// draw. Owns the windows and what they share. Ends when the last window is closed. Main thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/config_watch.hpp"
#include "app/gui/alarms/alarm_desk.hpp"
#include "app/gui/quick_switch.hpp"
#include "app/gui/restore/capture.hpp"
#include "app/gui/restore/session_keeper.hpp"
#include "app/gui/stage.hpp"
#include "app/gui/terminal_window.hpp"
#include "app/gui/waker.hpp"
#include "app/tabs/tab_mailbox.hpp"

namespace tabacus::app {

/// A picture to be taken without anybody watching; the loop ends with it.
struct ScreenshotPlan {
  std::filesystem::path file;
  /// Taken so long after the start; empty: soon after every program has ended, or (unless `until_ended`) when nothing
  /// has changed for kQuiet, at the latest after kPatience.
  std::optional<std::chrono::milliseconds> after = {};
  bool until_ended = false;

  static constexpr std::chrono::milliseconds kQuiet{500};
  static constexpr std::chrono::milliseconds kQuietAfterEnd{
      400};  // the meter's last word, which is read from the database
  static constexpr std::chrono::seconds kPatience{60};
};

struct MainLoopOptions {
  Common common;  ///< at the start; its configuration's file is watched
  std::optional<ScreenshotPlan> screenshot;
  std::function<void(TabRequest&, const Config&)> prepare;     ///< has a tab's shell tell of itself
  std::function<Result<MeterParts>(const Config&)> switch_on;  ///< begins metering
  /// For a window of that size.
  std::function<Result<Stage>(const Config&, StageSize)> open_stage;
  std::shared_ptr<SessionKeeper> keeper = {};  ///< null: nobody keeps the session, or another process does
  SessionLookup session_of = {};
  std::shared_ptr<SecretSightings> secrets = {};
  QuickSwitch* quick = nullptr;  ///< shows and hides the windows; null: nothing does
};

class MainLoop final : WindowOwner {
 public:
  /// `waker`, `mailbox` and the meter outlive the loop.
  MainLoop(Waker& waker, TabMailbox& mailbox, MainLoopOptions options);
  ~MainLoop() override;
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;

  /// The tabs share the mailbox.
  TerminalWindow& add_window(Stage stage, std::unique_ptr<TabSet> tabs);
  /// As add_window, with a stage of the tabs' own size.
  Result<void> open_window_for(std::unique_ptr<TabSet> tabs);

  /// At least one window was added. Io: the screenshot could not be written. Closed: the window was closed before it
  /// was taken.
  Result<void> run();

 private:
  // WindowOwner
  [[nodiscard]] const Common& common() const override { return common_; }
  void prepare(TabRequest& request) override;
  void wake() override { waker_.wake(); }
  Result<void> open_window(const TabRequest& request) override;
  Result<void> move_tab_to_new_window(TerminalWindow& from, std::size_t tab) override;
  Result<void> move_tab_to_next_window(TerminalWindow& from, std::size_t tab) override;
  Result<void> drop_tab(TerminalWindow& from, std::size_t tab) override;
  void focus_next_window(TerminalWindow& from) override;
  void close_windows() override { quits_ = true; }
  void configure(const Config& config) override;
  void reload_config() override;
  void note(TabId tab, const std::string& title, const std::string& text) override { alarms_.note(tab, title, text); }
  [[nodiscard]] std::vector<std::string> running_programs() const override;

  // main_loop_windows.cpp
  /// Its window is as large as the other's.
  Result<Stage> open_stage_like(TerminalWindow& other);
  void remove_closed_windows();
  void show_or_hide();
  void take_focus(TerminalWindow& window);
  void move_tab(TerminalWindow& from, std::size_t tab, TerminalWindow& to);
  [[nodiscard]] TerminalWindow& next_of(const TerminalWindow& window);
  [[nodiscard]] TerminalWindow* window_of(const SDL_Event& event);
  /// The one that has the keyboard, or had it last.
  [[nodiscard]] TerminalWindow& front() { return *front_; }

  void wait_and_handle();
  void handle(const SDL_Event& event);
  void handle_wake();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] std::optional<SteadyTime> next_timer() const;

  void look_for_alarms();
  void show_clicked_panes();
  void keep_session();
  void follow_analytics_switch(const Config& config);

  [[nodiscard]] bool screenshot_is_due() const;
  Result<void> take_screenshot();

  Waker& waker_;
  TabMailbox& mailbox_;
  const MainLoopOptions options_;
  Common common_;
  std::atomic<bool> config_changed_{false};
  std::unique_ptr<ConfigWatch> config_watch_;

  AlarmDesk alarms_;
  SteadyTime next_alarm_look_{};
  bool alarms_wait_ = false;  // something changed since the last look

  std::vector<std::unique_ptr<Tab>> closing_;             // of windows that are gone
  std::vector<std::unique_ptr<TerminalWindow>> windows_;  // in the order in which they were opened
  TerminalWindow* front_ = nullptr;
  bool close_was_asked_ = false;  // by the last window's button: the SDL_QUIT behind it is answered already
  bool had_keyboard_ = false;     // some window, since the first was opened
  bool quits_ = false;
  const SteadyTime started_;
  SteadyTime last_change_;  // of a tab or the meter
};

}  // namespace tabacus::app
