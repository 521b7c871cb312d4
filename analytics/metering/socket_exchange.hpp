// A WebSocket and the calls that it carries: each turn is a record of its own, finished when the turn ends and not when
// the socket does. An upgrade that was refused is a call over HTTP that failed; one that was answered with 404 or 426
// is none, for its client then asks again by POST. One whose ends agreed on what we cannot read is a single call,
// undecoded, if its client said anything. Meter thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "analytics/metering/exchange.hpp"
#include "analytics/metering/http_exchange.hpp"
#include "analytics/metering/shape_chain.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "analytics/wire/ws_message.hpp"

namespace tabacus::analytics {

class SocketExchange final : public Exchange, private TurnSink {
 public:
  /// `opened` is what all calls of this socket have in common. `of_refusal` reads the answer that refuses the upgrade;
  /// null when nobody is to know of it.
  SocketExchange(OpenCall opened, std::unique_ptr<SocketDecoder> decoder, std::unique_ptr<Decoder> of_refusal);

  void on_response(const ResponseStarted& response) override;
  void on_body(const BodyBytes& body, SteadyTime at) override;
  void on_body_end(const BodyEnded& end) override;
  void on_closed(const ExchangeClosed& closed, SteadyTime at) override;
  [[nodiscard]] std::vector<CallRecord> take_finished() override;
  void append_running(std::vector<const OpenCall*>& calls) const override;
  [[nodiscard]] News take_news() override { return News::Any; }

 private:
  struct Turn {
    OpenCall call;
    SteadyTime moved_at;  ///< when its last own message came
  };
  using Turns = std::map<TurnId, Turn>;

  void on_turn(const TurnReport& report) override;
  void on_request(TurnId turn, std::string_view follows) override;
  void switch_protocols(const ResponseHead& head);
  void count(const BodyBytes& body);
  void read(const BodyBytes& body);
  void take(Direction from, const WsMessage& message);
  void lose(Direction from, Outcome why);
  void note_own_message(Turn& turn, const TurnReport& report);
  void finish(Turns::iterator turn, Outcome outcome, SteadyTime at);
  void finish_all(ExchangeEnd end);
  [[nodiscard]] Outcome outcome_at(const OpenCall& call, ExchangeEnd end) const;
  [[nodiscard]] std::optional<WsAssembler>& reader(Direction from) { return readers_[static_cast<std::size_t>(from)]; }

  OpenCall opened_;
  std::unique_ptr<SocketDecoder> decoder_;
  std::unique_ptr<Decoder> of_refusal_;
  std::unique_ptr<HttpExchange> refusal_;
  std::optional<OpenCall> unreadable_;                 // the socket as a whole
  std::array<std::optional<WsAssembler>, 2> readers_;  // by direction; empty before the 101 and once lost
  std::optional<Outcome> lost_answers_;                // the server's side cannot be read any more: what turns end as
  bool has_gap_ = false;                               // bytes are missing, but messages are still found
  bool client_closed_ = false;                         // its close frame came
  bool switched_ = false;

  // The message at hand.
  bool paused_ = false;  // calls that begin with it are told to nobody
  SteadyTime now_{};
  Direction from_ = Direction::ToUpstream;
  std::uint64_t wire_bytes_ = 0;          // not yet counted for a turn
  std::optional<std::string_view> text_;  // empty where some of it is missing
  bool lacks_bytes_ = false;              // the client's next message does

  ShapeChain shapes_;

  Turns turns_;              // in flight
  std::set<TurnId> untold_;  // likewise, but begun in a pause
  std::vector<CallRecord> finished_;
};

}  // namespace tabacus::analytics
