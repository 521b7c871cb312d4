// Google's Gemini Live API over a WebSocket (BidiGenerateContent): the client sets a session up, then talks, in text or
// as a stream of sound; the server answers in turns. Each turn is a call. Frames may be text or binary: both hold JSON.
// A turn ends with its turnComplete. Usage comes before that, with it or after it: the last one told until the next
// turn holds. Where content came behind it, it is not all. Source: ai.google.dev/api/live (2026-08).
#include <optional>
#include <string>

#include "analytics/providers/gemini_usage.hpp"

namespace tabacus::analytics {
namespace {

/// "gemini-live-2.5-flash" of "models/gemini-live-2.5-flash", and of Vertex's longer names.
std::string last_segment(std::string name) { return name.substr(name.rfind('/') + 1); }

struct Turn {
  TurnId id = 0;
  CallFacts facts;
  bool complete = false;         ///< its end came; only its usage may still come
  bool has_usage = false;        ///< some was told
  bool usage_is_behind = false;  ///< content has come since
};

class LiveSocket final : public SocketDecoder {
 public:
  void on_message(Direction from, std::string_view text, TurnSink& turns) override {
    JsonReader reader;
    const JsonField message = reader.read(text);
    if (from == Direction::ToUpstream)
      take_request(message, turns);
    else
      take_answer(message, turns);
  }

  void on_lost(Direction from) override {
    if (from == Direction::ToClient) turn_.reset();
  }

 private:
  void take_request(JsonField message, TurnSink& turns) {
    if (const JsonField setup = message["setup"]) model_ = last_segment(setup["model"].name());
    const bool asks = message["clientContent"]["turnComplete"].boolean() == true || message["realtimeInput"]["text"] ||
                      message["toolResponse"].is_object();
    if (!asks) return;
    end_complete(turns);
    report(turn(), turns);
  }

  void take_answer(JsonField message, TurnSink& turns) {
    const JsonField content = message["serverContent"];
    const JsonField calls = message["toolCall"]["functionCalls"];
    if (content["modelTurn"].is_object() || calls) end_complete(turns);
    const bool was_complete = turn_ && turn_->complete;
    if (!was_complete && (content.is_object() || calls)) take_content(content, calls);
    if (!turn_) return;
    const bool tells_usage = take_usage(message["usageMetadata"]);
    if (turn_->complete && tells_usage)
      end(TurnState::Ended, turns);
    else if (!was_complete)
      report(*turn_, turns);
  }

  bool take_usage(JsonField metadata) {
    const bool told = read_gemini_usage(metadata, turn_->facts.usage);
    if (told) turn_->usage_is_behind = false;
    turn_->has_usage = turn_->has_usage || told;
    if (!turn_->has_usage) return false;
    const bool is_all = turn_->complete && !turn_->usage_is_behind && turn_->facts.usage.doubt.empty();
    turn_->facts.usage_state = is_all ? UsageState::Measured : UsageState::Partial;
    return told;
  }

  void take_content(JsonField content, JsonField calls) {
    // The end of a turn that was not seen to begin is the end of nothing.
    if (!turn_ && !content["modelTurn"].is_object() && !calls) return;
    CallFacts& facts = turn().facts;
    bool has_content = false;
    content["modelTurn"]["parts"].for_each([&](JsonField part) {
      has_content = has_content || !part["text"].text().empty() || part["inlineData"].is_object();
    });
    calls.for_each([&](JsonField) {
      has_content = true;
      facts.tool_calls = facts.tool_calls.value_or(0) + 1;
    });
    if (has_content) {
      ++facts.content_deltas;
      turn_->usage_is_behind = true;
    }
    if (content["interrupted"].boolean() == true) facts.stop_raw = "interrupted";
    if (content["generationComplete"].boolean() == true) facts.finished = true;
    if (content["turnComplete"].boolean() != true) return;
    facts.finished = turn_->complete = true;
    if (facts.stop_raw.empty()) facts.stop_raw = "turn_complete";
    facts.stop = facts.tool_calls.value_or(0) > 0 ? StopReason::ToolUse : StopReason::Stop;
  }

  Turn& turn() {
    if (turn_) return *turn_;
    turn_.emplace();
    turn_->id = ++last_id_;
    turn_->facts.api = "live";
    turn_->facts.model_requested = turn_->facts.model_served = model_;
    turn_->facts.tool_calls = 0;
    return *turn_;
  }

  /// The conversation goes on: what has ended gets no usage any more.
  void end_complete(TurnSink& turns) {
    if (turn_ && turn_->complete) end(TurnState::HadEnded, turns);
  }

  void end(TurnState how, TurnSink& turns) {
    turns.on_turn({.turn = turn_->id, .facts = turn_->facts, .state = how});
    turn_.reset();
  }

  static void report(const Turn& turn, TurnSink& turns) { turns.on_turn({.turn = turn.id, .facts = turn.facts}); }

  std::string model_;
  std::optional<Turn> turn_;
  TurnId last_id_ = 0;
};

}  // namespace

std::unique_ptr<SocketDecoder> make_gemini_live_decoder() { return std::make_unique<LiveSocket>(); }

}  // namespace tabacus::analytics
