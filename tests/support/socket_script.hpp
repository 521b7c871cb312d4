// Plays a WebSocket to the meter's state machine: what a proxy would tap of one, without the proxy.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/metering/exchange.hpp"
#include "analytics/wire/ws_writer.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::test {

/// How the messages stand on the wire.
struct SocketForm {
  std::optional<analytics::WsDeflateTerms> deflate;
  std::size_t fragment_bytes = SIZE_MAX;
  std::size_t tapped_bytes = SIZE_MAX;  ///< in one tap event
};

class SocketScript {
 public:
  SocketScript(const HttpText& upgrade, std::string_view slot, const analytics::PriceBook& book, SocketForm form = {},
               analytics::CallMemory* memory = nullptr)
      : form_{form},
        client_{analytics::WsWriter::Side::Client, form.deflate},
        server_{analytics::WsWriter::Side::Server, form.deflate},
        exchange_{analytics::open_exchange(opened_by(upgrade, slot), now_, book, memory)} {
    if (exchange_) exchange_->on_body_end({analytics::Direction::ToUpstream});
  }

  [[nodiscard]] analytics::Exchange* exchange() const { return exchange_.get(); }
  [[nodiscard]] SteadyTime now() const { return now_; }

  /// The upgrade is granted, a millisecond later; so is each step below.
  void switch_protocols() {
    analytics::ResponseHead head{101, "Switching Protocols", {}};
    head.headers = {{"Upgrade", "websocket"}, {"x-request-id", "req_upgrade"}};
    if (form_.deflate) head.headers.add("Sec-WebSocket-Extensions", to_header(*form_.deflate));
    pass_time();
    exchange_->on_response({std::move(head)});
  }
  void client(std::string_view text) { send(analytics::Direction::ToUpstream, client_, text, analytics::WsKind::Text); }
  void server(std::string_view text, analytics::WsKind kind = analytics::WsKind::Text) {
    send(analytics::Direction::ToClient, server_, text, kind);
  }
  /// The tab is paused from here on, or not any more.
  void pause(bool paused) { paused_ = paused; }
  /// `lost`: bytes that the tap had to refuse just before these.
  void raw(analytics::Direction direction, std::string_view bytes, std::uint64_t lost = 0) {
    pass_time();
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, form_.tapped_bytes);
      exchange_->on_body({direction, std::string{piece}, lost > 0, lost, true, paused_}, now_);
      lost = 0;
      bytes.remove_prefix(piece.size());
    }
  }
  void client_closes() { raw(analytics::Direction::ToUpstream, client_.close(1000, "")); }
  void close(analytics::ExchangeEnd end = analytics::ExchangeEnd::Complete) {
    pass_time();
    analytics::ExchangeClosed closed;
    closed.end = end;
    exchange_->on_closed(closed, now_);
  }
  [[nodiscard]] std::vector<analytics::CallRecord> take_finished() { return exchange_->take_finished(); }

 private:
  void pass_time() { now_ += std::chrono::milliseconds{1}; }

  void send(analytics::Direction direction, analytics::WsWriter& writer, std::string_view text,
            analytics::WsKind kind) {
    std::string bytes;
    for (const std::string& frame : writer.frames(kind, text, form_.fragment_bytes)) {
      bytes += frame;
      if (form_.fragment_bytes != SIZE_MAX) bytes += writer.control(analytics::WsKind::Ping, "between");
    }
    raw(direction, bytes);
  }

  SteadyTime now_{};
  bool paused_ = false;
  SocketForm form_;
  analytics::WsWriter client_;
  analytics::WsWriter server_;
  std::unique_ptr<analytics::Exchange> exchange_;
};

}  // namespace tabacus::test
