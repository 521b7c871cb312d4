// What the program draws on: the primary and the alternate grid, cursor, pen, margins, tab stops, modes. Every change
// of cells goes through here and marks its rows as damaged. One thread.
// Coordinates start at 0; the semantics are those of DEC STD 070 and xterm where they differ.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/charsets.hpp"
#include "terminal/damage.hpp"
#include "terminal/grid.hpp"
#include "terminal/history.hpp"
#include "terminal/intern_table.hpp"
#include "terminal/modes.hpp"
#include "terminal/style.hpp"
#include "terminal/width.hpp"

namespace tabacus::terminal {

struct Cursor {
  int row = 0;
  int column = 0;
  bool pending_wrap = false;  ///< the last column holds a glyph; the next one wraps first
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// An OSC 8 target.
struct Link {
  std::string uri;
  std::string id;  ///< "" when the program gave none
  friend bool operator==(const Link&, const Link&) = default;
};
struct LinkHash {
  std::size_t operator()(const Link& link) const;
};
struct CellExtraHash {
  std::size_t operator()(const CellExtra& extra) const;
};

enum class EraseFrom : std::uint8_t { CursorToEnd, StartToCursor, All };
/// Which cells an erase takes. Plain (ED, EL, ECH): all but what SPA protects. Selective (DECSED, DECSEL): none that is
/// protected, and colours stay.
enum class Erasing : std::uint8_t { All, Plain, Selective };
/// Whose rules hold for protected cells, as in xterm: theirs who protected last, and of all cells.
enum class Protection : std::uint8_t { Dec, Iso };

/// Cells of the screen, all four included.
struct CellRectangle {
  int top = 0;
  int left = 0;
  int bottom = 0;
  int right = 0;
};
enum class ScreenKind : std::uint8_t { Primary, Alternate };

class Screen {
 public:
  static constexpr std::size_t kMaxLinks = 4096;  ///< of up to 4 KiB each, held twice
  /// Longer clusters are held by one cell alone; all of them together are bounded, beyond that marks are swallowed.
  static constexpr std::size_t kMaxSharedCluster = 128;
  static constexpr std::size_t kMaxUnsharedBytes = 4 * 1024 * 1024;

  Screen(int columns, int rows, int scrollback_lines);
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Text (screen_print.cpp).
  void print_ascii(std::string_view text);
  void print(std::span<const char32_t> text);
  /// REP: the last character again; nothing when there is none, or when it was repeated already.
  void repeat_last(int count);

  // Cursor. Moves are clamped; relative ones stop at a margin they start inside of.
  [[nodiscard]] const Cursor& cursor() const { return cursor_; }
  void move_to(int row, int column);  ///< below the top margin in origin mode
  void move_to_row(int row);
  void move_to_column(int column);
  void move_up(int count);
  void move_down(int count);
  void move_left(int count);
  void move_right(int count);
  void carriage_return() {
    cursor_.column = cursor_.column >= left_ || modes_.origin ? left_ : 0;
    cursor_.pending_wrap = false;
  }
  /// Down, scrolling at the bottom margin.
  void index() {
    cursor_.pending_wrap = false;
    if (cursor_.row == bottom_) {
      feed_line();
    } else if (cursor_.row < rows() - 1) {
      ++cursor_.row;
    }
  }
  void reverse_index();  ///< up, scrolling at the top margin
  void tab_forward(int count);
  void tab_backward(int count);
  void set_tab_stop(int column) { is_tab_stop_[static_cast<std::size_t>(column)] = 1; }
  void clear_tab_stop();
  void clear_all_tab_stops();
  [[nodiscard]] bool is_tab_stop(int column) const { return is_tab_stop_[static_cast<std::size_t>(column)] != 0; }
  void save_cursor();
  void restore_cursor();
  void put_cursor(const Cursor& cursor);  ///< counted from the corner, whatever the origin mode; clamped

  // Edits (screen_edit.cpp).
  void erase_display(EraseFrom from, Erasing erasing);
  void erase_line(EraseFrom from, Erasing erasing);
  void erase_characters(int count);
  void insert_lines(int count);  ///< these two take the cursor to the left margin
  void delete_lines(int count);
  void insert_characters(int count);
  void delete_characters(int count);
  void insert_columns(int count);  ///< DECIC
  void delete_columns(int count);  ///< DECDC
  void scroll_left(int count);
  void scroll_right(int count);
  void back_index();     ///< DECBI: left, scrolling at the left margin
  void forward_index();  ///< DECFI: right, scrolling at the right margin
  void scroll_up(int count);
  void scroll_down(int count);
  void fill_with_e();      ///< DECALN
  void clear_alternate();  ///< to be blank when it comes again
  void clear_history();
  void mark_line(LineMark mark) { grid_->line(cursor_.row).mark = mark; }
  /// Of a line of the primary screen, those of the history above it counted from -1 up.
  void set_mark(int row, LineMark mark) {
    if (row >= 0) {
      primary_.line(row).mark = mark;
    } else {
      history_.set_mark(history_.size() + row, mark);
    }
  }

