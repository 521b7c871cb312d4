// One window: what its keys, its pointer and its tabs want, and what it shows. What it cannot do alone it asks of its
// WindowOwner. Main thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config.hpp"
#include "app/config/themes.hpp"
#include "app/gui/actions.hpp"
#include "app/gui/held_keys.hpp"
#include "app/gui/keyboard.hpp"
#include "app/gui/modal/hints.hpp"
#include "app/gui/modal/list_sheet.hpp"
#include "app/gui/modal/modal.hpp"
#include "app/gui/modal/question.hpp"
#include "app/gui/pointer.hpp"
#include "app/gui/scroll_drag.hpp"
#include "app/gui/stage.hpp"
#include "app/gui/view.hpp"
#include "app/gui/wheel_rest.hpp"
#include "app/tabs/tab_set.hpp"
#include "base/clock.hpp"

namespace tabacus::app {

class TerminalWindow;

/// What meters, where something does; outlives the windows.
struct MeterParts {
  analytics::Engine* engine = nullptr;
  FiguresReader* figures = nullptr;
};

/// What all windows have in common.
struct Common {
  Config config;
  TabRequest new_tab;                 ///< what a new tab runs; its directory is the focused tab's
  std::filesystem::path config_file;  ///< empty: none is read
  std::filesystem::path analytics_directory;
  MeterParts meter;
};

/// What a window asks of the process; the main loop is one.
class WindowOwner {
 public:
  virtual ~WindowOwner() = default;
  [[nodiscard]] virtual const Common& common() const = 0;
  /// Has a tab's shell tell of itself.
  virtual void prepare(TabRequest& request) = 0;
  virtual void wake() = 0;
  /// Io, Unsupported: no other window can be opened.
  virtual Result<void> open_window(const TabRequest& request) = 0;
  /// NotFound: there is no other window; else as open_window. The tab stays where it is then.
  virtual Result<void> move_tab_to_new_window(TerminalWindow& from, std::size_t tab) = 0;
  virtual Result<void> move_tab_to_next_window(TerminalWindow& from, std::size_t tab) = 0;
  /// To the window under the pointer, or to a new one where none is.
  virtual Result<void> drop_tab(TerminalWindow& from, std::size_t tab) = 0;
  virtual void focus_next_window(TerminalWindow& from) = 0;
  /// All of them.
  virtual void close_windows() = 0;
  /// Every window takes it.
  virtual void configure(const Config& config) = 0;
  virtual void reload_config() = 0;
  /// A note for the desktop.
  virtual void note(TabId tab, const std::string& title, const std::string& text) = 0;
  /// Programs that run in any window, a line each.
  [[nodiscard]] virtual std::vector<std::string> running_programs() const = 0;
};

class TerminalWindow final : ActionTarget, TabSetListener {
 public:
  /// `owner` outlives the window.
  TerminalWindow(WindowOwner& owner, Stage stage, std::unique_ptr<TabSet> tabs);

  [[nodiscard]] Window& window() { return stage_.window; }
  [[nodiscard]] View& view() { return view_; }
  [[nodiscard]] const View& view() const { return view_; }
  [[nodiscard]] TabSet& tabs() { return tabs_; }
  [[nodiscard]] const TabSet& tabs() const { return tabs_; }
  /// It was closed, or its last tab was.
  [[nodiscard]] bool is_over() const { return is_closed_ || tabs_.empty(); }

  /// An event of this window.
  void handle(const SDL_Event& event);
  /// All that came in one turn were handled.
  void events_handled();
  /// Tabs or the meter told something.
  void take_in(const std::vector<TabEvent>& events);
  /// Nothing came until next_timer().
  void time_passed();
  [[nodiscard]] std::optional<SteadyTime> next_timer() const;
  /// The view that a wheel left between two lines goes on to one of them, if that is due.
  void rest_wheel();

