#include "analytics/wire/aws_event_stream.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kMaxHeadersBytes = 128 * 1024;  // as AWS limits them

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

struct Prelude {
  std::size_t total = 0;
  std::size_t headers = 0;
};

/// Of the twelve bytes that a message begins with; nothing where they are no prelude.
std::optional<Prelude> read_prelude(std::string_view bytes) {
  constexpr std::size_t kPrelude = 12;
  const Prelude prelude{u32_at(bytes, 0), u32_at(bytes, 4)};
  const bool plausible = prelude.total >= kPrelude + kChecksumBytes && prelude.headers <= kMaxHeadersBytes &&
                         prelude.headers <= prelude.total - kPrelude - kChecksumBytes;
  if (!plausible || u32_at(bytes, 8) != checksum(bytes.substr(0, 8))) return std::nullopt;
  return prelude;
}

/// Walks the headers of a message: name length, name, type, value.
class HeaderCursor {
 public:
  explicit HeaderCursor(std::string_view bytes) : rest_{bytes} {}

  /// False at the end, and where the bytes are no header.
  [[nodiscard]] bool next() {
    if (rest_.empty()) return false;
    const std::size_t name_size = static_cast<unsigned char>(rest_.front());
    if (name_size == 0 || rest_.size() < 2 + name_size) return damaged();
    name_ = rest_.substr(1, name_size);
    const auto type = static_cast<unsigned char>(rest_[1 + name_size]);
    rest_.remove_prefix(2 + name_size);
    return take_value(type);
  }
  [[nodiscard]] bool is_damaged() const { return damaged_; }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }  ///< empty for a value that is no string

 private:
  bool damaged() {
    damaged_ = true;
    return false;
  }

  bool take_value(unsigned type) {
    constexpr unsigned kBytes = 6;
    constexpr unsigned kString = 7;
    constexpr std::size_t kFixedSizes[] = {0, 0, 1, 2, 4,
                                           8, 0, 0, 8, 16};  // bool, bool, int8 to int64, -, -, time, uuid
    if (type >= std::size(kFixedSizes)) return damaged();
    std::size_t size = kFixedSizes[type];
    if (type == kBytes || type == kString) {
      if (rest_.size() < 2) return damaged();
      size = (static_cast<unsigned char>(rest_[0]) << 8U) | static_cast<unsigned char>(rest_[1]);
      rest_.remove_prefix(2);
    }
    if (rest_.size() < size) return damaged();
    text_ = type == kString ? rest_.substr(0, size) : std::string_view{};
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
  std::string_view name_;
  std::string_view text_;
  bool damaged_ = false;
};

}  // namespace

Result<void> AwsEventStreamParser::feed(std::string_view bytes, const Sink& sink) {
  trouble_ = {};
  while (!bytes.empty()) {
    if (to_skip_ > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(to_skip_, bytes.size()));
      to_skip_ -= skipped;
      bytes.remove_prefix(skipped);
    } else if (!seeking_ || find_prelude(bytes)) {
      const std::string_view message = take_whole(bytes);
      if (message.empty()) continue;
      take(message, sink);
      tail_.clear();
    }
  }
  return std::exchange(trouble_, {});
}

Result<void> AwsEventStreamParser::finish() const {
  if (tail_.empty() && to_skip_ == 0 && !seeking_) return {};
  return fail(ErrorCode::InvalidInput, "event stream: it ended inside a message");
}

void AwsEventStreamParser::resynchronise() {
  tail_.clear();
  to_skip_ = 0;
  seeking_ = true;
}

/// The next message, out of `bytes` themselves where they hold it whole. Empty while some of it is missing, and after
/// what is no message: `bytes` or the state has gone on then.
std::string_view AwsEventStreamParser::take_whole(std::string_view& bytes) {
  const auto fill_to = [&](std::size_t size) {
    const std::size_t count = std::min(size - std::min(size, tail_.size()), bytes.size());
    tail_.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    return tail_.size() >= size;
  };
  const bool is_here = tail_.empty() && bytes.size() >= kPreludeBytes;
  if (!is_here && tail_.size() < kPreludeBytes && !fill_to(kPreludeBytes)) return {};
  const auto prelude = read_prelude(is_here ? bytes : std::string_view{tail_});
  if (!prelude) {
    note(ErrorCode::InvalidInput, "event stream: the checksum of a prelude does not hold");
    seeking_ = true;
    return {};
  }
  if (prelude->total > max_message_bytes_) {
    note(ErrorCode::Exhausted, fmt::format("event stream: message of more than {} bytes", max_message_bytes_));
    to_skip_ = prelude->total - tail_.size();
    tail_.clear();
    return {};
  }
  if (is_here && bytes.size() >= prelude->total) {
    const std::string_view message = bytes.substr(0, prelude->total);
    bytes.remove_prefix(prelude->total);
    return message;
  }
  return fill_to(prelude->total) ? std::string_view{tail_} : std::string_view{};
}

/// Slides twelve bytes along until they are a prelude; then they are the tail.
bool AwsEventStreamParser::find_prelude(std::string_view& bytes) {
  for (;;) {
    if (tail_.size() >= kPreludeBytes) {
      if (read_prelude(tail_)) {
        seeking_ = false;
        return true;
      }
      tail_.erase(0, 1);
    }
    if (bytes.empty()) return false;
    tail_ += bytes.front();
    bytes.remove_prefix(1);
  }
}

void AwsEventStreamParser::take(std::string_view message, const Sink& sink) {
  const std::size_t body_end = message.size() - kChecksumBytes;
  if (u32_at(message, body_end) != checksum(message.substr(0, body_end))) {
    note(ErrorCode::InvalidInput, "event stream: the checksum of a message does not hold");
    return;
  }
  const std::size_t headers_size = u32_at(message, 4);
  AwsMessage read;
  read.payload = message.substr(kPreludeBytes + headers_size, body_end - kPreludeBytes - headers_size);
  HeaderCursor header{message.substr(kPreludeBytes, headers_size)};
  while (header.next()) {
    if (header.name() == ":message-type") read.kind = header.text();
    if (header.name() == ":event-type") read.event = header.text();
    if (header.name() == ":exception-type" || header.name() == ":error-code") read.exception = header.text();
  }
  if (header.is_damaged()) {
    note(ErrorCode::InvalidInput, "event stream: the headers of a message are damaged");
    return;
  }
  sink(read);
}

void AwsEventStreamParser::note(ErrorCode code, std::string message) {
  if (trouble_) trouble_ = fail(code, std::move(message));
}

}  // namespace tabacus::analytics