  // Rectangles (screen_rectangles.cpp).
  /// DECCRA; what does not fit at the target is left out.
  void copy_rectangle(const CellRectangle& from, int to_row, int to_column);
  /// DECFRA: one narrow code point in the pen's look.
  void fill_rectangle(const CellRectangle& area, char32_t code_point);
  void erase_rectangle(const CellRectangle& area);
  /// DECSERA: what SPA protected goes too.
  void erase_rectangle_selectively(const CellRectangle& area);
  /// Calls with each cell to change; spacers follow their wide characters.
  template <typename Change>
  void change_rectangle(const CellRectangle& area, Change change) {
    for (int row = area.top; row <= area.bottom; ++row) {
      Line& line = grid_->line(row);
      line.reach(area.right + 1);
      for (int column = area.left; column <= area.right; ++column) change(line.cells[static_cast<std::size_t>(column)]);
      damage_.mark(row);
    }
  }
  /// The sum of the code points, blanks counting as spaces; of a cluster its first.
  [[nodiscard]] std::uint16_t checksum(const CellRectangle& area) const;

  // Attributes.
  [[nodiscard]] const Style& pen() const { return pen_; }
  void set_pen(const Style& pen) {
    pen_ = pen;
    is_pen_cell_made_ = false;
  }
  /// DECSCA, SPA, EPA: what is printed from now on.
  void set_pen_protection(bool is_protected) {
    is_pen_protected_ = is_protected;
    is_pen_cell_made_ = false;
  }
  void set_protection(Protection protection) { protection_ = protection; }
  [[nodiscard]] Protection protection() const { return protection_; }
  [[nodiscard]] bool is_pen_protected() const { return is_pen_protected_; }
  void set_link(const Link& link);  ///< an empty uri ends it
  [[nodiscard]] Modes& modes() { return modes_; }
  [[nodiscard]] const Modes& modes() const { return modes_; }
  [[nodiscard]] Charsets& charsets() { return charsets_; }
  [[nodiscard]] int top_margin() const { return top_; }
  [[nodiscard]] int bottom_margin() const { return bottom_; }
  [[nodiscard]] int left_margin() const { return left_; }
  [[nodiscard]] int right_margin() const { return right_; }
  /// Both included; ignored unless they span two rows. The cursor goes home.
  void set_margins(int top, int bottom);
  /// DECSLRM: both included; ignored unless they span two columns. The cursor goes home.
  void set_side_margins(int left, int right);
  void reset_side_margins();
  void reset_margins();
  void set_origin_mode(bool on);

  void switch_to(ScreenKind kind);
  [[nodiscard]] ScreenKind kind() const { return kind_; }
  void soft_reset();  ///< DECSTR
  void reset();       ///< RIS; the history stays
  void resize(int columns, int rows);

  // Reading.
  [[nodiscard]] int columns() const { return grid_->columns(); }
  [[nodiscard]] int rows() const { return grid_->rows(); }
  [[nodiscard]] const Line& line(int row) const { return grid_->line(row); }
  [[nodiscard]] const History& history() const { return history_; }
  /// What alternate screens showed and lost: rows that scrolled off in their main region, and the last picture of each.
  [[nodiscard]] const History& transcript() const { return transcript_; }
  [[nodiscard]] const InternTable<CellExtra, CellExtraHash>& extras() const { return extras_; }
  [[nodiscard]] Style style_of(const Cell& cell) const { return terminal::style_of(cell, extras_.values()); }
  /// An empty uri when the cell has none.
  [[nodiscard]] const Link& link_of(const Cell& cell) const { return links_[extras_[cell.extra].link]; }
  [[nodiscard]] const InternTable<std::string>& clusters() const { return clusters_; }
  [[nodiscard]] const InternTable<Link, LinkHash>& links() const { return links_; }
  [[nodiscard]] Damage& damage() { return damage_; }
  [[nodiscard]] const Damage& damage() const { return damage_; }

