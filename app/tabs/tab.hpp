// One tab: a program behind a pseudo terminal, the terminal that understands its output, and the thread that runs both.
// The thread is the terminal's only writer; main locks it to copy a frame.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/tabs/tab_mailbox.hpp"
#include "app/tabs/tab_message.hpp"
#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "pty/foreground.hpp"
#include "pty/pump.hpp"
#include "terminal/frame.hpp"
#include "terminal/host.hpp"
#include "terminal/terminal.hpp"

namespace tabacus::app {

/// What happens to a tab whose program has ended.
enum class Hold : std::uint8_t {
  OnFailure,  ///< it closes after status 0 and shows any other
  Always,     ///< it shows the status and stays
  Silently,   ///< it stays as the program left it
};

struct TabOptions {
  TabId id;
  std::string thread_name;  ///< at most 15 bytes
  pty::SpawnOptions spawn;
  Hold hold = Hold::OnFailure;
  terminal::TerminalOptions terminal;
  std::string refusal = {};  ///< why the program is not started at all; empty: it is
};

class Tab final : pty::PumpHandler, terminal::Host {
 public:
  /// A program that cannot be started leaves a tab that says why. `mailbox` outlives the tab.
  Tab(TabOptions options, TabMailbox& mailbox);
  /// Hangs the program up and waits for the thread, as long as pty::Pump::stop says.
  ~Tab() override;
  Tab(const Tab&) = delete;
  Tab& operator=(const Tab&) = delete;

  // Main thread.

  [[nodiscard]] TabId id() const { return options_.id; }
  /// Exhausted: more input waits than any program will read.
  Result<void> send(TabMessage message);
  /// Until then a flood of this tab's is taken in slowly: the user types elsewhere and does not see it. Programs that
  /// print little notice nothing.
  void step_back(SteadyTime until) { steps_back_until_ = until.time_since_epoch().count(); }
  /// Starts the end without waiting for it; ThreadEnded follows.
  void begin_close();
  /// Brings `frame` up to date. False: nothing changed, or the program is in the middle of a synchronized update.
  [[nodiscard]] bool copy_to(terminal::Frame& frame);
  /// The tab's first process; 0 once it has ended.
  [[nodiscard]] pid_t process() const { return shell_; }
  /// How many pieces of output the terminal has taken.
  [[nodiscard]] std::uint64_t output_count() const { return output_count_.load(std::memory_order_relaxed); }
  /// Whether it wrote anything since this was asked last.
  [[nodiscard]] bool take_output_mark() { return has_output_.exchange(false); }
  /// What runs in front; empty once the program has ended.
  [[nodiscard]] std::optional<pty::Foreground> foreground() const;

 private:
  static constexpr std::size_t kInboxBytes = 64 * 1024 * 1024;
  static constexpr std::size_t kSliceBytes = 16 * 1024;
  /// A program that asks and never reads the answers must not fill our memory.
  static constexpr std::size_t kMaxQueuedReplies = 1024 * 1024;
  /// A window that is dragged to another size is that many times a second another size: programs that print anew each
  /// time would fill the scrollback with it.
  static constexpr std::chrono::milliseconds kResizePause{60};
  /// While it steps back a tab takes one read in so long, if that brings so many bytes.
  static constexpr std::chrono::milliseconds kStepBackPause{10};
  static constexpr std::size_t kFloodBytes = 2048;

  void run();
  void start();
  void show_note(std::string_view note);
  void take_messages(std::optional<std::chrono::milliseconds> patience);
  void serve_without_program();

  // pty::PumpHandler
  void on_output(std::string_view bytes) override;
  void on_wake() override;
  void on_alarm() override;
  void on_exit(const pty::ExitStatus& status) override;

  // terminal::Host; called while terminal_mutex_ is held
  void reply(std::string_view bytes) override;
  void title_changed(std::string_view title) override;
  void bell() override;
  void copy_to_clipboard(std::string_view text) override;
  void working_directory_changed(std::string_view path) override;
  void prompt_returned() override;
  void command_began() override;
  void command_ended() override;
  void notified(const terminal::Notification& notification) override;
  void clipboard_wanted() override;
  void program_status_changed() override;

  void feed(std::string_view bytes);
  void write(std::string_view bytes);
  void pass_on();
  void after_change();
  void set_alarm();
  void take_size();
  void notice_foreground();
  void want_frame();
  void ring_once();
  void reset_input_modes();

  void handle(const terminal::KeyPress& press);
  void handle(const TypedText& typed);
  void handle(const PastedText& pasted);
  void handle(const PointerInput& input);
  void handle(const WheelInput& input);
  void handle(const GlideView& glide);
  void handle(const SettleView& settle);
  void handle(const Resized& resized);
  void handle(const FocusChanged& changed);
  void handle(const ScrollView& scroll);
  void handle(const CopySelection& copy);
  void handle(const ClipboardAnswer& answer);
  void handle(const CopyLastOutput& copy);
  void handle(const ScrollToPrompt& scroll);
  void handle(const ToggleFold& toggle);
  void handle(const ClearScrollback& clear);
  void handle(const ResetTerminal& reset);
  void handle(const NewPalette& changed);
  void handle(const SearchBegins& search);
  void handle(const SearchSteps& step);
  void handle(const SearchEnds& ends);
  void handle(const BeginSelection& begin);
  void handle(const ExtendSelection& extend);
  void handle(const ClearSelection& clear);
  void handle(const FindTargets& find);
  void handle(const TellPrompts& tell);
  void handle(const ShowPrompt& show);
  void handle(const TellTranscript& tell);
  void go_on_searching();
  void select(const PointerInput& input);
  void input_for_program(std::string_view bytes);
  /// Changes the terminal under its lock; what is returned goes on to the program.
  template <typename Change>
  auto with_terminal(Change change) {
    const std::lock_guard lock{terminal_mutex_};
    return change(terminal_);
  }
  void post(TabNews news) { mailbox_.post({options_.id, std::move(news)}); }

  const TabOptions options_;
  TabMailbox& mailbox_;
  BoundedQueue<TabMessage> inbox_{kInboxBytes};
  std::atomic<pid_t> shell_{0};               // 0: not running
  std::atomic<bool> is_frame_wanted_{false};  // main was woken and has not copied yet
  std::atomic<std::uint64_t> output_count_{0};
  std::atomic<bool> has_output_{false};  // since main looked last
  std::atomic<SteadyTime::rep> steps_back_until_{0};

  std::mutex terminal_mutex_;
  terminal::Terminal terminal_;  // written by the tab's thread under terminal_mutex_, read by main under it

  // The tab's thread alone.
  std::optional<pty::Pump> pump_;  // constant after construction; Pump::wake is for any thread
  std::string start_error_;
  std::string replies_;
  std::vector<TabNews> news_;
  std::optional<SteadyTime> frame_held_until_;  // by a synchronized update
  std::optional<pty::WindowSize> wanted_size_;  // not taken yet
  SteadyTime next_size_at_{};
  std::string command_program_;       // the first that was in front since the shell's command began
  bool is_program_in_front_ = false;  // and not the tab's shell, when last looked
  bool is_selecting_ = false;
  std::pair<int, int> pressed_at_;  // row and column where the selection began
  bool has_dragged_ = false;        // the pointer left that cell since
  bool is_program_waiting_ = false;
  bool has_ended_ = false;
  pid_t foreground_group_ = 0;  // when last looked
  bool is_searching_ = false;
  bool is_search_complete_ = false;
  bool jumps_to_match_ = false;  // the search has not shown one yet

  std::jthread thread_;
};

}  // namespace tabacus::app
