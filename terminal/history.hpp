// Lines that scrolled off the screen, packed (packed_line.hpp) into blocks of many: a line costs its bytes and eight
// more, and no allocation of its own. Bounded by a number of lines and of bytes; the oldest go first. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "terminal/cell.hpp"
#include "terminal/line.hpp"
#include "terminal/packed_line.hpp"

namespace tabacus::terminal {

class History {
 public:
  explicit History(std::size_t max_lines, std::size_t max_bytes = kDefaultMaxBytes);

  /// Inline but for what happens once a block, because short lines come in floods.
  void push(std::span<const Cell> cells, bool wrapped, LineMark mark = LineMark::None) {
    cells = cells.first(std::min(cells.size(), kMaxColumns));
    const std::size_t most = open_used_ + kLooksLength + most_packed_bytes(cells.size());
    const bool is_ready = open_lines_ < open_.heads.size() && open_used_ < full_block_ && most <= open_.bytes.size();
    if (!is_ready && !prepare(most - open_used_)) return;
    std::uint8_t* const to = open_.bytes.data() + open_used_;
    Head& head = open_.heads[open_lines_];
    head.offset = static_cast<std::uint32_t>(open_used_);
    head.cells = static_cast<std::uint16_t>(cells.size());
    head.flags = wrapped ? Head::kWrapped : std::uint8_t{0};
    head.mark = mark;
    open_used_ += pack_plain(cells, to) ? cells.size() : pack_with_looks(cells, to, head.flags);
    ++open_lines_;
    if (++end_ - dropped_ > max_lines_ && ++dropped_ >= oldest_end_) make_room();
  }
  /// Takes the newest line back; there must be one.
  void pop();
  void clear();
  /// What it held, in a history of its own; it is empty with the same limits then.
  [[nodiscard]] History take();

  [[nodiscard]] int size() const { return static_cast<int>(end_ - dropped_); }
  /// Lines ever dropped at the old end or cleared: `dropped() + index` names a line for good.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  [[nodiscard]] std::size_t bytes() const { return closed_bytes_ + open_used_ + open_lines_ * sizeof(Head); }

  /// Index 0 is the oldest. Replaces what `out` held.
  void read(int index, std::vector<Cell>& out) const;
  [[nodiscard]] bool is_wrapped(int index) const { return find(index).head.has(Head::kWrapped); }
  [[nodiscard]] LineMark mark(int index) const { return find(index).head.mark; }
  void set_mark(int index, LineMark mark) { const_cast<Head&>(find(index).head).mark = mark; }

  /// All cells of the lines that hold numbers of the screen's tables.
  template <typename Visit>
  void visit_cells(Visit visit) const {
    std::vector<Cell> cells;
    for (int index = 0; index < size(); ++index) {
      if (!find(index).head.has(Head::kNumbers)) continue;
      read(index, cells);
      for (const Cell& cell : cells) visit(cell);
    }
  }

 private:
  static constexpr std::size_t kDefaultMaxBytes = 32 * 1024 * 1024;
  static constexpr std::size_t kLinesPerBlock = 256;
  static constexpr std::size_t kMaxColumns = 0xFFFF;  // runs and cells are counted in 16 bits
  static constexpr std::size_t kLooksLength = sizeof(std::uint32_t);

  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  struct Head {
    std::uint32_t offset = 0;  ///< of its bytes in the block
    std::uint16_t cells = 0;
    std::uint8_t flags = 0;
    LineMark mark = LineMark::None;

    static constexpr std::uint8_t kWrapped = 1;
    static constexpr std::uint8_t kNotAscii = 2;
    static constexpr std::uint8_t kLooks = 4;  ///< their length, four bytes, comes first
    static constexpr std::uint8_t kNumbers = 8;
    [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  };
  static_assert(sizeof(Head) == 8);

  struct Block {
    std::uint64_t first = 0;  ///< the line that heads[0] is, counted from the first ever
    std::vector<Head> heads;
    std::vector<std::uint8_t> bytes;
    [[nodiscard]] std::uint64_t end() const { return first + heads.size(); }
    [[nodiscard]] std::size_t size() const { return bytes.size() + heads.size() * sizeof(Head); }
  };
  struct Place {
    const Head& head;
    std::span<const std::uint8_t> bytes;  ///< of the line
  };

  [[nodiscard]] Place find(int index) const;
  static std::size_t pack_with_looks(std::span<const Cell> cells, std::uint8_t* to, std::uint8_t& flags);
  bool prepare(std::size_t bytes);
  void make_room();
  void close_block();
  void reopen_block();
  void find_oldest_end() { oldest_end_ = closed_.empty() ? kNever : closed_.front().end(); }

  std::size_t max_lines_;
  std::size_t max_bytes_;
  std::size_t full_block_;  // bytes of lines with which a block takes no more
  std::uint64_t dropped_ = 0;
  std::uint64_t end_ = 0;              // dropped_ and the lines that are there
  std::uint64_t oldest_end_ = kNever;  // of closed_.front()
  std::deque<Block> closed_;           // with as many bytes as they need; the first may hold lines that were dropped
  std::size_t closed_bytes_ = 0;
  Block open_;  // takes lines; its heads and bytes are room for more, of which so many are used
  std::size_t open_lines_ = 0;
  std::size_t open_used_ = 0;
};

}  // namespace tabacus::terminal
