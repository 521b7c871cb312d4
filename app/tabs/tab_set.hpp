// The tabs of a window: their order, which one has the focus, their titles, and their ports at the meter. A tab holds
// one terminal or several beside each other, its panes; each of those has a program, a port and an identity of its own.
// Main thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/tabs/pane_tree.hpp"
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
  std::string profile = {};                   ///< the configuration's, by which it was opened; empty: none
  analytics::BudgetLimit budget = {};         ///< in place of the one that all tabs have; empty: that one
};

/// What a tab without a name of the user's is called.
enum class TabTitles : std::uint8_t { Program, Directory, Branch };

struct TabSetOptions {
  std::vector<pty::EnvVar> inherited;  ///< our own environment
  pty::WindowSize size = {};
  terminal::TerminalOptions terminal = {};
  std::function<void()> wake = {};           ///< as TabMailbox
  std::shared_ptr<TabMailbox> mailbox = {};  ///< of several sets, between which tabs move; null: one of its own
  analytics::Engine* engine = nullptr;       ///< null: no tab is metered; outlives the set
  bool fail_open = true;                     ///< a tab that gets no port runs unmetered; false: it runs nothing
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
  /// An answer to what was asked of the focused tab: SearchTold, TargetsFound, PromptsTold, TranscriptTold.
  virtual void told(const TabNews& news) = 0;
  /// The program in the tab of that title wants to read the clipboard: its text if the user lets it.
  virtual std::optional<std::string> clipboard_for_program(const std::string& tab_title) = 0;
};

/// One terminal: a tab's only one, or one of its panes.
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
  bool read_only = false;                              ///< what is typed and pasted does not reach it
  bool rang = false;                                   ///< the bell, since the tab had the focus
  bool unread = false;                                 ///< it wrote something since it had the focus
  bool clipboard_refused = false;                      ///< the user said no once: the tab's programs ask no more
  bool ended = false;                                  ///< its program has
  bool failed = false;                                 ///< and not with status 0
  bool metered = false;
  std::optional<SystemTime> command_began = {};  ///< what its shell runs
  bool wants_meter = true;                       ///< it was opened to be metered where that is possible
  std::string opened_in;                         ///< the directory; empty: ours
  std::string profile;                           ///< by which it was opened; empty: none
  std::string metering_failure;                  ///< why there is no port, though there is an engine

  [[nodiscard]] const std::string& title() const;
  /// A program of it waits for the user.
  [[nodiscard]] bool is_waiting() const { return rang || (status && status->state == terminal::ProgramState::Blocked); }
};

/// What one label of the tab bar stands for.
struct TabGroup {
  std::vector<TabState> panes;    ///< in the order in which they were opened
  PaneTree tree;                  ///< of the same
  std::size_t focused = 0;        ///< which of them has the tab's focus
  bool zoomed = false;            ///< that one has all cells
  bool broadcasts = false;        ///< what is typed goes to all of them
  std::optional<int> color = {};  ///< of the user's: an ANSI colour, 1 to 6

  [[nodiscard]] TabState& pane() { return panes[focused]; }
  [[nodiscard]] const TabState& pane() const { return panes[focused]; }
  /// A program in it waits for the user.
  [[nodiscard]] bool is_waiting() const { return std::ranges::any_of(panes, &TabState::is_waiting); }
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
  /// Opens a tab of several panes behind all others, without giving it the focus unless it is the first. Their ids, in
  /// the same order; a tree that does not fit the panes opens none.
  std::vector<TabId> open_panes(const std::vector<TabRequest>& requests, const std::vector<PaneTree::Step>& tree,
                                std::size_t focused, bool zoomed);

  /// Opens another pane at the right of the focused one, or below it, and gives it the focus. Exhausted: no room.
  Result<TabId> split(Cut cut, const TabRequest& request);
  /// With the last one its tab goes.
  void close_pane(TabId pane);
  /// In the focused tab.
  void focus_pane(TabId pane);
  bool focus_pane_toward(Toward side);  ///< false: there is none
  void focus_next_pane();
  /// Moves the line at the focused pane's side by so many cells. False: there is no such line.
  bool resize_pane(Toward way, int cells);
  /// The gap of gaps() as near to that column (row) as may be.
  void move_gap(std::size_t gap, int to);
  void even_out_panes();
  void toggle_pane_zoom();
  /// Makes the focused pane a tab of its own. False: it is one.
  bool pane_to_tab();

  // Between sets that share a mailbox.

  /// Takes a tab out as it is, its programs running. The last one may go.
  [[nodiscard]] TabGroup release(std::size_t index);
  /// Puts one in behind the focused tab, and gives it the focus and the size that it has here.
  void adopt(TabGroup group);
  /// What another set is made with.
  [[nodiscard]] TabSetOptions options() const;
  /// Hangs up every program without waiting, as the end of the set does.
  void begin_close();
  /// Closes every tab; those whose threads have not ended are somebody else's to keep until ThreadEnded.
  [[nodiscard]] std::vector<std::unique_ptr<Tab>> close_all();
  /// As handle_events, of events that were taken from the shared mailbox. Those of other sets' tabs are passed over.
  bool handle(const std::vector<TabEvent>& events, TabSetListener& listener);
  /// Those of the focused tab in sight, with their cells.
  [[nodiscard]] std::vector<PlacedPane> placed_panes() const;
  /// Between those.
  [[nodiscard]] std::vector<PaneGap> gaps() const;
  /// Of the focused tab; null: it has none of that name.
  [[nodiscard]] TabState* pane(TabId pane);
  /// Which tab has it.
  [[nodiscard]] std::optional<std::size_t> index_of(TabId pane) const;
  [[nodiscard]] const TabGroup& group(std::size_t index) const { return tabs_[index]; }

