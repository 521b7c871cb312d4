#include "terminal/search.hpp"

#include <algorithm>

namespace tabacus::terminal {

void Search::restart() {
  older_.clear();
  on_screen_.clear();
  read_from_.reset();
  is_complete_ = false;
}

bool Search::step(std::size_t rows) {
  // What starts above the screen and reaches it is read with the screen.
  const std::uint64_t fixed_end = lines_.logical_begin(lines_.screen_begin());
  if (!read_from_ || read_to_ > fixed_end) {  // at the start, or lines came back to the screen
    restart();
    read_from_ = read_to_ = fixed_end;
  }
  forget_dropped();
  const std::size_t newer = read_newer(rows);
  const bool is_up_to_date = read_to_ == fixed_end;
  if (is_up_to_date && newer < rows) read_older(rows - newer);
  read_screen();
  is_complete_ = is_up_to_date && (*read_from_ <= lines_.begin() || older_.size() >= kMaxMatches);
  return !is_complete_;
}

void Search::forget_dropped() {
  while (!older_.empty() && older_.front().first.line < lines_.begin()) older_.pop_front();
  read_from_ = std::max(*read_from_, lines_.begin());
  read_to_ = std::max(read_to_, lines_.begin());
}

/// Lines that scrolled off since the last step, in order.
std::size_t Search::read_newer(std::size_t rows) {
  const std::uint64_t fixed_end = lines_.logical_begin(lines_.screen_begin());
  std::size_t read = 0;
  std::vector<TextRange> found;
  while (read_to_ < fixed_end && read < rows) {
    const LogicalLine line = lines_.logical(read_to_);
    append_matches(line, found);
    const std::uint64_t next = std::min(line.last + 1, fixed_end);
    read += static_cast<std::size_t>(next - read_to_);
    read_to_ = next;
  }
  older_.insert(older_.end(), found.begin(), found.end());
  while (older_.size() > kMaxMatches) older_.pop_front();
  return read;
}

std::size_t Search::read_older(std::size_t rows) {
  std::size_t read = 0;
  std::vector<TextRange> found;
  while (*read_from_ > lines_.begin() && read < rows && older_.size() < kMaxMatches) {
    const std::uint64_t first = lines_.logical_begin(*read_from_ - 1);
    found.clear();
    append_matches(lines_.logical(first), found);
    older_.insert(older_.begin(), found.begin(), found.end());
    read += static_cast<std::size_t>(*read_from_ - first);
    read_from_ = first;
  }
  return read;
}

void Search::read_screen() {
  on_screen_.clear();
  std::uint64_t line = lines_.logical_begin(lines_.screen_begin());
  while (line < lines_.end()) {
    const LogicalLine logical = lines_.logical(line);
    append_matches(logical, on_screen_);
    line = logical.last + 1;
  }
}

void Search::append_matches(const LogicalLine& line, std::vector<TextRange>& matches) const {
  std::size_t from = 0;
  while (const auto match = pattern_.find(line.text, from)) {
    matches.push_back(line.range(match->first, match->second));
    from = match->second;
  }
}

std::optional<std::size_t> Search::from(const TextPosition& position) const {
  std::size_t low = 0;
  std::size_t high = match_count();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (match(middle).first < position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == match_count() ? std::nullopt : std::optional{low};
}

std::optional<std::size_t> Search::before(const TextPosition& position) const {
  const std::size_t behind = from(position).value_or(match_count());
  return behind == 0 ? std::nullopt : std::optional{behind - 1};
}

}  // namespace tabacus::terminal
