// Reads the messages of HTTP/1.1 from a connection, requests or answers: a head, then its body, with a bound on both.
// What came behind one message stays for the next. The stream's thread.
#pragma once

#include <cstddef>
#include <string>

#include "analytics/net/stream.hpp"
#include "analytics/wire/http1_head.hpp"

namespace tabacus::analytics {

class MessageReader {
 public:
  explicit MessageReader(net::Stream& stream) : stream_{stream} {}

  /// The next head, blank line included. Closed: the other end left; InvalidInput: it is no head; Exhausted: over
  /// `most_bytes`.
  [[nodiscard]] net::Awaitable<Result<std::string>> next_head(std::size_t most_bytes = HeadScanner::kMaxHeadBytes);
  /// The body behind it, without its framing. Errors likewise; Exhausted: over `most_bytes`.
  [[nodiscard]] net::Awaitable<Result<std::string>> read_body(BodyFraming framing, std::size_t most_bytes);
  /// What came behind the message read last. The reader is not used any more then.
  [[nodiscard]] std::string take_received() { return std::move(received_); }

 private:
  net::Awaitable<Result<void>> read_more();

  net::Stream& stream_;
  std::string received_;
};

}  // namespace tabacus::analytics
