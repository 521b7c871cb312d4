#include "terminal/history.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxColumns = 0xFFFF;  // runs and cells are counted in 16 bits
constexpr std::size_t kMaxBlockBytes = 32 * 1024;
constexpr std::size_t kLeastBlocks = 8;  // of a full history, so that bytes are freed in small parts
constexpr std::size_t kLooksLength = sizeof(std::uint32_t);

}  // namespace

History::History(std::size_t max_lines, std::size_t max_bytes) : max_lines_{max_lines}, max_bytes_{max_bytes} {}

void History::push(std::span<const Cell> cells, bool wrapped, LineMark mark) {
  if (max_lines_ == 0) {
    open_.first = dropped_ = ++end_;
    return;
  }
  if (end_ - dropped_ >= max_lines_) ++dropped_;
  if (dropped_ >= oldest_end_ || bytes() >= max_bytes_) make_room();
  cells = cells.first(std::min(cells.size(), kMaxColumns));
  // It only grows: clearing it for every line would cost more than the rest.
  const std::size_t most = open_used_ + kLooksLength + most_packed_bytes(cells.size());
  if (open_.bytes.size() < most) open_.bytes.resize(most);
  std::uint8_t* const to = open_.bytes.data() + open_used_;
  auto flags = static_cast<std::uint8_t>(wrapped ? Head::kWrapped : 0);
  std::size_t bytes = cells.size();
  if (!pack_plain(cells, to)) bytes = pack_with_looks(cells, to, flags);
  open_.heads.push_back(
      {static_cast<std::uint32_t>(open_used_), static_cast<std::uint16_t>(cells.size()), flags, mark});
  open_used_ += bytes;
  ++end_;
  const std::size_t full = std::min(kMaxBlockBytes, max_bytes_ / kLeastBlocks);
  if (open_.heads.size() == kLinesPerBlock || open_used_ >= full) close_block();
}

/// Adds to `flags` what the line's bytes are to be read by; how many they are.
std::size_t History::pack_with_looks(std::span<const Cell> cells, std::uint8_t* to, std::uint8_t& flags) {
  PackedShape shape;
  pack_line(cells, to, shape);
  if (!shape.is_ascii) flags |= Head::kNotAscii;
  if (shape.has_numbers) flags |= Head::kNumbers;
  if (shape.look_bytes == 0) return shape.bytes;
  flags |= Head::kLooks;
  std::memmove(to + kLooksLength, to, shape.bytes);
  std::memcpy(to, &shape.look_bytes, kLooksLength);
  return shape.bytes + kLooksLength;
}

/// Gives back the blocks of which nothing is left, and more while there are too many bytes.
void History::make_room() {
  while (!closed_.empty() && (closed_.front().end() <= dropped_ || bytes() >= max_bytes_)) {
    const Block& oldest = closed_.front();
    dropped_ = std::max(dropped_, oldest.end());
    closed_bytes_ -= oldest.size();
    closed_.pop_front();
  }
  find_oldest_end();
}

void History::close_block() {
  Block block;
  block.first = std::exchange(open_.first, end_);
  block.heads.assign(open_.heads.begin(), open_.heads.end());
  block.bytes.assign(open_.bytes.data(), open_.bytes.data() + open_used_);
  closed_bytes_ += block.size();
  closed_.push_back(std::move(block));
  find_oldest_end();
  open_.heads.clear();
  open_used_ = 0;
}

void History::reopen_block() {
  closed_bytes_ -= closed_.back().size();
  open_ = std::move(closed_.back());
  open_used_ = open_.bytes.size();
  closed_.pop_back();
  find_oldest_end();
}

void History::pop() {
  if (open_.heads.empty()) reopen_block();
  open_used_ = open_.heads.back().offset;
  open_.heads.pop_back();
  --end_;
}

void History::clear() {
  closed_.clear();
  closed_bytes_ = open_used_ = 0;
  open_ = {};
  open_.first = dropped_ = end_;
  find_oldest_end();
}

History History::take() {
  History taken = std::exchange(*this, History{max_lines_, max_bytes_});
  open_.first = dropped_ = end_ = taken.end_;
  return taken;
}

History::Place History::find(int index) const {
  const std::uint64_t number = dropped_ + static_cast<std::uint64_t>(index);
  const bool is_open = number >= open_.first;
  const Block& block =
      is_open ? open_
              : *(std::upper_bound(closed_.begin(), closed_.end(), number,
                                   [](std::uint64_t line, const Block& candidate) { return line < candidate.first; }) -
                  1);
  const auto at = static_cast<std::size_t>(number - block.first);
  const Head& head = block.heads[at];
  const std::size_t end_of_block = is_open ? open_used_ : block.bytes.size();
  const std::size_t end = at + 1 < block.heads.size() ? block.heads[at + 1].offset : end_of_block;
  return {head, std::span{block.bytes}.subspan(head.offset, end - head.offset)};
}

void History::read(int index, std::vector<Cell>& out) const {
  const auto [head, bytes] = find(index);
  out.resize(head.cells);
  PackedShape shape;
  shape.is_ascii = !head.has(Head::kNotAscii);
  const std::size_t skipped = head.has(Head::kLooks) ? kLooksLength : 0;
  if (skipped != 0) std::memcpy(&shape.look_bytes, bytes.data(), kLooksLength);
  shape.bytes = static_cast<std::uint32_t>(bytes.size() - skipped);
  unpack_line(bytes.subspan(skipped), shape, out);
}

}  // namespace tabacus::terminal
