// A search over scrollback and screen that goes on while output arrives. It works in steps, newest text first, so that
// a frame pays for as much of it as it has time for. Text that scrolled off is read once; the screen is read again at
// each step that follows a change. One thread; a view on a Screen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "terminal/pattern.hpp"
#include "terminal/text_lines.hpp"

namespace tabacus::terminal {

class Search {
 public:
  /// With more, the oldest text is not read.
  static constexpr std::size_t kMaxMatches = 100'000;

  Search(const Screen& screen, Pattern pattern) : lines_{screen}, pattern_{std::move(pattern)} {}

  /// Reads about that many rows of the scrollback, and the screen. True: there is more to read.
  bool step(std::size_t rows);
  [[nodiscard]] bool is_complete() const { return is_complete_; }
  /// The lines are not where they were (a resize, another screen): from the start.
  void restart();

  [[nodiscard]] std::size_t match_count() const { return older_.size() + on_screen_.size(); }
  /// In the order of the text.
  [[nodiscard]] const TextRange& match(std::size_t index) const {
    return index < older_.size() ? older_[index] : on_screen_[index - older_.size()];
  }
  /// The nearest match before `position`, or from it on; empty when there is none on that side.
  [[nodiscard]] std::optional<std::size_t> before(const TextPosition& position) const;
  [[nodiscard]] std::optional<std::size_t> from(const TextPosition& position) const;

 private:
  void forget_dropped();
  std::size_t read_newer(std::size_t rows);
  std::size_t read_older(std::size_t rows);
  void read_screen();
  void append_matches(const LogicalLine& line, std::vector<TextRange>& matches) const;

  TextLines lines_;
  Pattern pattern_;
  std::deque<TextRange> older_;       // in lines that scrolled off, [read_from_, read_to_)
  std::vector<TextRange> on_screen_;  // in the logical lines that reach the screen
  std::optional<std::uint64_t> read_from_;
  std::uint64_t read_to_ = 0;
  bool is_complete_ = false;
};

}  // namespace tabacus::terminal
