// AWS event streams (application/vnd.amazon.eventstream): bytes in, messages out, every checksum verified. Pure; any
// one thread. Source: docs.aws.amazon.com/transcribe/latest/dg/event-stream.html (prelude, headers, CRC-32 of IEEE
// 802.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

/// One message; its views are valid during the sink's call only.
struct AwsMessage {
  std::string_view kind;       ///< ":message-type": "event", "exception", "error"
  std::string_view event;      ///< ":event-type" of an event: "chunk", "metadata"
  std::string_view exception;  ///< ":exception-type" of an exception, ":error-code" of an error
  std::string_view payload;    ///< mostly JSON
};

/// Splits an event stream, fed in pieces of any size, into its messages. Time is linear in the bytes, whatever the
/// pieces; memory is one message.
class AwsEventStreamParser {
 public:
  explicit AwsEventStreamParser(std::size_t max_message_bytes) : max_message_bytes_{max_message_bytes} {}

  using Sink = std::function<void(const AwsMessage&)>;

  /// Gives to `sink` the messages that `bytes` completes. InvalidInput: a checksum did not hold, or headers were none;
  /// Exhausted: a message is longer than the limit. Either costs that message only: what follows is read on, from the
  /// next sound prelude.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);

  /// The stream ended. InvalidInput: inside a message.
  [[nodiscard]] Result<void> finish() const;

  /// Bytes are missing from here on: drops the message at hand and looks for the next sound prelude.
  void resynchronise();

 private:
  static constexpr std::size_t kPreludeBytes = 12;

  [[nodiscard]] std::string_view take_whole(std::string_view& bytes);
  [[nodiscard]] bool find_prelude(std::string_view& bytes);
  void take(std::string_view message, const Sink& sink);
  void note(ErrorCode code, std::string message);

  std::size_t max_message_bytes_;
  std::string tail_;           // of the message at hand, from its prelude on
  std::uint64_t to_skip_ = 0;  // of a message that is longer than the limit
  bool seeking_ = false;       // where the next message begins is not known
  Result<void> trouble_;       // the first of this feed
};

}  // namespace tabacus::analytics
