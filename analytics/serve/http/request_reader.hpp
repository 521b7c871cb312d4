// Reads requests from a connection, with a bound on everything. Serve thread.
#pragma once

#include <string>

#include "analytics/http/message_reader.hpp"
#include "analytics/serve/http/http_message.hpp"

namespace tabacus::analytics::serve {

class RequestReader {
 public:
  static constexpr std::size_t kMaxHeadBytes = 32 * 1024;
  static constexpr std::size_t kMaxBodyBytes = 1024 * 1024;

  explicit RequestReader(net::Stream& client) : reader_{client} {}

  /// The next request, whole. Closed: the client left; InvalidInput: it is no HTTP/1.1; Exhausted: over a bound.
  [[nodiscard]] net::Awaitable<Result<HttpRequest>> next();
  /// After the request returned last.
  [[nodiscard]] bool keeps_alive() const { return keep_alive_; }

 private:
  MessageReader reader_;
  bool keep_alive_ = true;
};

}  // namespace tabacus::analytics::serve
