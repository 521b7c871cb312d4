// The Gemini Live dialect: a session in JSON within binary frames. Source: ai.google.dev/api/live.
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/socket_script.hpp"

namespace tabacus::analytics::simulator {
namespace {

Piece message(Json json, std::optional<SimulatedUsage> told = std::nullopt) { return {dump(json), told}; }

Json usage_json(const SimulatedUsage& usage) {
  Json json{{"promptTokenCount", usage.input_total()},
            {"responseTokenCount", usage.output},
            {"totalTokenCount", usage.input_total() + usage.output},
            {"promptTokensDetails", Json::array({{{"modality", "TEXT"}, {"tokenCount", usage.input_total()}}})},
            {"responseTokensDetails", Json::array({{{"modality", "TEXT"}, {"tokenCount", usage.output}}})}};
  if (usage.cache_read > 0) json["cachedContentTokenCount"] = usage.cache_read;
  return json;
}

class LiveScript final : public SocketScript {
 public:
  SimulatedAnswer answer(std::string_view text, std::uint64_t) override {
    const Json body = parse_json(text);
    bytes_ += text.size();
    if (const Json& setup = member(body, "setup"); setup.is_object()) return set_up(text_of(member(setup, "model")));
    const Json& content = member(body, "clientContent");
    const Json& input = member(member(body, "realtimeInput"), "text");
    take_turns(member(content, "turns"));
    if (input.is_string()) text_ = input.get<std::string>();
    const bool asks = is_true(member(content, "turnComplete")) || input.is_string();
    return asks ? respond() : SimulatedAnswer{};
  }

  [[nodiscard]] bool speaks_binary() const override { return true; }

 private:
  SimulatedAnswer set_up(const std::string& model) {
    model_ = model.substr(model.rfind('/') + 1);
    SimulatedAnswer answer;
    answer.pieces.push_back(message({{"setupComplete", Json::object()}}));
    return answer;
  }

  void take_turns(const Json& turns) {
    if (!turns.is_array()) return;
    for (const Json& turn : turns)
      if (const Json& parts = member(turn, "parts"); parts.is_array())
        for (const Json& part : parts) text_ = text_of(member(part, "text"));
  }

  SimulatedAnswer respond() {
    Conversation conversation;
    conversation.model = model_;
    conversation.turns = ++turns_;
    conversation.last_user_text = text_;
    conversation.request_bytes = bytes_;
    Script script = script_for(conversation);
    script.usage.input_uncached += std::exchange(script.usage.cache_write, 0);  // Gemini tells of no cache writes

    SimulatedAnswer answer;
    answer.model = model_;
    answer.fault = fault_for(model_, "");
    for (const std::string& text : script.text) {
      const Json turn{{"role", "model"}, {"parts", Json::array({{{"text", text}}})}};
      answer.pieces.push_back(message({{"serverContent", {{"modelTurn", turn}}}}));
    }
    answer.pieces.push_back(message({{"serverContent", {{"generationComplete", true}}}}));
    answer.pieces.push_back(message(
        {{"serverContent", {{"turnComplete", true}}}, {"usageMetadata", usage_json(script.usage)}}, script.usage));
    return answer;
  }

  std::string model_;
  std::string text_;       // the user's last
  std::size_t bytes_ = 0;  // all that the client sent
  std::size_t turns_ = 0;
};

}  // namespace

std::unique_ptr<SocketScript> open_gemini_socket(const SimulatedRequest& upgrade) {
  const bool is_live = upgrade.path.starts_with("/ws/") && upgrade.path.ends_with("BidiGenerateContent");
  return is_live ? std::make_unique<LiveScript>() : nullptr;
}

}  // namespace tabacus::analytics::simulator
