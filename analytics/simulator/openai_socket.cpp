// The OpenAI dialects on a WebSocket: Responses turn by turn, as Codex speaks it, and Realtime.
// Source: platform.openai.com/docs/api-reference (responses, realtime).
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/socket_script.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

/// The JSON of an event that was written for a stream.
std::string data_of(std::string_view event) {
  constexpr std::string_view kData = "data: ";
  const std::size_t at = event.find(kData);
  return at == std::string_view::npos ? std::string{} : std::string{trim(event.substr(at + kData.size()))};
}

Piece event(Json json, std::optional<SimulatedUsage> told = std::nullopt) { return {dump(json), told}; }

SimulatedAnswer error_answer(int status, std::string_view code, std::string_view model) {
  SimulatedAnswer answer;
  answer.status = status;
  answer.model = model;
  answer.pieces.push_back(event({{"type", "error"},
                                 {"status", status},
                                 {"error", {{"type", code}, {"code", code}, {"message", "simulated error"}}},
                                 {"headers", Json::object()}}));
  return answer;
}

/// One conversation: each turn brings only what is new, and names the response that it goes on from.
class ResponsesScript final : public SocketScript {
 public:
  SimulatedAnswer answer(std::string_view message, std::uint64_t number) override {
    Json body = parse_json(message);
    if (text_of(member(body, "type")) != "response.create") return {};
    const std::string model = text_of(member(body, "model"));
    const std::string previous = text_of(member(body, "previous_response_id"));
    if (!previous.empty() && previous != last_id_) return error_answer(400, "previous_response_not_found", model);
    if (previous.empty()) input_ = Json::array();
    const Json& added = member(body, "input");
    if (added.is_array()) input_.insert(input_.end(), added.begin(), added.end());
    const bool warms_up = member(body, "generate") == false;
    SimulatedAnswer answer = warms_up ? warm_up(model, number) : turn(std::move(body), number);
    if (answer.status == 200) last_id_ = fmt::format("resp_sim_{}", number);
    return answer;
  }

 private:
  /// An empty response that costs nothing: the connection and the cache are warm then.
  static SimulatedAnswer warm_up(const std::string& model, std::uint64_t number) {
    const Json usage{{"input_tokens", 0}, {"output_tokens", 0}, {"total_tokens", 0}};
    Json response{{"id", fmt::format("resp_sim_{}", number)},
                  {"object", "response"},
                  {"status", "in_progress"},
                  {"model", model},
                  {"output", Json::array()},
                  {"usage", nullptr}};
    SimulatedAnswer answer;
    answer.pieces.push_back(event({{"type", "response.created"}, {"response", response}}));
    response["status"] = "completed";
    response["usage"] = usage;
    answer.pieces.push_back(event({{"type", "response.completed"}, {"response", response}}));
    return answer;
  }

  /// As over HTTP, with all that the conversation holds.
  SimulatedAnswer turn(Json body, std::uint64_t number) {
    if (!input_.empty()) body["input"] = input_;
    body["stream"] = true;
    SimulatedRequest request;
    request.method = "POST";
    request.path = "/v1/responses";
    request.body = dump(body);
    request.number = number;
    SimulatedAnswer answer = *answer_as_openai(request);
    if (answer.status != 200)
      return error_answer(answer.status, answer.status == 429 ? "rate_limit_exceeded" : "server_error", answer.model);
    apply_fault(answer);
    for (Piece& piece : answer.pieces) piece.bytes = data_of(piece.bytes);
    remember_output(answer);
    return answer;
  }

  void remember_output(const SimulatedAnswer& answer) {
    const Json last = parse_json(answer.pieces.back().bytes);
    const Json& output = member(member(last, "response"), "output");
    if (output.is_array()) input_.insert(input_.end(), output.begin(), output.end());
  }

  Json input_ = Json::array();  // of the turns so far
  std::string last_id_;
};

/// Cached tokens are text; a third of what is new is sound where sound was sent, and most of what is answered.
Json realtime_usage(const SimulatedUsage& usage, bool heard) {
  const std::int64_t audio_in = heard ? usage.input_uncached / 3 : 0;
  const std::int64_t audio_out = heard ? usage.output * 3 / 4 : 0;
  return {{"total_tokens", usage.input_total() + usage.output},
          {"input_tokens", usage.input_total()},
          {"output_tokens", usage.output},
          {"input_token_details",
           {{"text_tokens", usage.input_total() - audio_in},
            {"audio_tokens", audio_in},
            {"image_tokens", 0},
            {"cached_tokens", usage.cache_read},
            {"cached_tokens_details", {{"text_tokens", usage.cache_read}, {"audio_tokens", 0}, {"image_tokens", 0}}}}},
          {"output_token_details", {{"text_tokens", usage.output - audio_out}, {"audio_tokens", audio_out}}}};
}

