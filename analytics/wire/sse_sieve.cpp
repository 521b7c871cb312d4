#include "analytics/wire/sse_sieve.hpp"

#include "analytics/wire/sse_parser.hpp"

namespace tabacus::analytics {
namespace {

/// The data of an event that stands alone in `text`.
std::string data_of(std::string_view text) {
  std::string data;
  const SseParser::Sink keep = [&](const SseEvent& event) { data = event.data; };
  SseParser parser{text.size() + 1};
  if (!parser.feed(text, keep) || !parser.finish(keep)) return {};
  return data;
}

}  // namespace

std::string SseSieve::feed(std::string_view bytes) {
  std::string passed;
  if (lacks_lf_ && bytes.starts_with('\n')) {
    if (last_passed_) passed += '\n';
    bytes.remove_prefix(1);
    lacks_lf_ = false;
  }
  lacks_lf_ = lacks_lf_ && bytes.empty();
  std::size_t begin = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    const bool ends_crlf = c == '\n' && after_cr_;
    after_cr_ = c == '\r';
    if (ends_crlf) continue;
    const bool ends_line = c == '\n' || c == '\r';
    if (!ends_line || !line_is_empty_) {
      line_is_empty_ = ends_line;
      continue;
    }
    after_cr_ = false;
    lacks_lf_ = c == '\r' && at + 1 == bytes.size();
    if (c == '\r' && !lacks_lf_ && bytes[at + 1] == '\n') ++at;
    held_.append(bytes.substr(begin, at + 1 - begin));
    begin = at + 1;
    end_event(passed);
  }
  held_.append(bytes.substr(begin));
  if (is_too_long_ || held_.size() > max_event_bytes_) {
    is_too_long_ = true;
    passed.append(held_);
    held_.clear();
  }
  return passed;
}

std::string SseSieve::finish() {
  std::string passed;
  end_event(passed);
  return passed;
}

void SseSieve::end_event(std::string& passed) {
  const bool may_drop = !is_too_long_ && held_.size() <= max_event_bytes_;
  last_passed_ = !may_drop || !drops_(data_of(held_));
  if (last_passed_) passed.append(held_);
  held_.clear();
  is_too_long_ = false;
  line_is_empty_ = true;
}

}  // namespace tabacus::analytics
