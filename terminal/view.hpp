// Which part of scrollback and screen is shown, what of it is selected, and the copy of it that a renderer gets. One
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "terminal/folds.hpp"
#include "terminal/frame.hpp"
#include "terminal/prompt_line.hpp"
#include "terminal/screen.hpp"
#include "terminal/search.hpp"
#include "terminal/selection.hpp"
#include "terminal/targets.hpp"
#include "terminal/text_lines.hpp"

namespace tabacus::terminal {

class View {
 public:
  /// `word_characters`: as of word_at.
  View(Screen& screen, std::u32string word_characters)
      : screen_{screen}, word_characters_{std::move(word_characters)} {}

  /// To be called after each change of the screen: keeps a scrolled-back view on its lines.
  void follow_screen();
  /// After a resize nothing is where it was.
  void reset();

  void scroll(int lines);
  /// By parts of a line, of kLineParts each.
  void glide(int parts);
  /// Onto the nearest whole line.
  void settle();
  [[nodiscard]] int scrolled_back() const { return offset_; }
  /// Where a row of the view lies on the screen.
  [[nodiscard]] int screen_row(int row) const;

  // Folds (view_folds.cpp): a command's output is one row that says how much it stands for. The text stays what it is:
  // it is selected, copied and searched as ever. A fold opens when its text changes or the cursor comes into it.
  /// What the command at the view's top wrote, at the live end what the last one did; if that is folded it opens. Only
  /// of commands that have ended and wrote more than a line. False: there is none.
  bool toggle_fold();
  /// All of them, the newest Folds::kMost, or open all if any is folded.
  void toggle_all_folds();
  /// False: that row is no fold.
  bool unfold_at(int row);

  void begin_selection(int row, int column, SelectBy by);
  void extend_selection(int row, int column);
  void clear_selection() { selection_.reset(); }
  [[nodiscard]] bool has_selection() const;
  [[nodiscard]] std::string selected_text() const;
  /// What OSC 8 does not say: a URL or a place in a file that the text names.
  [[nodiscard]] std::optional<Target> target_at(int row, int column) const;

  bool scroll_to_prompt(int prompts);
  [[nodiscard]] std::vector<PromptLine> prompts(std::size_t most) const;
  void show_prompt(std::uint64_t line);
  [[nodiscard]] std::string last_command_output() const;
  [[nodiscard]] std::string transcript() const;

  // Search. The current match is the selection.
  void start_search(Pattern pattern);
  void end_search() { search_.reset(); }
  [[nodiscard]] Search* search() { return search_ ? &*search_ : nullptr; }
  [[nodiscard]] const Search* search() const { return search_ ? &*search_ : nullptr; }
  /// Selects the nearest match and brings it into view; false: there is none at all.
  bool select_match(SearchDirection direction);

  [[nodiscard]] Cell cell_at(int row, int column) const;
  [[nodiscard]] bool has_damage(const FrameCursor& cursor) const;
  /// `cursor` is on the screen; here it goes to its place in the view.
  void copy_to(Frame& frame, FrameCursor cursor);

 private:
  struct Selection {
    TextRange anchor;  // what the first click took
    TextRange range;
    SelectBy by;
  };
  using Span = std::pair<int, int>;

  [[nodiscard]] TextLines lines() const { return TextLines{screen_}; }
  [[nodiscard]] std::uint64_t first_screen_line() const { return lines().screen_begin(); }
  void start_over();

  // Places are those of Folds; without folds they are the lines' numbers.
  [[nodiscard]] bool has_folds() const { return !folds_.empty() && screen_.kind() == ScreenKind::Primary; }
  [[nodiscard]] std::uint64_t place_of(std::uint64_t line) const { return has_folds() ? folds_.place_of(line) : line; }
  [[nodiscard]] std::uint64_t live_place() const;
  [[nodiscard]] std::uint64_t top_place() const { return live_place() - static_cast<std::uint64_t>(offset_); }
  [[nodiscard]] int rows_above() const;
  [[nodiscard]] const Fold* fold_at(int row) const { return has_folds() ? folds_.find(line_of(row)) : nullptr; }
  void bring_to_top(std::uint64_t line, int rows_above = 0);
  void follow_with_folds();
  bool drop_broken_folds();
  void find_folds();
  void fold(const Fold& output);
  void open(Fold fold);
  [[nodiscard]] std::optional<Fold> output_in_view() const;
  [[nodiscard]] std::vector<Fold> last_outputs(std::size_t most) const;
  [[nodiscard]] std::optional<Fold> last_output() const;
  void set_mark(std::uint64_t line, LineMark mark);
  [[nodiscard]] std::uint64_t line_of(int view_row) const;
  [[nodiscard]] TextRange range_at(int row, int column, SelectBy by) const;
  [[nodiscard]] TextRange cell_range(std::uint64_t line, int column) const;
  [[nodiscard]] TextRange word_range(std::uint64_t line, int column) const;
  [[nodiscard]] std::optional<Span> selected_columns(std::uint64_t line, int columns) const;
  [[nodiscard]] std::optional<Span> selected_in_row(int row) const;
  void show_line(std::uint64_t line);
  void go_to(std::int64_t parts);
  [[nodiscard]] std::vector<Span> spans() const;
  [[nodiscard]] FrameCursor placed(FrameCursor cursor) const;
  [[nodiscard]] bool has_new_cells(int row) const;
  void copy_row(int row, std::span<Cell> target) const;
  void copy_row_above(Frame& frame) const;
  void copy_tables(Frame& frame) const;

  Screen& screen_;
  const std::u32string word_characters_;
  int offset_ = 0;
  int part_ = 0;                  // how much further back it stands, of kLineParts
  std::uint64_t lines_seen_ = 0;  // first_screen_line() when last looked at
  std::uint64_t live_seen_ = 0;   // live_place() then
  ScreenKind kind_seen_ = ScreenKind::Primary;
  Folds folds_;                  // of the primary screen
  bool are_folds_lost_ = false;  // the lines have other numbers: the marks tell where they are now
  bool is_all_damaged_ = true;
  std::optional<Selection> selection_;
  std::optional<Search> search_;

  // As they were in the last copy.
  FrameCursor copied_cursor_;
  std::vector<Span> copied_spans_;
};

}  // namespace tabacus::terminal
