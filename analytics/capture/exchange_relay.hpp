// One request and its answer: bytes go on unchanged as they come, then a copy is offered to the tap. Net thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/capture/client_reader.hpp"
#include "analytics/capture/exchange_request.hpp"
#include "analytics/capture/exchange_tap.hpp"
#include "analytics/capture/interrupt.hpp"
#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/capture/turn_gate.hpp"
#include "analytics/capture/upstream_pool.hpp"
#include "analytics/capture/usage_asking.hpp"
#include "analytics/wire/http1_body.hpp"
#include "base/growing_buffer.hpp"

namespace tabacus::analytics {

/// What becomes of the client's connection.
enum class Next : std::uint8_t {
  NextRequest,
  Close,
  CloseAtOnce,  ///< the client said that it sends nothing more
  Reset,        ///< the answer was cut: the client must not take it for whole
};

struct ExchangeResult {
  Next next = Next::Close;
  std::optional<OwnAnswer> answer;  ///< nothing was sent to the client yet: to be sent before the close
};

class ExchangeRelay final : public Interruptible {
 public:
  // A buffer starts small, because most streams send an event at a time, and grows when a read fills it.
  static constexpr std::size_t kFirstBuffer = 8 * 1024;

  /// `buffer` is for the answer: it belongs to the connection, whose next exchange finds it of its first size again.
  ExchangeRelay(CaptureServices& services, const CaptureTab& tab, net::Stream& client, ClientReader& reader,
                UpstreamPool& pool, GrowingBuffer& buffer, ExchangeRequest request);

  [[nodiscard]] net::Awaitable<ExchangeResult> run();
  /// Closes the upstream, or gives up dialing it, at once; run() then returns soon.
  void interrupt(Interrupt why) override;

 private:
  struct Failure {
    ExchangeEnd end;
    OwnAnswer answer;
  };

  net::Awaitable<void> read_to_ask();
  net::Awaitable<bool> connect();
  net::Awaitable<void> attempt();
  net::Awaitable<bool> send_start();
  net::Awaitable<void> pump_body();
  net::Awaitable<void> pump_raw();
  net::Awaitable<void> stop_pump();
  void retain(std::string_view bytes);
  [[nodiscard]] bool may_retry() const;

  net::Awaitable<void> relay_answer();
  net::Awaitable<std::optional<ResponseMessage>> relay_heads(std::size_t& head_size);
  net::Awaitable<bool> relay_piece(std::size_t head_size, BodyFramer& framer, ResponseMessage* head);
  net::Awaitable<void> relay_raw();
  void guard_turns(const ResponseHead& head);
  net::Awaitable<void> refuse_turn();
  net::Awaitable<std::size_t> fill();
  [[nodiscard]] std::string_view available() const { return {buffer_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] net::Awaitable<bool> write_client(std::string_view bytes);
  [[nodiscard]] std::string_view without_hidden(std::string_view bytes, std::size_t head_size, bool done);

  void fail_exchange(ExchangeEnd end, OwnAnswer answer);
  void open_tap();
  [[nodiscard]] std::optional<TunnelRecord> row_of(const UpstreamUrl& upstream) const;
  ExchangeResult conclude();
  bool keep_upstream();
  [[nodiscard]] bool request_complete() const { return request_framer_.done(); }

  CaptureServices& services_;
  const CaptureTab& tab_;
  net::Stream& client_;
  ClientReader& reader_;
  UpstreamPool& pool_;
  ExchangeRequest request_;
  const std::string method_;
  Headers credentials_;  // of the request, where they are wanted
  ExchangeTap tap_;
  net::DialStop dial_stop_;
  std::unique_ptr<UpstreamConnection> upstream_;

  // Towards the upstream.
  BodyFramer request_framer_;
  std::string sent_;  // all that was sent, while a retry is possible
  bool retains_ = true;
  bool pump_running_ = false;
  bool pump_stopping_ = false;
  bool request_cut_ = false;  // the client ended inside its request
  net::Event pump_ended_;
  const UsageAsking* asking_ = nullptr;  // null: the request goes as it is
  std::string first_body_;               // payload of sent_, where that was read before the upstream was there

  // Towards the client.
  std::optional<UsageHiding> hiding_;
  std::string passed_;  // the bytes of a piece that it lets through
  GrowingBuffer& buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::vector<std::string_view> payload_;  // of the piece at hand
  bool read_failed_ = false;               // the last fill() ended in an error, not in an end of stream
  bool answer_begun_ = false;              // a byte of the answer came from the upstream
  bool client_touched_ = false;            // a byte of it went to the client
  bool client_lost_ = false;               // writing to the client failed
  bool answer_complete_ = false;
  bool upstream_reusable_ = false;
  std::unique_ptr<TurnGate> turns_;          // of a socket whose calls are held to budgets
  std::optional<OwnAnswer> turn_refusal_;    // to be said where the upstream's messages leave room
  std::optional<ExchangeOpened> as_opened_;  // of such a socket: what a refused turn is recorded as
  bool switched_ = false;                    // 101: both directions are raw bytes
  bool interrupted_ = false;

  bool opened_ = false;
  std::optional<Failure> failure_;
  ExchangeClosed closed_;
};

}  // namespace tabacus::analytics