class RealtimeScript final : public SocketScript {
 public:
  explicit RealtimeScript(std::string model) : model_{std::move(model)} {}

  SimulatedAnswer greeting() override {
    SimulatedAnswer answer;
    answer.pieces.push_back(event({{"type", "session.created"}, {"session", session()}}));
    return answer;
  }

  SimulatedAnswer answer(std::string_view message, std::uint64_t number) override {
    const Json body = parse_json(message);
    const std::string type = text_of(member(body, "type"));
    bytes_ += message.size();
    SimulatedAnswer answer;
    if (type == "session.update") {
      answer.pieces.push_back(event({{"type", "session.updated"}, {"session", session()}}));
    } else if (type == "input_audio_buffer.append") {
      heard_ = true;
    } else if (type == "conversation.item.create") {
      const Json& item = member(body, "item");
      take_item(item);
      answer.pieces.push_back(event({{"type", "conversation.item.added"}, {"item", item}}));
    } else if (type == "response.create") {
      answer = respond(number);
    }
    return answer;
  }

 private:
  [[nodiscard]] Json session() const {
    return {{"id", "sess_sim"}, {"object", "realtime.session"}, {"type", "realtime"}, {"model", model_}};
  }

  void take_item(const Json& item) {
    const Json& content = member(item, "content");
    if (!content.is_array()) return;
    for (const Json& part : content) text_ = text_of(member(part, "text"));
  }

  SimulatedAnswer respond(std::uint64_t number) {
    Conversation conversation;
    conversation.model = model_;
    conversation.turns = ++turns_;
    conversation.last_user_text = text_;
    conversation.request_bytes = bytes_;
    Script script = script_for(conversation);
    script.usage.input_uncached += std::exchange(script.usage.cache_write, 0);  // OpenAI tells of no cache writes

    SimulatedAnswer answer;
    answer.model = model_;
    answer.fault = fault_for(model_, "");
    if (answer.fault.status != 0) return error_answer(answer.fault.status, "server_error", model_);
    const std::string id = fmt::format("resp_sim_{}", number);
    answer.pieces.push_back(event({{"type", "response.created"}, {"response", response(id, "in_progress", nullptr)}}));
    for (const std::string& text : script.text)
      answer.pieces.push_back(event({{"type", "response.output_text.delta"}, {"response_id", id}, {"delta", text}}));
    Json done = response(id, "completed", realtime_usage(script.usage, heard_));
    std::optional<SimulatedUsage> told = script.usage;
    if (answer.fault.breaks) {
      done = response(id, "failed", nullptr);
      done["status_details"] = {{"type", "failed"}, {"error", {{"type", "server_error"}, {"code", "server_error"}}}};
      told.reset();
    }
    answer.pieces.push_back(event({{"type", "response.done"}, {"response", done}}, told));
    return answer;
  }

  static Json response(const std::string& id, std::string_view status, Json usage) {
    return {{"id", id},
            {"object", "realtime.response"},
            {"status", status},
            {"status_details", nullptr},
            {"output", Json::array({{{"type", "message"}, {"role", "assistant"}}})},
            {"usage", std::move(usage)}};
  }

  const std::string model_;
  std::string text_;       // the user's last
  std::size_t bytes_ = 0;  // all that the client sent
  std::size_t turns_ = 0;
  bool heard_ = false;
};

std::string model_in(std::string_view query) {
  constexpr std::string_view kModel = "model=";
  for (const std::string_view pair : split(query, '&'))
    if (pair.starts_with(kModel)) return std::string{pair.substr(kModel.size())};
  return "gpt-realtime";
}

}  // namespace

std::unique_ptr<SocketScript> open_openai_socket(const SimulatedRequest& upgrade) {
  const bool is_responses = upgrade.path == "/v1/responses" || upgrade.path == "/backend-api/codex/responses";
  if (is_responses) return std::make_unique<ResponsesScript>();
  if (upgrade.path == "/v1/realtime") return std::make_unique<RealtimeScript>(model_in(upgrade.query));
  return nullptr;
}

}  // namespace tabacus::analytics::simulator
