#include "terminal/history.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tabacus::terminal {
namespace {

constexpr std::size_t kFirstCapacity = 256;
constexpr std::size_t kMaxColumns = 0xFFFF;  // runs and cells are counted in 16 bits

}  // namespace

History::History(std::size_t max_lines, std::size_t max_bytes) : max_lines_{max_lines}, max_bytes_{max_bytes} {}

void History::push(std::span<const Cell> cells, bool wrapped, LineMark mark) {
  if (max_lines_ == 0) {
    ++dropped_;
    return;
  }
  while (count_ != 0 && (count_ == max_lines_ || bytes_ >= max_bytes_)) drop_oldest();
  Entry line = take_slot();
  line.wrapped = wrapped;
  line.mark = mark;
  pack(line, cells.first(std::min(cells.size(), kMaxColumns)));
  bytes_ += line.capacity;
  if (count_ == entries_.size()) {  // grow; the ring is unrolled so that it starts at 0
    std::rotate(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_), entries_.end());
    first_ = 0;
    entries_.resize(std::min(max_lines_, std::max(kFirstCapacity, entries_.size() * 2)));
  }
  entries_[slot(count_)] = std::move(line);
  ++count_;
}

void History::pop() {
  --count_;
  Entry& newest = entries_[slot(count_)];
  bytes_ -= newest.capacity;
  newest = Entry{};
}

void History::clear() {
  dropped_ += count_;
  entries_.clear();
  spare_ = Entry{};
  first_ = count_ = bytes_ = 0;
}

History History::take() {
  History taken = std::exchange(*this, History{max_lines_, max_bytes_});
  dropped_ = taken.dropped_ + taken.count_;
  return taken;
}

void History::drop_oldest() {
  spare_ = std::move(entries_[first_]);
  bytes_ -= spare_.capacity;
  first_ = slot(1);
  --count_;
  ++dropped_;
}

History::Entry History::take_slot() { return std::exchange(spare_, Entry{}); }

void History::pack(Entry& line, std::span<const Cell> cells) {
  line.cells = static_cast<std::uint16_t>(cells.size());
  line.shape = pack_line(cells, scratch_);
  const std::uint32_t needed = line.shape.bytes;
  // Memory of a dropped line is taken over unless it is far too large.
  if (needed > line.capacity || line.capacity > 2 * needed + 64) {
    line.bytes.reset(needed == 0 ? nullptr : new std::uint8_t[needed]);
    line.capacity = needed;
  }
  if (needed != 0) std::memcpy(line.bytes.get(), scratch_.data(), needed);
}

void History::read(int index, std::vector<Cell>& out) const {
  const Entry& line = entry(index);
  out.resize(line.cells);
  unpack_line({line.bytes.get(), line.shape.bytes}, line.shape, out);
}

}  // namespace tabacus::terminal
