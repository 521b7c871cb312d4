// OpenAI's Realtime API over a WebSocket: a session in which the server answers when it is told to, or when it hears
// that the user has stopped speaking. Each response is a call: what it used counts the conversation so far anew. So is
// each transcription of what the user said, which another model makes and bills. Source:
// platform.openai.com/docs/api-reference/realtime-server-events (2026-08).
#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <string>

#include "analytics/providers/ended_ids.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_usage.hpp"
#include "analytics/providers/rate_limits.hpp"
#include "analytics/providers/socket_decoder.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxRunning = 64;

struct Turn {
  TurnId id = 0;
  std::string event_id;  ///< of the client's request, by which an error names it
  CallFacts facts;       ///< its response_id is empty until the server has begun
};

void take_stop(JsonField response, CallFacts& facts) {
  const std::string reason = response["status_details"]["reason"].name();
  const std::string status = response["status"].name();
  facts.stop_raw = reason.empty() ? status : reason;
  facts.cancelled = reason == "client_cancelled";  // the user's speaking on ends a response too, in the way of talk
  if (status == "completed")
    facts.stop = facts.tool_calls.value_or(0) > 0 ? StopReason::ToolUse : StopReason::Stop;
  else if (reason == "max_output_tokens")
    facts.stop = StopReason::Length;
  else if (reason == "content_filter")
    facts.stop = StopReason::ContentFilter;
  else if (status == "failed")
    facts.stop = StopReason::Error;
  if (status == "failed") facts.error_type = openai_error_type(response["status_details"]["error"]);
}

class RealtimeSocket final : public SocketDecoder {
 public:
  explicit RealtimeSocket(std::string_view model) : model_requested_{model} {}

  void on_message(Direction from, std::string_view text, TurnSink& turns) override {
    JsonReader reader;
    const JsonField message = reader.read(text);
    const std::string_view type = message["type"].text();
    if (from == Direction::ToUpstream)
      take_request(message, type, turns);
    else
      take_event(message, type, turns);
  }

  void on_lost(Direction from) override {
    if (from == Direction::ToClient) turns_.clear();
  }

 private:
  void take_request(JsonField message, std::string_view type, TurnSink& turns) {
    if (type == "session.update" && model_requested_.empty()) model_requested_ = message["session"]["model"].name();
    if (type != "response.create") return;
    Turn& turn = begin(turns);
    turn.event_id = message["event_id"].name();
    report(turn, turns);
  }

  void take_event(JsonField event, std::string_view type, TurnSink& turns) {
    if (type == "session.created" || type == "session.updated") {
      take_session(event["session"]);
    } else if (ended_.contains(event["response"]["id"].text())) {
      return;  // told again
    } else if (type == "response.created") {
      Turn& turn = of_new_response(event["response"]["id"].name(), turns);
      replace_name(turn.facts.model_served, event["response"]["model"]);
      report(turn, turns);
    } else if (type == "response.done") {
      finish(event["response"], turns);
    } else if (type == "error") {
      take_error(event["error"], turns);
    } else if (type == "rate_limits.updated") {
      take_limits(event["rate_limits"], turns);
    } else if (type.starts_with("conversation.item.input_audio_transcription.")) {
      take_transcription(event, type, turns);
    } else if (type.ends_with(".delta") && type.starts_with("response.")) {
      const auto turn = of_response(event["response_id"].text());
      if (turn == turns_.end()) return;
      ++turn->facts.content_deltas;
      report(*turn, turns);
    }
  }

  /// A request may be heard of before the session's greeting: its turn learns its model from that.
  void take_session(JsonField session) {
    replace_name(model_served_, session["model"]);
    for (Turn& turn : turns_)
      if (turn.facts.model_served.empty()) name_model(turn.facts);
    replace_name(transcriber_, session["input_audio_transcription"]["model"]);
    replace_name(transcriber_, session["audio"]["input"]["transcription"]["model"]);
  }

  void finish(JsonField response, TurnSink& turns) {
    Turn& turn = of_new_response(response["id"].name(), turns);
    replace_name(turn.facts.model_served, response["model"]);
    turn.facts.finished = true;
    turn.facts.tool_calls = 0;
    response["output"].for_each([&](JsonField item) {
      if (item["type"].text() == "function_call") ++*turn.facts.tool_calls;
    });
    take_stop(response, turn.facts);
    if (read_openai_usage(response["usage"], turn.facts.usage)) settle(turn.facts);
    end(turn, turns);
  }

