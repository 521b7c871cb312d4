// Scrollback and screen as one run of lines under numbers that stay (History::dropped() + index, then the rows of the
// screen), and what one reads as one line though it wraps. One thread; views on a Screen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "terminal/screen.hpp"
#include "terminal/selection.hpp"

namespace tabacus::terminal {

/// A line as the program wrote it: rows that wrap are joined. Blanks at its end are left out.
struct LogicalLine {
  std::u32string text;                  ///< every code point of every cluster; blank cells are spaces
  std::vector<TextPosition> positions;  ///< by index in `text`
  std::vector<std::uint8_t> widths;     ///< of the cell there: 1 or 2
  std::uint64_t first = 0;              ///< row
  std::uint64_t last = 0;               ///< row, included

  /// Cells [first, last) of `text` as they lie on the rows, wide characters whole.
  [[nodiscard]] TextRange range(std::size_t first, std::size_t last) const;
};

class TextLines {
 public:
  explicit TextLines(const Screen& screen) : screen_{screen} {}

  [[nodiscard]] std::uint64_t begin() const;         ///< the oldest line that is still there
  [[nodiscard]] std::uint64_t screen_begin() const;  ///< the screen's first row
  [[nodiscard]] std::uint64_t end() const { return screen_begin() + static_cast<std::uint64_t>(screen_.rows()); }

  /// Cells of a line, and whether it wraps; no cells when it is gone.
  bool read(std::uint64_t line, std::vector<Cell>& cells) const;
  [[nodiscard]] bool is_wrapped(std::uint64_t line) const;
  [[nodiscard]] LineMark mark(std::uint64_t line) const;
  /// The first row of the logical line that `line` is part of, at most kMaxRows above.
  [[nodiscard]] std::uint64_t logical_begin(std::uint64_t line) const;
  /// The logical line that starts at row `first`, at most kMaxRows of it.
  [[nodiscard]] LogicalLine logical(std::uint64_t first) const;

  /// A program that never ends a line must not make us join all of the scrollback.
  static constexpr std::uint64_t kMaxRows = 500;

 private:
  const Screen& screen_;
};

}  // namespace tabacus::terminal
