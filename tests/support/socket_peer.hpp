// A blocking WebSocket peer over a raw socket, for tests; every wait ends after a few seconds.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analytics/wire/ws_frame.hpp"
#include "analytics/wire/ws_writer.hpp"
#include "tests/support/raw_socket.hpp"

namespace tabacus::test {

class SocketPeer {
 public:
  /// Asks for an upgrade of `target`, compressed or not; head() tells what came of it.
  static SocketPeer connect(std::uint16_t port, std::string_view target, bool offers_deflate,
                            std::string_view fields = "") {
    SocketPeer peer{RawSocket::connect(port), analytics::WsWriter::Side::Client,
                    offers_deflate ? std::optional{analytics::WsDeflateTerms{}} : std::nullopt};
    peer.socket_.send(fmt::format(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}{}\r\n",
        target, port, offers_deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "",
        fields));
    peer.head_ = peer.socket_.read_until("\r\n\r\n");
    return peer;
  }
  /// The other end of it, on a connection whose head was read.
  static SocketPeer accept(RawSocket&& client, bool deflates) {
    SocketPeer peer{std::move(client), analytics::WsWriter::Side::Server,
                    deflates ? std::optional{analytics::WsDeflateTerms{}} : std::nullopt};
    peer.socket_.send(
        fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{}\r\n",
                    deflates ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : ""));
    return peer;
  }

  [[nodiscard]] const std::string& head() const { return head_; }
  [[nodiscard]] RawSocket& socket() { return socket_; }
  [[nodiscard]] analytics::WsWriter& writer() { return writer_; }

  bool send(std::string_view text) { return socket_.send(writer_.message(analytics::WsKind::Text, text)); }
  /// The next message, control messages included; empty when none came.
  [[nodiscard]] std::string receive() {
    while (!arrived_)
      if (const std::string frame = read_frame(); frame.empty() || !reader_->feed(frame, collector())) return {};
    return *std::exchange(arrived_, std::nullopt);
  }
  /// The first message that holds `text`.
  [[nodiscard]] std::string receive_until(std::string_view text) {
    for (;;) {
      std::string message = receive();
      if (message.empty() || message.find(text) != std::string::npos) return message;
    }
  }

 private:
  SocketPeer(RawSocket&& socket, analytics::WsWriter::Side side, std::optional<analytics::WsDeflateTerms> deflate)
      : socket_{std::move(socket)},
        writer_{side, deflate},
        reader_{std::make_unique<analytics::WsFrameReader>(
            deflate ? std::optional{analytics::WsDeflateTerms::Side{}} : std::nullopt, std::uint64_t{1} << 30U)} {}

  [[nodiscard]] analytics::WsFrameReader::Sink collector() {
    return [this](const analytics::WsPiece& piece) {
      const bool is_control = piece.kind != analytics::WsKind::Text && piece.kind != analytics::WsKind::Binary;
      std::string control;
      std::string& message = is_control ? control : message_;
      message.append(piece.bytes);
      if (piece.last) arrived_ = std::exchange(message, {});
    };
  }

  std::string read_frame() {
    std::string frame = socket_.read_exactly(2);
    if (frame.size() < 2) return {};
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(frame[at]); };
    std::uint64_t length = byte(1) & 0x7FU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    frame += socket_.read_exactly(extended);
    if (extended > 0) length = 0;
    for (std::size_t i = 2; i < frame.size(); ++i) length = length << 8U | byte(i);
    return frame += socket_.read_exactly(length + ((byte(1) & 0x80U) != 0 ? 4 : 0));
  }

  RawSocket socket_;
  analytics::WsWriter writer_;
  std::unique_ptr<analytics::WsFrameReader> reader_;
  std::string head_;
  std::string message_;
  std::optional<std::string> arrived_;
};

}  // namespace tabacus::test
