// Lines that scrolled off the screen, packed (packed_line.hpp). Bounded by a number of lines and of bytes; the oldest
// go first. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "terminal/cell.hpp"
#include "terminal/line.hpp"
#include "terminal/packed_line.hpp"

namespace tabacus::terminal {

class History {
 public:
  explicit History(std::size_t max_lines, std::size_t max_bytes = kDefaultMaxBytes);

  void push(std::span<const Cell> cells, bool wrapped, LineMark mark = LineMark::None);
  /// Takes the newest line back; there must be one.
  void pop();
  void clear();
  /// What it held, in a history of its own; it is empty with the same limits then.
  [[nodiscard]] History take();

  [[nodiscard]] int size() const { return static_cast<int>(count_); }
  /// Lines ever dropped at the old end or cleared: `dropped() + index` names a line for good.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// Index 0 is the oldest. Replaces what `out` held.
  void read(int index, std::vector<Cell>& out) const;
  [[nodiscard]] bool is_wrapped(int index) const { return entry(index).wrapped; }
  [[nodiscard]] LineMark mark(int index) const { return entry(index).mark; }

  /// All cells of the lines that hold numbers of the screen's tables.
  template <typename Visit>
  void visit_cells(Visit visit) const {
    std::vector<Cell> cells;
    for (int index = 0; index < size(); ++index) {
      if (!entry(index).shape.has_numbers) continue;
      read(index, cells);
      for (const Cell& cell : cells) visit(cell);
    }
  }

 private:
  static constexpr std::size_t kDefaultMaxBytes = 32 * 1024 * 1024;

  struct Entry {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::uint32_t capacity = 0;
    std::uint16_t cells = 0;
    bool wrapped = false;
    LineMark mark = LineMark::None;
    PackedShape shape;
  };

  void pack(Entry& entry, std::span<const Cell> cells);
  void drop_oldest();
  Entry take_slot();
  /// Where the line `index` lies in the ring; a division would cost more than the rest of a push.
  [[nodiscard]] std::size_t slot(std::size_t index) const {
    const std::size_t at = first_ + index;
    return at < entries_.size() ? at : at - entries_.size();
  }
  [[nodiscard]] const Entry& entry(int index) const { return entries_[slot(static_cast<std::size_t>(index))]; }

  std::size_t max_lines_;
  std::size_t max_bytes_;
  std::vector<Entry> entries_;  // a ring that grows up to max_lines_
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
  Entry spare_;                        // the last line dropped; its memory serves the next
  std::vector<std::uint8_t> scratch_;  // of pack()
};

}  // namespace tabacus::terminal
