#include "analytics/capture/turn_gate.hpp"

#include <utility>

#include "analytics/wire/ws_message.hpp"
#include "analytics/wire/ws_writer.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"capture"};

/// "Try again later" (RFC 6455's registry of close codes).
constexpr std::uint16_t kTryAgainLater = 1013;

}  // namespace

std::unique_ptr<TurnGate> TurnGate::of(const Headers& answer, const Provider& provider, Admit admit) {
  const auto deflate = agreed_deflate(answer);
  if (!deflate || provider.asks_for_turn == nullptr) return nullptr;
  const auto client = *deflate ? std::optional{(*deflate)->client} : std::nullopt;
  return std::make_unique<TurnGate>(client, provider, std::move(admit));
}

TurnGate::TurnGate(std::optional<WsDeflateTerms::Side> client, const Provider& provider, Admit admit)
    : provider_{provider}, admit_{std::move(admit)}, reader_{client, WsAssembler::kMaxMessageBytes} {}

std::string_view TurnGate::from_client(std::string_view bytes) {
  passed_.clear();
  while (!bytes.empty() && !refused_) {
    const std::size_t size = client_.take(bytes);
    take(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return passed_;
}

void TurnGate::take(std::string_view frame_part) {
  const bool is_held = !client_.is_control() && !judged_;
  const auto read = [&] {
    return reader_.feed(frame_part, [&](const WsPiece& piece) {
      const bool is_data = piece.kind == WsKind::Text || piece.kind == WsKind::Binary;
      if (is_data && is_held && text_.size() < kMaxTextBytes) text_.append(piece.bytes);
    });
  };
  if (const auto reading = readable_ ? read() : Result<void>{}; !reading) {
    // The upstream will not understand it either; what it would cost cannot be known.
    log::warn(kLog, "a client's WebSocket cannot be read, so budgets do not hold its calls: {}",
              reading.error().message);
    readable_ = false;
    judged_ = true;
    passed_ += std::exchange(held_, {});
  }
  (is_held && readable_ ? held_ : passed_).append(frame_part);
  if (is_held && readable_) judge(client_.between_messages());
  if (readable_ && !client_.is_control() && client_.between_messages()) {
    judged_ = false;
    text_.clear();
  }
}

void TurnGate::judge(bool is_whole) {
  const auto asks = provider_.asks_for_turn(text_);
  if (!asks && !is_whole && text_.size() < kMaxTextBytes) return;
  judged_ = true;
  const bool wants_call = asks.value_or(!is_whole);
  refused_ = wants_call && !admit_();
  if (!refused_) passed_ += held_;
  held_.clear();
}

void TurnGate::from_upstream(std::string_view bytes) {
  while (!bytes.empty()) bytes.remove_prefix(upstream_.take(bytes));
}

std::string refusal_on_socket(const Provider& provider, int status, std::string_view error_body) {
  WsWriter writer{WsWriter::Side::Server};
  const std::string told =
      provider.socket_error != nullptr ? provider.socket_error(status, error_body) : std::string{error_body};
  return writer.message(WsKind::Text, told) + writer.close(kTryAgainLater, "budget spent");
}

}  // namespace tabacus::analytics