  void configure(const Config& config, const ColorTheme& theme,
                 const std::shared_ptr<const terminal::FramePalette>& palette);
  void set_meter(const MeterParts& meter);
  void ask_about_analytics();
  /// Those that were opened without a meter, where there is one now.
  void tell_unmetered_tabs();
  /// Shows a pane of its own, in front of other windows.
  void show_pane(std::size_t index, TabId pane);
  /// The tab goes elsewhere.
  [[nodiscard]] TabGroup release_tab(std::size_t index);
  void adopt_tab(TabGroup group);

 private:
  // ActionTarget
  void new_tab() override;
  void new_window() override;
  void close_tab() override { ask_to_close(tabs_.focused_index()); }
  void tab_to_new_window() override;
  void tab_to_next_window() override;
  void next_window() override;
  void quit() override;
  void quit_all() override;
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
  void outline() override { tabs_.send(TellPrompts{}); }
  void transcript() override { tabs_.send(TellTranscript{}); }
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
  void toggle_fullscreen() override { window().set_fullscreen(!window().is_fullscreen()); }
  void scroll_lines(int lines) override { tabs_.send(ScrollView{ScrollUnit::Lines, lines}); }
  void scroll_pages(int pages) override { tabs_.send(ScrollView{ScrollUnit::Pages, pages}); }
  void scroll_to_end(int direction) override { tabs_.send(ScrollView{ScrollUnit::Ends, direction}); }

  void toggle_fold() override { tabs_.send(ToggleFold{FoldWhat::One}); }
  void toggle_all_folds() override { tabs_.send(ToggleFold{FoldWhat::All}); }
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

  [[nodiscard]] const Config& config() const { return owner_.common().config; }
  void handle_now(const SDL_Event& event);
  void handle_held(const std::vector<SDL_Event>& events);
  void handle_window_event(int kind);
  void handle_pointer(const SDL_Event& event);
  void handle_wheel(const SDL_Event& event);
  void settle_wheel();
  void composed(const char* text, int caret);
  void handle_keyboard(const KeyboardInput& input);
  void send_key(const terminal::KeyPress& key);
  void handle_release(const KeyboardInput& input);
  void handle_click(const render::TabBarHit& hit, int button);
  void dropped(const std::string& text, bool is_path);
  void paste_picture();
  void drag_tab(const SDL_Event& event);
  [[nodiscard]] bool drag_gap(const SDL_Event& event);
  [[nodiscard]] bool drag_scroll_mark(const SDL_Event& event);
  void take_pane_under_pointer(const SDL_Event& event);
  void ask_to_close(std::size_t index);
  void close_tab_at(std::size_t index);
  void focus_moved();
  void open_tab(TabRequest request);
  void prepare(TabRequest& request);
  void close_pane_now(TabId pane);

  // What has the keyboard; terminal_window_modals.cpp.
  void open_modal(std::unique_ptr<Modal> modal, std::string_view action = {});
  void close_modal();
  void handle_modal(const KeyboardInput& input);
  [[nodiscard]] std::vector<ListItem> action_items(bool with_documentation_first);
  void show_outline(const std::vector<terminal::PromptLine>& prompts);
  void show_transcript(const std::string& text);
  void use_target(const terminal::Target& target, HintUse use);
  [[nodiscard]] std::function<void(TabMessage)> to_focused_tab();

  void ask_to_end(QuestionText question, std::string_view action, std::function<void()> end);
  [[nodiscard]] bool is_outside(int x, int y) const;
  /// What could not be done is told.
  void tell_failure(const Result<void>& done);

  WindowOwner& owner_;
  Stage stage_;
  const std::unique_ptr<TabSet> own_tabs_;
  TabSet& tabs_;
  View view_;

  std::unique_ptr<Modal> modal_;
  std::string modal_action_;  // the action that opened it, and closes it again
  std::optional<std::size_t> dragged_tab_;
  std::optional<std::size_t> dragged_gap_;
  ScrollDrag dragged_mark_;

  HeldKeys held_keys_;
  Keyboard keyboard_;
  Pointer pointer_;
  WheelRest wheel_rest_;
  std::int64_t calls_seen_ = 0;  // of all its tabs
  bool is_closed_ = false;
};

}  // namespace tabacus::app
