// Reads requests from a stream and renders answer heads, for the simulated provider.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/http/message_reader.hpp"
#include "analytics/model/http_head.hpp"
#include "analytics/simulator/script.hpp"

namespace tabacus::analytics::simulator {

class RequestReader {
 public:
  static constexpr std::size_t kMaxBodyBytes = 256 * 1024 * 1024;

  explicit RequestReader(net::Stream& client) : client_{client}, reader_{client} {}

  /// The next request, whole. Closed at the end of the connection; InvalidInput or Exhausted for what is no request.
  [[nodiscard]] net::Awaitable<Result<SimulatedRequest>> next();
  /// Of the request returned last.
  [[nodiscard]] bool keeps_alive() const { return keep_alive_; }
  [[nodiscard]] bool wants_websocket() const { return wants_websocket_; }
  [[nodiscard]] const Headers& headers() const { return headers_; }
  /// What came behind the request returned last. The reader is not used any more then.
  [[nodiscard]] std::string take_received() { return reader_.take_received(); }

 private:
  net::Stream& client_;
  MessageReader reader_;
  Headers headers_;
  bool keep_alive_ = true;
  bool wants_websocket_ = false;
};

/// The answer's head; its body is chunked when it streams, else `body_bytes` long.
[[nodiscard]] std::string head_of(const SimulatedAnswer& answer, std::string_view coding, std::size_t body_bytes);
/// Empty for no bytes: an empty chunk would be the end.
[[nodiscard]] std::string chunk_of(std::string_view bytes);

}  // namespace tabacus::analytics::simulator
