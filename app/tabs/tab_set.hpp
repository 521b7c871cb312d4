// The tabs of a window: their order, which one has the focus, their titles, and their ports at the meter. Main thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/tabs/tab.hpp"
#include "app/tabs/tab_mailbox.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "pty/spawn_options.hpp"
#include "terminal/frame.hpp"
#include "terminal/notification.hpp"
#include "terminal/options.hpp"
#include "terminal/program_status.hpp"

namespace tabacus::app {

/// What a new tab runs.
struct TabRequest {
  std::string program = {};                 ///< empty: the user's shell
  std::vector<std::string> arguments = {};  ///< argv with argv[0]; empty: the program alone
  std::string working_directory = {};       ///< empty: ours
  std::string title = {};                   ///< stays whatever the program says; empty: the program's own
  Hold hold = Hold::OnFailure;
  std::vector<pty::EnvVar> environment = {};  ///< beside what we inherited
  bool metered = true;                        ///< where there is a meter
};

/// What a tab without a name of the user's is called.
enum class TabTitles : std::uint8_t { Program, Directory, Branch };

struct TabSetOptions {
  std::vector<pty::EnvVar> inherited;  ///< our own environment
  pty::WindowSize size = {};
  terminal::TerminalOptions terminal = {};
  std::function<void()> wake;           ///< as TabMailbox
  analytics::Engine* engine = nullptr;  ///< null: no tab is metered; outlives the set
  bool fail_open = true;                ///< a tab that gets no port runs unmetered; false: it runs nothing
  TabTitles titles = TabTitles::Program;
};

/// What only a window can do with a tab's events.
class TabSetListener {
 public:
  virtual ~TabSetListener() = default;
  virtual void clipboard_filled(ClipboardKind which, const std::string& text) = 0;
  virtual void paste_wanted(ClipboardKind from) = 0;
  /// What was pasted into the focused tab is to be shown first.
  virtual void paste_doubted(const std::string& text) = 0;
  /// A program wants the user to notice something; text is display-safe.
  virtual void notified(TabId tab, const terminal::Notification& notification) = 0;
  /// An answer to what was asked of the focused tab: SearchTold, TargetsFound.
  virtual void told(const TabNews& news) = 0;
  /// The program in the tab of that title wants to read the clipboard: its text if the user lets it.
  virtual std::optional<std::string> clipboard_for_program(const std::string& tab_title) = 0;
};

struct TabState {
  std::unique_ptr<Tab> tab;
  terminal::Frame frame = {};                          ///< as last copied
  std::string given_title;                             ///< by the user; wins
  std::string program_title;                           ///< by the program, display-safe
  std::string fallback_title;                          ///< the name of the program in front
  std::string place_title;                             ///< the directory, or with its branch; empty: not asked for
  std::optional<std::string> next_title = {};          ///< the program's, not shown yet
  SteadyTime next_title_at{};                          ///< when the next one may be
  std::optional<terminal::ProgramStatus> status = {};  ///< what its programs say of themselves
  bool rang = false;                                   ///< the bell, since the tab had the focus
  bool unread = false;                                 ///< it wrote something since it had the focus
  bool clipboard_refused = false;                      ///< the user said no once: the tab's programs ask no more
  bool ended = false;                                  ///< its program has
  bool failed = false;                                 ///< and not with status 0
  bool metered = false;
  std::string metering_failure;  ///< why there is no port, though there is an engine

  [[nodiscard]] const std::string& title() const;
  /// A program of it waits for the user.
  [[nodiscard]] bool is_waiting() const { return rang || (status && status->state == terminal::ProgramState::Blocked); }
};

class TabSet {
 public:
  explicit TabSet(TabSetOptions options);
  ~TabSet();
  TabSet(const TabSet&) = delete;
  TabSet& operator=(const TabSet&) = delete;

  /// Opens it behind the focused tab and gives it the focus. A program that does not start says why in the tab; a meter
  /// that gives no port leaves the tab unmetered and says why in TabState.
  TabId open(const TabRequest& request);
  void close(std::size_t index);

  [[nodiscard]] std::size_t size() const { return tabs_.size(); }
  [[nodiscard]] bool empty() const { return tabs_.empty(); }
  [[nodiscard]] std::size_t focused_index() const { return focused_; }
  [[nodiscard]] TabState& at(std::size_t index) { return tabs_[index]; }
  [[nodiscard]] TabState& focused() { return tabs_[focused_]; }
  [[nodiscard]] const TabState& at(std::size_t index) const { return tabs_[index]; }
  [[nodiscard]] const TabState& focused() const { return tabs_[focused_]; }

  void focus(std::size_t index);  ///< nothing happens when there is no such tab
  void focus_next();
  void focus_previous();
  /// The next one behind the focused tab whose program waits for the user; false: none does.
  bool focus_next_waiting();
  void move_focused(int by);
  void move(std::size_t from, std::size_t to);
  void rename(std::size_t index, std::string title);  ///< empty: the program's own again

  /// The window got the keyboard's focus or lost it; its programs hear of theirs. A window begins without.
  void set_window_focus(bool has_focus);
  void resize(const pty::WindowSize& size);
  /// Metering begins: tabs opened from now on get ports. Outlives the set.
  void set_engine(analytics::Engine* engine) { options_.engine = engine; }
  /// How tabs are called, and what new ones are made with.
  void configure(TabTitles titles, const terminal::TerminalOptions& terminal);
  [[nodiscard]] const terminal::TerminalOptions& terminal_options() const { return options_.terminal; }
  /// What runs in the tab beside an idle shell: its name, display-safe; empty: nothing does.
  [[nodiscard]] std::string busy_program(std::size_t index) const;
  /// To every tab.
  void send_to_all(const TabMessage& message);
  /// The directory in which the focused tab's foreground program is; empty when that cannot be told.
  [[nodiscard]] std::string focused_directory() const;
  /// Input for the focused tab.
  void send(TabMessage message);

  /// Takes in what the tabs' threads posted. True: something to be seen changed.
  bool handle_events(TabSetListener& listener);
  /// When a title that came too soon behind another is due; empty: none waits.
  [[nodiscard]] std::optional<SteadyTime> next_title() const;
  /// Shows those that are due. True: one changed.
  bool show_due_titles(SteadyTime now);
  /// Copies the focused tab's frame when it changed.
  bool update_frame();
  /// How often the focused tab's program printed; for comparing.
  [[nodiscard]] std::uint64_t focused_output() const { return tabs_.empty() ? 0 : focused().tab->output_count(); }

 private:
  [[nodiscard]] std::vector<pty::EnvVar> environment_for(TabId tab, const TabRequest& request, TabState& state);
  [[nodiscard]] std::vector<TabState>::iterator find(TabId tab);
  void handle(const TabEvent& event, TabSetListener& listener);
  void take_focus(std::size_t index);
  void tell_focus(bool has_focus);
  void take_title(TabState& state, std::string title, SteadyTime now);
  void look_at_foreground(TabState& state);

  TabSetOptions options_;
  TabMailbox mailbox_;
  pty::WindowSize size_;
  std::vector<TabState> tabs_;
  std::vector<std::unique_ptr<Tab>> closing_;  // their threads may still hang their programs up
  std::size_t focused_ = 0;
  bool window_has_focus_ = false;
  SteadyTime redrawn_until_{};  // what tabs write before that marks none as unread
  int opened_ = 0;
};

}  // namespace tabacus::app
