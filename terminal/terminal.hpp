// The front door: bytes from a program in, a grid to draw and bytes for the program out. One thread at a time (the
// tab's mutex); no clock, no file, no window. Replies, titles and copies go to the Host while feed() runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/frame.hpp"
#include "terminal/host.hpp"
#include "terminal/key_encoder.hpp"
#include "terminal/modes.hpp"
#include "terminal/mouse_encoder.hpp"
#include "terminal/options.hpp"
#include "terminal/pattern.hpp"
#include "terminal/program_status.hpp"
#include "terminal/prompt_line.hpp"
#include "terminal/selection.hpp"
#include "terminal/targets.hpp"

namespace tabacus::terminal {

class Screen;

class Terminal {
 public:
  /// `host` outlives the terminal. Sizes out of range are clamped.
  Terminal(Size size, Host& host, TerminalOptions options = {});
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Any bytes, cut anywhere. Never fails; memory stays bounded.
  void feed(std::string_view bytes);

  /// Rewraps the primary screen with its scrollback, clears the selection, reports to programs that asked (mode 2048).
  void resize(Size size);
  void resize(Size size, PixelSize cell_pixels);
  [[nodiscard]] Size size() const;

  // To the program, with 8-bit controls when it asked for them. Each is empty when there is nothing to send.
  [[nodiscard]] std::string encode_key(const KeyPress& press) const;
  /// Motion within one cell is told once. On the alternate screen the wheel turns into arrow keys if mode 1007 says so.
  [[nodiscard]] std::string encode_mouse(const MouseEvent& event);
  [[nodiscard]] std::string encode_paste(std::string_view text) const;
  [[nodiscard]] std::string encode_focus(bool has_focus) const;
  /// The answer to Host::clipboard_wanted, once the user has agreed.
  [[nodiscard]] std::string encode_clipboard(std::string_view text) const;

  /// What the user types shows as if the program had written it, where that asked for so (SRM reset).
  void echo(std::string_view typed);

  // To the renderer.
  /// Brings `frame` up to date: copies the rows that changed and marks them in Frame::damaged (who draws clears the
  /// marks). Rows that the cursor or the selection left or reached count as changed. Use one Frame per Terminal: damage
  /// is forgotten once copied. A frame of another shape is filled whole.
  void copy_to(Frame& frame);
  [[nodiscard]] bool has_damage() const;
  /// While a program holds its output together (mode 2026): until when the last frame should stay. Empty: draw now. No
  /// frame waits longer than kSynchronizedOutputLimit from the first held check after the last copy_to, whether the
  /// program never lets go or begins update upon update.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> redraw_held_until(
      std::chrono::steady_clock::time_point now);
  static constexpr std::chrono::milliseconds kSynchronizedOutputLimit{150};

  // The view into the scrollback: 0 is the live screen.
  /// Positive goes back. Clamped.
  void scroll_view(int lines);
  /// As a wheel turns: by parts of a line, of kLineParts each. Between two lines Frame::scrolled_part tells where.
  void glide_view(int parts);
  /// Onto the nearest whole line.
  void settle_view();
  void scroll_view_to_end();
  /// Brings the prompt that many prompts above (negative: below) the view's first line to its top. False: there is
  /// none.
  bool scroll_to_prompt(int prompts);
  /// The prompts that are still there, the newest first, at most so many.
  [[nodiscard]] std::vector<PromptLine> prompts(std::size_t most) const;
  /// Brings one of them to the view's top, as near as may be.
  void show_prompt(std::uint64_t line);
  /// What the last command whose output was marked (OSC 133 C) wrote, up to the next prompt; "" when none was.
  [[nodiscard]] std::string last_command_output() const;

  // Folds: a command's output (OSC 133) as one row that says how much it stands for. Selecting that row selects the
  // text; a match of the search opens the fold, and so does a change of its text. A resize keeps folds.
  /// Of the command at the view's top, at the live end of the last one; if it is folded it opens. Only of commands that
  /// have ended and wrote more than a line. False: there is none.
  bool toggle_fold();
  /// All of them, the newest 4,096 at most, or opens all if any is folded.
  void toggle_all_folds();
  /// False: that row of the view is no fold.
  bool unfold_at(int row);

  /// What full-screen programs showed and lost, oldest first: rows that scrolled off, and the last picture of each. At
  /// most 5,000 lines and 4 MiB are kept.
  [[nodiscard]] std::string transcript() const;

  // Selection; rows and columns are those of the view.
  void begin_selection(int row, int column, SelectBy by);
  void extend_selection(int row, int column);
  void clear_selection();
  [[nodiscard]] bool has_selection() const;
  /// Wrapped lines are joined, blanks at the end of a line left out.
  [[nodiscard]] std::string selected_text() const;

  /// The URL or place in a file that the text under a cell names, also where it wraps. Hostile text, as below.
  [[nodiscard]] std::optional<Target> target_at(int row, int column) const;
  /// The OSC 8 target under a cell of the view; "" when none. Hostile text: show it before opening it.
  [[nodiscard]] std::string link_at(int row, int column) const;

  // Search, over scrollback and screen, wrapped lines as one; it goes on while output arrives.
  /// Ends the search before it. InvalidInput: the pattern is none.
  Result<void> start_search(std::string_view pattern, PatternKind kind = PatternKind::Text,
                            PatternCase letter_case = PatternCase::Smart);
  void end_search();
  /// Reads about that many rows, newest first. To be called before each frame while a search is on, as often as the
  /// frame has time; true: there is more to read.
  bool step_search(std::size_t rows);
  /// So far; all of them once step_search said that there is no more.
  [[nodiscard]] std::size_t search_matches() const;
  /// Selects the match next to the selection (else to the end of the view), round the corner if need be, and scrolls
  /// the view to it. False: there is none yet.
  bool select_match(SearchDirection direction);

  // What the window must know.
  [[nodiscard]] const std::string& title() const;
  [[nodiscard]] const std::string& working_directory() const;
  [[nodiscard]] const Modes& modes() const;
  [[nodiscard]] bool is_alternate_screen() const;
  [[nodiscard]] bool synchronized_output_active() const { return modes().synchronized_output; }

  /// OSC 7501, newest last.
  [[nodiscard]] const ProgramStatusTable& program_status() const;
  /// The tab's process ended: nothing works or waits any more.
  void programs_ended();
  /// OSC 9;4.
  [[nodiscard]] const Progress& progress() const;
  /// Of the last command, when the shell told it (OSC 133 D).
  [[nodiscard]] std::optional<int> last_exit_status() const;

  /// The user's colours changed; programs that asked (mode 2031) hear of it.
  void set_palette(const FramePalette& palette);
  /// Forgets the text above the screen.
  void clear_scrollback();
  /// After a program died: mouse, paste, focus and key modes as a shell expects them.
  void reset_input_modes();

  /// For replay and tests.
  [[nodiscard]] const Screen& screen() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace tabacus::terminal
