// Which rows of the screen changed since they were last copied.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tabacus::terminal {

class Damage {
 public:
  void resize(int rows) {
    is_row_damaged_.assign(static_cast<std::size_t>(rows), 1);
    marked_first_ = 0;
    marked_last_ = -1;
  }
  void mark(int row) { is_row_damaged_[static_cast<std::size_t>(row)] = 1; }
  void mark(int first, int last) {  // both included
    if (first >= marked_first_ && last <= marked_last_) return;
    marked_first_ = first;
    marked_last_ = last;
    std::fill(is_row_damaged_.begin() + first, is_row_damaged_.begin() + last + 1, std::uint8_t{1});
  }
  void mark_all() { std::fill(is_row_damaged_.begin(), is_row_damaged_.end(), std::uint8_t{1}); }
  void clear() {
    std::fill(is_row_damaged_.begin(), is_row_damaged_.end(), std::uint8_t{0});
    marked_last_ = -1;
  }
  [[nodiscard]] bool is_marked(int row) const { return is_row_damaged_[static_cast<std::size_t>(row)] != 0; }
  [[nodiscard]] bool any() const {
    return std::find(is_row_damaged_.begin(), is_row_damaged_.end(), std::uint8_t{1}) != is_row_damaged_.end();
  }

 private:
  std::vector<std::uint8_t> is_row_damaged_;
  // Rows marked by the last mark of more than one: a region that goes on scrolling marks nothing anew.
  int marked_first_ = 0;
  int marked_last_ = -1;
};

}  // namespace tabacus::terminal
