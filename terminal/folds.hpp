// Which runs of lines a view shows as one row: the outputs of commands that the user folded. Lines have the numbers of
// TextLines; places count what is shown instead, a fold being one, so that a view scrolls over places as it would over
// lines. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tabacus::terminal {

struct Fold {
  std::uint64_t first = 0;  ///< line
  std::uint64_t last = 0;   ///< included
  [[nodiscard]] std::uint64_t lines() const { return last - first + 1; }
  friend bool operator==(const Fold&, const Fold&) = default;
};

class Folds {
 public:
  /// Who adds keeps to it.
  static constexpr std::size_t kMost = 4096;

  [[nodiscard]] bool empty() const { return folds_.empty(); }
  [[nodiscard]] std::size_t size() const { return folds_.size(); }
  /// In the order of the text.
  [[nodiscard]] const Fold& operator[](std::size_t index) const { return folds_[index].fold; }
  /// Null: the line is shown as it is.
  [[nodiscard]] const Fold* find(std::uint64_t line) const;

  /// Shares no line with another one.
  void add(const Fold& fold);
  /// The one that begins there.
  void remove(std::uint64_t first);
  void clear() { folds_.clear(); }
  /// The lines before `begin` are gone. True: folds went or lost lines.
  bool forget_before(std::uint64_t begin);

  /// Of a line; all lines of a fold have the same.
  [[nodiscard]] std::uint64_t place_of(std::uint64_t line) const;
  /// The line there, or the first of the fold.
  [[nodiscard]] std::uint64_t line_at(std::uint64_t place) const;

 private:
  struct Counted {
    Fold fold;
    std::uint64_t hidden_before = 0;  // lines that the folds before it take from the places
    [[nodiscard]] std::uint64_t place() const { return fold.first - hidden_before; }
    [[nodiscard]] std::uint64_t hidden_behind() const { return hidden_before + fold.lines() - 1; }
  };
  void count_from(std::size_t index);

  std::vector<Counted> folds_;
};

}  // namespace tabacus::terminal