  /// Most errors are of something else than a response (a malformed event); the session goes on. One that names no
  /// event is of the oldest request without a name, if of a request at all.
  void take_error(JsonField error, TurnSink& turns) {
    if (error["code"].text() == "session_expired") return end_session(error, turns);
    const std::string cause = error["event_id"].name();
    if (cause.empty() && !refuses_response(error)) return;
    const auto is_cause = [&](const Turn& turn) { return turn.facts.response_id.empty() && turn.event_id == cause; };
    const auto turn = std::ranges::find_if(turns_, is_cause);
    if (turn == turns_.end()) return;
    turn->facts.error_type = openai_error_type(error);
    turn->facts.finished = true;
    end(*turn, turns);
  }

  /// The session is over: what runs comes to no end of its own, and its usage will not be told.
  void end_session(JsonField error, TurnSink& turns) {
    while (!turns_.empty()) {
      turns_.front().facts.error_type = openai_error_type(error);
      end(turns_.front(), turns);
    }
  }

  /// Only response.create is refused for a response that runs, and only it has parameters below "response".
  [[nodiscard]] static bool refuses_response(JsonField error) {
    return error["code"].text() == "conversation_already_has_active_response" ||
           error["param"].text().starts_with("response.");
  }

  /// Told once for each part of an item; what is billed by the minute tells its seconds. What failed is a call too:
  /// nobody says whether it is billed.
  void take_transcription(JsonField event, std::string_view type, TurnSink& turns) {
    const bool failed = type.ends_with(".failed");
    if (!failed && !type.ends_with(".completed")) return;
    const std::string item =
        fmt::format("{}/{}", event["item_id"].name(), event["content_index"].integer().value_or(0));
    if (transcribed_.contains(item)) return;
    if (event["item_id"]) transcribed_.add(item);
    Turn turn{.id = ++last_id_, .event_id = {}, .facts = {}};
    turn.facts.api = "transcription";
    turn.facts.model_requested = turn.facts.model_served = transcriber_;
    turn.facts.finished = true;
    if (failed) turn.facts.error_type = openai_error_type(event["error"]);
    if (read_transcription_usage(event["usage"], turn.facts.usage)) settle(turn.facts);
    turns.on_turn({.turn = turn.id, .facts = turn.facts, .state = TurnState::Ended});
  }

  /// Told of the session; the response at hand is whom they concern.
  void take_limits(JsonField told, TurnSink& turns) {
    if (turns_.empty()) return;
    read_realtime_limits(told, turns_.front().facts.limits);
    report(turns_.front(), turns);
  }

  static void settle(CallFacts& facts) {
    facts.usage_state = facts.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
  }

  Turn& begin(TurnSink& turns) {
    if (turns_.size() == kMaxRunning) {
      turns.on_turn({.turn = turns_.front().id, .facts = turns_.front().facts, .state = TurnState::NoCall});
      turns_.pop_front();
    }
    Turn& turn = turns_.emplace_back();
    turn.id = ++last_id_;
    turn.facts.api = "realtime";
    name_model(turn.facts);
    return turn;
  }

  void name_model(CallFacts& facts) const {
    facts.model_requested = model_requested_.empty() ? model_served_ : model_requested_;
    facts.model_served = model_served_;
  }

  std::list<Turn>::iterator of_response(std::string_view id) {
    return std::ranges::find_if(turns_, [&](const Turn& turn) { return !id.empty() && turn.facts.response_id == id; });
  }

  /// The turn that this response answers: the oldest that was asked for, or one that nobody asked for.
  Turn& of_new_response(std::string id, TurnSink& turns) {
    auto turn = of_response(id);
    if (turn == turns_.end())
      turn = std::ranges::find_if(turns_, [](const Turn& waiting) { return waiting.facts.response_id.empty(); });
    Turn& found = turn == turns_.end() ? begin(turns) : *turn;
    found.facts.response_id = std::move(id);
    return found;
  }

  static void report(const Turn& turn, TurnSink& turns) { turns.on_turn({.turn = turn.id, .facts = turn.facts}); }

  void end(const Turn& turn, TurnSink& turns) {
    const TurnId id = turn.id;
    ended_.add(turn.facts.response_id);
    turns.on_turn({.turn = id, .facts = turn.facts, .state = TurnState::Ended});
    std::erase_if(turns_, [id](const Turn& ended) { return ended.id == id; });
  }

  std::string model_requested_;
  std::string model_served_;
  std::string transcriber_;
  std::list<Turn> turns_;  // running, in the order they began
  EndedIds ended_;
  EndedIds transcribed_;
  TurnId last_id_ = 0;
};

}  // namespace

std::unique_ptr<SocketDecoder> make_openai_realtime_decoder(std::string_view model) {
  return std::make_unique<RealtimeSocket>(model);
}

}  // namespace tabacus::analytics