 private:
  struct SavedCursor {
    Cursor cursor;
    Style pen;
    Charsets charsets;
    bool origin = false;
    bool is_protected = false;
  };
  /// The glyph that a combining mark would join and that REP repeats.
  struct LastGlyph {
    ClusterState cluster;  ///< `previous` is 0: no glyph yet
    int row = 0;
    int column = 0;
    int width = 1;
    char32_t cell_text = 0;  ///< what the cell held when it was written; another text there means it is gone
    Cursor after;
    bool is_repeated = false;   ///< REP is for what was printed, not for another REP
    bool owns_cluster = false;  ///< no other cell holds the cluster's number: it may grow in place
  };
  /// What a cell's text became when a code point joined it.
  struct Joined {
    char32_t cell_text = 0;
    char32_t code_point = 0;
    char32_t result = 0;
  };

  // screen_print.cpp
  void print_run(std::string_view text);
  void print_translated(std::string_view text);
  void print_one_by_one(std::span<const char32_t> text);
  std::size_t print_alone(std::span<const char32_t> text);
  void print_code_point(char32_t code_point);
  int put_glyph(char32_t text, int width);
  void remember_glyph(char32_t code_point, int width, int column);
  void remember_cell(char32_t cell_text, int width, int column);
  bool join_last_glyph(char32_t code_point);
  void change_last_width(int width);
  [[nodiscard]] char32_t joined_text(char32_t cell_text, char32_t code_point);
  [[nodiscard]] char32_t shared_joined_text(char32_t cell_text, char32_t code_point);
  [[nodiscard]] char32_t grown_cluster(char32_t cell_text, char32_t code_point);
  void wrap_if_pending();
  void wrap_to_next_line();
  void advance_to(int column, int limit);
  [[nodiscard]] const Cell& pen_cell();

  [[nodiscard]] std::optional<int> row_to_wrap_back_to() const;
  void move_left_wrapping(int count);

  // screen_edit.cpp
  void blank(int row, int first, int last);
  void erase_cells(int row, int first, int last, Erasing erasing);
  void blank_unprotected(int row, int first, int last);
  void erase_selectively(int row, int first, int last, bool spares_protected);
  void cut_wide(int row, int column);
  void insert_cells(int row, int first, int count);
  void delete_cells(int row, int first, int count);
  void scroll_columns(int top, int bottom, int count);
  [[nodiscard]] History* keeper_of(int top, int bottom);
  void feed_line();
  void scroll_region_up(int top, int bottom, int count);
  void scroll_region_down(int top, int bottom, int count);
  [[nodiscard]] Cell erased_cell() const;
  [[nodiscard]] int clamp_row(int row) const;
  [[nodiscard]] int clamp_column(int column) const;
  [[nodiscard]] bool is_inside_rows() const { return cursor_.row >= top_ && cursor_.row <= bottom_; }
  [[nodiscard]] bool is_inside_columns() const { return cursor_.column >= left_ && cursor_.column <= right_; }
  [[nodiscard]] bool has_side_margins() const { return left_ > 0 || right_ < columns() - 1; }
  /// Where text that is printed at the cursor wraps.
  [[nodiscard]] int print_limit() const { return cursor_.column <= right_ ? right_ + 1 : columns(); }

  // screen_tables.cpp
  void make_pen_cell();
  [[nodiscard]] std::uint16_t number_of(const CellExtra& extra);
  [[nodiscard]] std::uint32_t number_of(const std::string& cluster);
  void sweep_tables();
  void mark_cell(const Cell& cell);
  void mark_grid(const Grid& grid);

  void reset_tab_stops(int from_column);
  void resize_primary(int columns, int rows);
  void keep_last_picture();
  SavedCursor& saved() { return saved_[static_cast<std::size_t>(kind_)]; }

  Grid primary_;
  Grid alternate_;
  Grid* grid_ = &primary_;
  ScreenKind kind_ = ScreenKind::Primary;
  History history_;
  History transcript_;

  Cursor cursor_;
  SavedCursor saved_[2];
  Style pen_;
  Cell pen_cell_;  // what pen_ and pen_link_ make of a cell, once asked for
  bool is_pen_cell_made_ = true;
  bool is_pen_protected_ = false;
  Protection protection_ = Protection::Dec;
  std::uint16_t pen_link_ = 0;
  Modes modes_;
  Charsets charsets_;
  int top_ = 0;
  int bottom_;
  int left_ = 0;
  int right_;
  std::vector<std::uint8_t> is_tab_stop_;
  LastGlyph last_;

  InternTable<CellExtra, CellExtraHash> extras_;
  InternTable<std::string> clusters_;
  std::array<Joined, 256> joined_{};  // the latest of shared_joined_text; none outlives a sweep
  std::size_t unshared_bytes_ = 0;    // of clusters too long to share
  InternTable<Link, LinkHash> links_;
  int sweeps_to_skip_ = 0;  // after one that freed little
  Damage damage_;
};

}  // namespace tabacus::terminal
