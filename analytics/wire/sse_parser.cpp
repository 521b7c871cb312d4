#include "analytics/wire/sse_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tabacus::analytics {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Of an event's memory, for the next one; more than any but the largest need.
constexpr std::size_t kKeptCapacity = 4 * 1024;

/// Finds line ends of either kind. Each search result is kept until it is passed, so that a text with only one kind
/// of line end is not searched to its end again for every line.
class LineEnds {
 public:
  explicit LineEnds(std::string_view text) : text_{text} {}

  [[nodiscard]] std::size_t next(std::size_t from) {
    if (lf_ != std::string_view::npos && (lf_ < from || !searched_)) lf_ = text_.find('\n', from);
    if (cr_ != std::string_view::npos && (cr_ < from || !searched_)) cr_ = text_.find('\r', from);
    searched_ = true;
    return std::min(lf_, cr_);
  }

 private:
  std::string_view text_;
  std::size_t lf_ = 0;
  std::size_t cr_ = 0;
  bool searched_ = false;
};

}  // namespace

Result<void> SseParser::feed(std::string_view bytes, const Sink& sink) {
  if (spent_) return outgrown();
  if (after_cr_ && !bytes.empty()) {
    if (bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
  }
  LineEnds ends{bytes};
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = ends.next(from);
    if (tail_.size() + std::min(end, bytes.size()) - from > max_event_bytes_ && !skipping_) spent_ = true;
    if (spent_) return outgrown();
    if (end == std::string_view::npos) break;
    end_line(bytes.substr(from, end - from), sink);
    from = end + 1;
    if (bytes[end] == '\r') {
      if (from == bytes.size())
        after_cr_ = true;
      else if (bytes[from] == '\n')
        ++from;
    }
  }
  if (skipping_)
    line_is_remnant_ = line_is_remnant_ || from < bytes.size();
  else
    tail_.append(bytes.substr(from));
  return {};
}

Result<void> SseParser::finish(const Sink& sink) {
  if (spent_) return outgrown();
  if (skipping_) return {};
  if (!tail_.empty()) end_line({}, sink);
  if (spent_) return outgrown();
  dispatch(sink);
  return {};
}

void SseParser::resynchronise() {
  tail_.clear();
  event_ = {};
  has_data_ = false;
  first_line_ = false;
  after_cr_ = false;
  skipping_ = true;
  line_is_remnant_ = true;
}

void SseParser::end_line(std::string_view rest_of_line, const Sink& sink) {
  if (tail_.empty()) {
    take_line(rest_of_line, sink);
    return;
  }
  tail_.append(rest_of_line);
  take_line(tail_, sink);
  tail_.clear();
}

void SseParser::take_line(std::string_view line, const Sink& sink) {
  if (skipping_) {
    if (line.empty() && !line_is_remnant_) skipping_ = false;
    line_is_remnant_ = false;
    return;
  }
  if (std::exchange(first_line_, false) && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.empty()) {
    dispatch(sink);
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_.name = value;
  } else if (name == "data") {
    if (event_.data.size() + value.size() >= max_event_bytes_) spent_ = true;
    if (spent_) return;
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  }
}

void SseParser::dispatch(const Sink& sink) {
  if (has_data_) {
    if (event_.name.empty()) event_.name = "message";
    sink(event_);
  }
  event_.name.clear();
  event_.data.clear();
  if (event_.data.capacity() > kKeptCapacity) std::string{}.swap(event_.data);
  has_data_ = false;
}

Result<void> SseParser::outgrown() const {
  return fail(ErrorCode::Exhausted, fmt::format("server-sent event of more than {} bytes", max_event_bytes_));
}

}  // namespace tabacus::analytics
