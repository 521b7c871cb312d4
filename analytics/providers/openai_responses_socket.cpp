// OpenAI's Responses API over a WebSocket, as Codex uses it: the client asks with {"type":"response.create", ...}, the
// server answers with the events of a stream, one turn after the other on one socket. From the backend of ChatGPT
// several events may come in one message, as {"chunks":[...]}, and between them ones of its own ("codex.rate_limits").
// An error names no response. With an HTTP status, before its response began, it refuses the turn. Any other may be of
// the connection ("websocket_connection_limit_reached") or be passed over by the client: the turn has failed unless
// its response goes on, which the next response, or the end of the socket, decides.
#include <deque>
#include <string>

#include "analytics/providers/ended_ids.hpp"
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
    JsonReader reader;
    const JsonField message = reader.read(text);
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
    bool failed = false;      ///< an error came that may be its end
    std::optional<int> status;
    ResponsesDecoder decoder;

    [[nodiscard]] const std::string& response_id() const { return decoder.facts().response_id; }
    [[nodiscard]] TurnReport report() const { return {.turn = id, .facts = decoder.facts(), .status = status}; }

    void note_error(JsonField event) {
      failed = true;
      const auto stated = event["status"].count();
      if (stated && *stated >= 100 && *stated <= 599) status = static_cast<int>(*stated);
    }
    void note_end() {
      if (decoder.facts().error_type.empty()) status.reset();
    }

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
    turns.on_request(turn.id, message["previous_response_id"].text());
    if (!turn.is_warm_up) turns.on_turn(turn.report());
  }

  void take_event(JsonField event, TurnSink& turns) {
    const std::string_view type = event["type"].text();
    if (!type.starts_with("response.") && type != "error") return;
    const std::string id = event["response"]["id"].name();
    if (ended_.contains(id)) return;
    if (pending_.empty() && id.empty()) return;
    if (is_past_first(id, type)) end_passed(turns);
    Turn& turn = pending_.empty() ? begin() : pending_.front();
    turn.decoder.take_event(event, type);
    if (type == "error") turn.note_error(event);
    const bool refused = type == "error" && turn.status && turn.response_id().empty();
    if (refused || ResponsesDecoder::ends_response(event, type))
      end(turn, turns);
    else if (!turn.is_warm_up)
      turns.on_turn(turn.report());
  }

  void end(Turn& turn, TurnSink& turns) {
    turn.note_end();
    TurnReport report = turn.report();
    report.state = turn.is_no_call() ? TurnState::NoCall : TurnState::Ended;
    turns.on_turn(report);
    ended_.add(turn.response_id());
    pending_.pop_front();
  }

  /// The event is of a later turn: the end of the first was lost, or the error was it.
  [[nodiscard]] bool is_past_first(std::string_view id, std::string_view type) const {
    if (pending_.empty()) return false;
    const Turn& turn = pending_.front();
    const std::string& running = turn.response_id();
    if (!id.empty() && !running.empty() && running != id) return true;
    return turn.failed && pending_.size() > 1 && (running.empty() || type == "error");
  }

  void end_passed(TurnSink& turns) {
    const Turn& turn = pending_.front();
    TurnReport report = turn.report();
    report.state = TurnState::HadEnded;
    if (!turn.is_warm_up) turns.on_turn(report);
    ended_.add(turn.response_id());
    pending_.pop_front();
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

  std::deque<Turn> pending_;  // in the order they were asked for, which is that of the answers
  EndedIds ended_;
  TurnId last_id_ = 0;
  std::string last_model_;
};

}  // namespace

std::unique_ptr<SocketDecoder> make_openai_responses_socket_decoder() { return std::make_unique<ResponsesSocket>(); }

}  // namespace tabacus::analytics
