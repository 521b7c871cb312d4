#include "analytics/wire/ndjson.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr char kRecordSeparator = '\x1E';  // opens each text of a JSON text sequence (RFC 7464)

void give(std::string_view line, const NdjsonParser::Sink& sink) {
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.starts_with(kRecordSeparator)) line.remove_prefix(1);
  line = trim(line);
  if (!line.empty()) sink(line);
}

}  // namespace

Result<void> NdjsonParser::feed(std::string_view bytes, const Sink& sink) {
  bool outgrown = false;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (!skipping_ && tail_.size() + piece.size() > max_line_bytes_) {
      outgrown = true;
      resynchronise();
    }
    if (end == std::string_view::npos) {
      if (!skipping_) tail_.append(piece);
      break;
    }
    if (skipping_) {
      skipping_ = false;
    } else if (tail_.empty()) {
      give(piece, sink);
    } else {
      give(tail_.append(piece), sink);
      tail_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  if (outgrown) return fail(ErrorCode::Exhausted, fmt::format("line of JSON of more than {} bytes", max_line_bytes_));
  return {};
}

Result<void> NdjsonParser::finish(const Sink& sink) {
  if (!skipping_) give(tail_, sink);
  tail_.clear();
  return {};
}

void NdjsonParser::resynchronise() {
  tail_.clear();
  skipping_ = true;
}

}  // namespace tabacus::analytics
