// The server's end of a WebSocket, for the simulated provider: handshake, messages both ways, pings answered. Simulator
// thread. Source: RFC 6455.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/http_head.hpp"
#include "analytics/net/stream.hpp"
#include "analytics/wire/ws_frame.hpp"
#include "analytics/wire/ws_writer.hpp"

namespace tabacus::analytics::simulator {

/// The head of the 101 that grants an upgrade; compression is taken where it is offered. Empty when what is asked for
/// is no WebSocket of version 13.
[[nodiscard]] std::optional<std::string> switching_head(const Headers& request);

class WebSocket {
 public:
  /// `client` outlives this. `early` is what it sent behind its request.
  WebSocket(net::Stream& client, const Headers& request, std::string early);

  /// The next text or binary message. Closed at the end, InvalidInput or Exhausted for what is no WebSocket.
  [[nodiscard]] net::Awaitable<Result<std::string>> receive();
  /// `fault` in writing: the client is gone.
  [[nodiscard]] net::Awaitable<Result<void>> send(WsKind kind, std::string_view message);
  /// Says goodbye; the connection is the caller's to close.
  [[nodiscard]] net::Awaitable<void> close(std::uint16_t code, std::string_view reason);

 private:
  static constexpr std::uint64_t kMaxMessageBytes = std::uint64_t{256} * 1024 * 1024;

  [[nodiscard]] Result<void> take(std::string_view bytes);

  net::Stream& client_;
  WsFrameReader frames_;
  WsWriter writer_;
  std::string unread_;
  std::string message_;               // at hand
  std::vector<std::string> arrived_;  // whole, the next to be received last
  std::string replies_;               // control frames to be sent
  bool ended_ = false;                // the client said goodbye
};

}  // namespace tabacus::analytics::simulator
