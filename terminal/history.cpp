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

void History::push(std::span<const Cell> cells, bool wrapped) {
  if (max_lines_ == 0) {
    ++dropped_;
    return;
  }
  while (count_ != 0 && (count_ == max_lines_ || bytes_ >= max_bytes_)) drop_oldest();
  Entry line = take_slot();
  line.wrapped = wrapped;
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

void History::collect_runs(std::span<const Cell> cells) {
  runs_.clear();
  for (std::size_t i = 0; i < cells.size();) {
    const Cell& first = cells[i];
    const std::size_t start = i;
    while (i < cells.size() && cells[i].style == first.style && cells[i].link == first.link) ++i;
    runs_.push_back({static_cast<std::uint16_t>(i - start), first.style, first.link});
  }
}

void History::pack(Entry& line, std::span<const Cell> cells) {
  collect_runs(cells);
  char32_t all_text = 0;
  std::uint8_t all_one = 1;
  for (const Cell& cell : cells) {
    all_text |= cell.text;
    all_one &= static_cast<std::uint8_t>(cell.width == 1);
  }
  line.is_ascii = all_text < 0x80 && all_one != 0;
  line.cells = static_cast<std::uint16_t>(cells.size());
  line.runs = static_cast<std::uint16_t>(runs_.size());

  const std::size_t run_bytes = runs_.size() * sizeof(Run);
  const std::size_t needed = run_bytes + cells.size() * (line.is_ascii ? 1 : sizeof(WideText));
  // Memory of a dropped line is taken over unless it is far too large.
  if (needed > line.capacity || line.capacity > 2 * needed + 64) {
    line.bytes.reset(needed == 0 ? nullptr : new std::byte[needed]);
    line.capacity = static_cast<std::uint32_t>(needed);
  }
  line.size = static_cast<std::uint32_t>(needed);
  if (needed == 0) return;
  std::memcpy(line.bytes.get(), runs_.data(), run_bytes);
  std::byte* text = line.bytes.get() + run_bytes;
  if (line.is_ascii) {
    for (std::size_t i = 0; i < cells.size(); ++i) text[i] = static_cast<std::byte>(cells[i].text);
    return;
  }
  for (const Cell& cell : cells) {
    const WideText wide{cell.text, cell.width};
    std::memcpy(text, &wide, sizeof wide);
    text += sizeof wide;
  }
}

void History::read(int index, std::vector<Cell>& out) const {
  const Entry& line = entry(index);
  out.assign(line.cells, Cell{});
  const std::byte* at = line.bytes.get();
  Cell* cell = out.data();
  for (int i = 0; i < line.runs; ++i, at += sizeof(Run)) {
    Run run;
    std::memcpy(&run, at, sizeof run);
    for (int left = run.cells; left > 0; --left, ++cell) {
      cell->style = run.style;
      cell->link = run.link;
    }
  }
  for (Cell& target : out) {
    if (line.is_ascii) {
      target.text = static_cast<char32_t>(*at++);
      continue;
    }
    WideText wide;
    std::memcpy(&wide, at, sizeof wide);
    target.text = wide.text;
    target.width = wide.width;
    at += sizeof wide;
  }
}

void History::read_marks(int index, std::vector<Cell>& out) const {
  if (!entry(index).is_ascii) {
    read(index, out);
    return;
  }
  out.clear();
  const Entry& line = entry(index);
  for (int i = 0; i < line.runs; ++i) {
    Run run;
    std::memcpy(&run, line.bytes.get() + static_cast<std::size_t>(i) * sizeof run, sizeof run);
    Cell cell;
    cell.style = run.style;
    cell.link = run.link;
    out.push_back(cell);
  }
}

}  // namespace tabacus::terminal
