#include "analytics/simulator/web_socket.hpp"

#include <openssl/sha.h>

#include <array>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

/// Section 4.2.2: what proves that the server understood.
std::string accept_key(std::string_view key) {
  const std::string salted = std::string{trim(key)} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
  return encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::optional<WsDeflateTerms::Side> client_side(const Headers& request) {
  const auto terms = accepted_deflate(request);
  return terms ? std::optional{terms->client} : std::nullopt;
}

}  // namespace

std::optional<std::string> switching_head(const Headers& request) {
  const std::string_view key = request.find("sec-websocket-key");
  if (key.empty() || trim(request.find("sec-websocket-version")) != "13") return std::nullopt;
  std::string head = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n",
      accept_key(key));
  if (const auto terms = accepted_deflate(request))
    head += fmt::format("Sec-WebSocket-Extensions: {}\r\n", to_header(*terms));
  return head + "x-request-id: req_sim_socket\r\n\r\n";
}

WebSocket::WebSocket(net::Stream& client, const Headers& request, std::string early)
    : client_{client},
      frames_{client_side(request), kMaxMessageBytes},
      writer_{WsWriter::Side::Server, accepted_deflate(request)},
      unread_{std::move(early)} {}

Result<void> WebSocket::take(std::string_view bytes) {
  return frames_.feed(bytes, [this](const WsPiece& piece) {
    if (piece.kind == WsKind::Ping) {
      replies_ += writer_.control(WsKind::Pong, piece.bytes);
    } else if (piece.kind == WsKind::Close) {
      ended_ = true;
    } else if (piece.kind != WsKind::Pong) {
      message_.append(piece.bytes);
      if (piece.last) arrived_.insert(arrived_.begin(), std::exchange(message_, {}));
    }
  });
}

net::Awaitable<Result<std::string>> WebSocket::receive() {
  std::array<char, 16 * 1024> bytes;
  for (;;) {
    const Result<void> taken = take(std::exchange(unread_, {}));
    if (!taken) co_return fail(taken.error());
    if (!replies_.empty()) {
      const std::string replies = std::exchange(replies_, {});
      const Result<void> sent = co_await client_.write(replies);
      if (!sent) co_return fail(sent.error());
    }
    if (!arrived_.empty()) {
      std::string message = std::move(arrived_.back());
      arrived_.pop_back();
      co_return message;
    }
    if (ended_) co_return fail(ErrorCode::Closed, "the client said goodbye");
    const Result<std::size_t> got = co_await client_.read_some(bytes);
    if (!got) co_return fail(got.error());
    if (*got == 0) co_return fail(ErrorCode::Closed, "the client ended");
    unread_.assign(bytes.data(), *got);
  }
}

net::Awaitable<Result<void>> WebSocket::send(WsKind kind, std::string_view message) {
  const std::string frame = writer_.message(kind, message);
  const Result<void> sent = co_await client_.write(frame);
  co_return sent;
}

net::Awaitable<void> WebSocket::close(std::uint16_t code, std::string_view reason) {
  const std::string frame = writer_.close(code, reason);
  co_await client_.write(frame);
}

}  // namespace tabacus::analytics::simulator
