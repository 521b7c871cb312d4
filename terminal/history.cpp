#include "terminal/history.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxBlockBytes = 32 * 1024;
constexpr std::size_t kLeastBlocks = 8;  // of a full history, so that bytes are freed in small parts

}  // namespace

History::History(std::size_t max_lines, std::size_t max_bytes)
    : max_lines_{max_lines}, max_bytes_{max_bytes}, full_block_{std::min(kMaxBlockBytes, max_bytes / kLeastBlocks)} {}

/// Room in the open block for a line of so many bytes; false where no lines are kept.
bool History::prepare(std::size_t bytes) {
  if (max_lines_ == 0) {
    open_.first = dropped_ = ++end_;
    return false;
  }
  if (open_lines_ == kLinesPerBlock || open_used_ >= full_block_) close_block();
  open_.heads.resize(kLinesPerBlock);
  // It only grows: clearing it for every line would cost more than the rest.
  if (open_.bytes.size() < open_used_ + bytes) open_.bytes.resize(open_used_ + bytes);
  return true;
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

/// Gives back the blocks of which nothing is left, and more while what is to come would be too many bytes.
void History::make_room() {
  while (!closed_.empty() && (closed_.front().end() <= dropped_ || bytes() + full_block_ > max_bytes_)) {
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
  block.heads.assign(open_.heads.data(), open_.heads.data() + open_lines_);
  block.bytes.assign(open_.bytes.data(), open_.bytes.data() + open_used_);
  closed_bytes_ += block.size();
  closed_.push_back(std::move(block));
  open_lines_ = open_used_ = 0;
  make_room();
}

void History::reopen_block() {
  closed_bytes_ -= closed_.back().size();
  open_ = std::move(closed_.back());
  open_lines_ = open_.heads.size();
  open_used_ = open_.bytes.size();
  closed_.pop_back();
  find_oldest_end();
}

void History::pop() {
  if (open_lines_ == 0) reopen_block();
  open_used_ = open_.heads[--open_lines_].offset;
  --end_;
}

void History::clear() {
  closed_.clear();
  closed_bytes_ = open_used_ = open_lines_ = 0;
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
  const std::size_t lines = is_open ? open_lines_ : block.heads.size();
  const std::size_t end = at + 1 < lines ? block.heads[at + 1].offset : end_of_block;
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
