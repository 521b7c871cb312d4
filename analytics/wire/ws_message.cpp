#include "analytics/wire/ws_message.hpp"

#include <utility>

namespace tabacus::analytics {
namespace {

constexpr std::uint16_t kNoCode = 1005;

WsMessage close_message(std::string_view payload) {
  WsMessage message;
  message.kind = WsKind::Close;
  message.close_code = kNoCode;
  if (payload.size() < 2) return message;
  const auto high = static_cast<unsigned char>(payload[0]);
  const auto low = static_cast<unsigned char>(payload[1]);
  message.close_code = static_cast<std::uint16_t>(high << 8U | low);
  message.text = payload.substr(2);
  return message;
}

}  // namespace

Result<void> WsAssembler::feed(std::string_view bytes, const Sink& sink) {
  return frames_.feed(bytes, [&](const WsPiece& piece) { take(piece, sink); });
}

Result<void> WsAssembler::skip(std::uint64_t bytes, const Sink& sink) {
  return frames_.skip(bytes, [&](const WsPiece& piece) { take(piece, sink); });
}

void WsAssembler::take(const WsPiece& piece, const Sink& sink) {
  if (piece.kind == WsKind::Close) {
    sink(close_message(piece.bytes));
  } else if (piece.kind == WsKind::Ping || piece.kind == WsKind::Pong) {
    WsMessage message;
    message.kind = piece.kind;
    message.text = piece.bytes;
    sink(message);
  } else {
    collect(piece.bytes);
    if (!piece.last) return;
    WsMessage message;
    message.kind = piece.kind;
    message.text = skimmer_ ? skimmer_->take() : std::exchange(text_, {});
    message.wire_bytes = piece.wire_bytes;
    message.skimmed = skimmer_.has_value();
    skimmer_.reset();
    sink(message);
  }
}

void WsAssembler::collect(std::string_view bytes) {
  if (!skimmer_ && text_.size() + bytes.size() > max_whole_bytes_) {
    skimmer_.emplace();
    skimmer_->feed(std::exchange(text_, {}));
  }
  if (skimmer_)
    skimmer_->feed(bytes);
  else
    text_.append(bytes);
}

}  // namespace tabacus::analytics
