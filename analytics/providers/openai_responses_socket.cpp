// OpenAI's Responses API over a WebSocket, as Codex uses it: the client asks with {"type":"response.create", ...}, the
// server answers with the events of a stream, one turn after the other on one socket. From the backend of ChatGPT
// several events may come in one message, as {"chunks":[...]}, and between them ones of its own ("codex.rate_limits").
#include <algorithm>
#include <array>
#include <deque>
#include <string>

#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_responses.hpp"
#include "analytics/providers/socket_decoder.hpp"

namespace tabacus::analytics {
namespace {

/// Turns asked for and not answered yet. Clients wait for each answer: more is no conversation.
constexpr std::size_t kMaxPending = 64;

class ResponsesSocket final : public SocketDecoder {
 public:
  void on_message(Direction from, std::string_view text, TurnSink& turns) override {
    const JsonField message = reader_.read(text);
    if (from == Direction::ToUpstream) {
      take_request(message, turns);
    } else if (const JsonField chunks = message["chunks"]) {
      chunks.for_each([&](JsonField chunk) { take_event(chunk, turns); });
    } else {
      take_event(message, turns);
    }
  }

  /// What was asked is not answered in our sight. Lost requests lose less: their answers tell of them.
  void on_lost(Direction from) override {
    if (from == Direction::ToClient) pending_.clear();
  }

 private:
  struct Turn {
    TurnId id = 0;
    bool is_warm_up = false;  ///< asked to generate nothing
    bool asked = false;       ///< its request was seen
    bool told = false;        ///< the sink knows of it
    ResponsesDecoder decoder;

    /// A turn that used nothing and was to make nothing, as far as one can tell, is no call.
    [[nodiscard]] bool is_no_call() const {
      const Usage& usage = decoder.facts().usage;
      const Tokens tokens = usage.prompt_total().value_or(Tokens{}) + usage.output_total.value_or(Tokens{});
      return (is_warm_up || !asked) && tokens.count() == 0;
    }
  };

  void take_request(JsonField message, TurnSink& turns) {
    const std::string_view type = message["type"].text();
    if (type != "response.create" && type != "response.append") return;
    if (pending_.size() == kMaxPending) drop_first(turns);
    // A fast upstream's answer may be heard of before its request.
    Turn& turn = !pending_.empty() && !pending_.back().asked ? pending_.back() : begin();
    turn.asked = true;
    turn.is_warm_up = message["generate"].boolean() == false;
    turn.decoder.take_request(message);
    if (turn.decoder.facts().model_requested.empty()) turn.decoder.assume_model(last_model_);
    last_model_ = turn.decoder.facts().model_requested;
    if (!turn.is_warm_up) tell(turn, {.turn = turn.id, .facts = turn.decoder.facts()}, turns);
  }

  void take_event(JsonField event, TurnSink& turns) {
    const std::string_view type = event["type"].text();
    if (!type.starts_with("response.") && type != "error") return;
    const std::string id = event["response"]["id"].name();
    if (!id.empty() && has_ended(id)) return;  // ends are repeated at times, also when the next turn was asked for
    if (pending_.empty() && id.empty()) return;
    end_missed(id, turns);
    Turn& turn = pending_.empty() ? begin() : pending_.front();
    turn.decoder.take_event(event, type);
    const auto status = event["status"].count();
    TurnReport report{.turn = turn.id, .facts = turn.decoder.facts()};
    if (type == "error" && status && *status >= 100 && *status <= 599) report.status = static_cast<int>(*status);
    if (!ResponsesDecoder::ends_response(type)) {
      if (!turn.is_warm_up) tell(turn, report, turns);
      return;
    }
    report.state = turn.is_no_call() ? TurnState::NoCall : TurnState::Ended;
    if (turn.told || report.state == TurnState::Ended) tell(turn, report, turns);
    remember_end(turn.decoder.facts().response_id);
    pending_.pop_front();
  }

  /// Another response has begun: the end of the one before was lost.
  void end_missed(const std::string& id, TurnSink& turns) {
    if (id.empty() || pending_.empty()) return;
    const Turn& turn = pending_.front();
    const std::string& running = turn.decoder.facts().response_id;
    if (running.empty() || running == id) return;
    if (!turn.is_warm_up) turns.on_turn({.turn = turn.id, .facts = turn.decoder.facts(), .state = TurnState::Ended});
    pending_.pop_front();
  }

  static void tell(Turn& turn, const TurnReport& report, TurnSink& turns) {
    turn.told = true;
    turns.on_turn(report);
  }

  Turn& begin() {
    Turn& turn = pending_.emplace_back();
    turn.id = ++last_id_;
    return turn;
  }

  void drop_first(TurnSink& turns) {
    const Turn& turn = pending_.front();
    turns.on_turn({.turn = turn.id, .facts = turn.decoder.facts(), .state = TurnState::NoCall});
    pending_.pop_front();
  }

  [[nodiscard]] bool has_ended(std::string_view id) const { return std::ranges::find(ended_, id) != ended_.end(); }
  void remember_end(const std::string& id) {
    if (id.empty()) return;
    ended_[next_ended_] = id;
    next_ended_ = (next_ended_ + 1) % ended_.size();
  }

  JsonReader reader_;
  std::deque<Turn> pending_;  // in the order they were asked for, which is that of the answers
  std::array<std::string, 8> ended_;
  std::size_t next_ended_ = 0;
  TurnId last_id_ = 0;
  std::string last_model_;
};

}  // namespace

std::unique_ptr<SocketDecoder> make_openai_responses_socket_decoder() { return std::make_unique<ResponsesSocket>(); }

}  // namespace tabacus::analytics