  [[nodiscard]] std::size_t size() const { return tabs_.size(); }
  [[nodiscard]] bool empty() const { return tabs_.empty(); }
  [[nodiscard]] std::size_t focused_index() const { return focused_; }
  // Of a tab, the pane that has its focus.
  [[nodiscard]] TabState& at(std::size_t index) { return tabs_[index].pane(); }
  [[nodiscard]] TabState& focused() { return tabs_[focused_].pane(); }
  [[nodiscard]] const TabState& at(std::size_t index) const { return tabs_[index].pane(); }
  [[nodiscard]] const TabState& focused() const { return tabs_[focused_].pane(); }

  void focus(std::size_t index);  ///< nothing happens when there is no such tab
  void focus_next();
  void focus_previous();
  /// The next one behind the focused tab whose program waits for the user; false: none does.
  bool focus_next_waiting();
  void move_focused(int by);
  void move(std::size_t from, std::size_t to);
  void rename(std::size_t index, std::string title);  ///< all its panes; empty: the program's own again

  /// The window got the keyboard's focus or lost it; its programs hear of theirs. A window begins without.
  void set_window_focus(bool has_focus);
  void resize(const pty::WindowSize& size);
  [[nodiscard]] const pty::WindowSize& window_size() const { return size_; }
  /// Metering begins: tabs opened from now on get ports. Outlives the set.
  void set_engine(analytics::Engine* engine) { options_.engine = engine; }
  /// How tabs are called, and what new ones are made with.
  void configure(TabTitles titles, const terminal::TerminalOptions& terminal);
  [[nodiscard]] const terminal::TerminalOptions& terminal_options() const { return options_.terminal; }
  /// What runs in the tab beside an idle shell: its name, display-safe; empty: nothing does.
  [[nodiscard]] std::string busy_program(std::size_t index) const;
  [[nodiscard]] std::string busy_program(const TabState& pane) const;
  /// To every tab.
  void send_to_all(const TabMessage& message);
  /// The directory in which the focused tab's foreground program is; empty when that cannot be told.
  [[nodiscard]] std::string focused_directory() const;
  /// Marks a pane as its bell does.
  void call_attention(TabId pane);
  /// For the focused pane, and what is typed or pasted also for the others of a tab that broadcasts. A pane that is
  /// read-only gets nothing that is typed or pasted.
  void send(TabMessage message);
  void set_color(std::size_t index, std::optional<int> color) { tabs_[index].color = color; }
  void set_broadcasting(bool broadcasts) { tabs_[focused_].broadcasts = broadcasts; }
  void send_to(TabId pane, TabMessage message);

  /// Takes in what the tabs' threads posted. True: something to be seen changed.
  bool handle_events(TabSetListener& listener);
  /// When a title that came too soon behind another is due; empty: none waits.
  [[nodiscard]] std::optional<SteadyTime> next_title() const;
  /// Shows those that are due. True: one changed.
  bool show_due_titles(SteadyTime now);
  /// Copies the frames in sight that changed. False: none did.
  bool update_frames();
  /// How often the programs in sight printed; for comparing.
  [[nodiscard]] std::uint64_t output_in_sight() const;

 private:
  /// Where a pane is: of which tab, and which of its panes.
  struct Place {
    std::size_t tab;
    std::size_t pane;
  };

  [[nodiscard]] std::vector<pty::EnvVar> environment_for(TabId tab, const TabRequest& request, TabState& state);
  [[nodiscard]] TabState start(TabId id, const TabRequest& request, const pty::WindowSize& size);
  void insert_tab(TabGroup group, std::size_t index);
  void erase_tab(std::size_t index);
  [[nodiscard]] std::optional<Place> find(TabId pane) const;
  [[nodiscard]] bool shows_all_panes(const TabGroup& group) const;
  void end(TabState state);
  void handle(const TabEvent& event, TabSetListener& listener);
  void take_focus(std::size_t index);
  void tell_focus(bool has_focus);
  void make_way_for_typing();
  void take_title(TabState& state, std::string title, SteadyTime now);
  void look_at_foreground(TabState& state);
  void end_command(TabState& state, const CommandEnded& ended);
  /// Each pane of the tab gets the size that its cells make.
  void place_panes(const TabGroup& group);
  [[nodiscard]] pty::WindowSize size_of(const PaneArea& area) const;
  template <typename Visit>
  void for_each_pane(Visit visit) {
    for (TabGroup& group : tabs_)
      for (TabState& state : group.panes) visit(state);
  }

  TabSetOptions options_;
  const std::shared_ptr<TabMailbox> mailbox_;
  pty::WindowSize size_;
  std::vector<TabGroup> tabs_;
  std::vector<std::unique_ptr<Tab>> closing_;  // their threads may still hang their programs up
  std::size_t focused_ = 0;
  bool window_has_focus_ = false;
  SteadyTime redrawn_until_{};  // what tabs write before that marks none as unread
  int opened_ = 0;
};

}  // namespace tabacus::app
