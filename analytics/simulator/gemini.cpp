// The Gemini dialect: generateContent, streamGenerateContent as events and as a JSON array, countTokens.
// Source: ai.google.dev/api/generate-content.
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/structured.hpp"

namespace tabacus::analytics::simulator {
namespace {

struct Method {
  std::string model;
  std::string name;  ///< "streamGenerateContent"
};

/// Code Assist wraps requests and answers: the model stands beside the request.
bool is_wrapped(const SimulatedRequest& request) { return request.path.starts_with("/v1internal:"); }

/// /v1beta/models/M:method and its variants in other versions.
std::optional<Method> method_of(std::string_view path) {
  constexpr std::string_view kModels = "/models/";
  const std::size_t models = path.find(kModels);
  const std::size_t colon = path.rfind(':');
  if (models == std::string_view::npos || colon == std::string_view::npos || colon < models + kModels.size())
    return std::nullopt;
  const std::size_t begin = models + kModels.size();
  return Method{std::string{path.substr(begin, colon - begin)}, std::string{path.substr(colon + 1)}};
}

void read_parts(const Json& parts, bool from_user, Conversation& conversation) {
  if (!parts.is_array()) return;
  std::string text;
  conversation.tool_result.reset();
  for (const Json& part : parts) {
    text.append(text_of(member(part, "text"))).append("\n");
    const Json& result = member(part, "functionResponse");
    if (!result.is_null()) conversation.tool_result = text_of(member(member(result, "response"), "output"));
  }
  if (from_user) conversation.last_user_text = text;
}

Conversation read_conversation(const SimulatedRequest& request, const Method& method, const Json& body) {
  Conversation conversation;
  conversation.model = method.model;
  conversation.streams = method.name == "streamGenerateContent";
  conversation.request_bytes = request.body.size();
  if (const Json& contents = member(body, "contents"); contents.is_array()) {
    conversation.turns = contents.size();
    for (const Json& content : contents)
      read_parts(member(content, "parts"), text_of(member(content, "role")) != "model", conversation);
  }
  const Json& config = member(body, "generationConfig");
  if (text_of(member(config, "responseMimeType")) == "application/json") {
    const Json& schema = member(config, "responseSchema");
    conversation.structured = dump(example_of(schema.is_null() ? member(config, "responseJsonSchema") : schema));
  }
  const Json& tools = member(body, "tools");
  if (!tools.is_array()) return conversation;
  for (const Json& tool : tools) {
    const Json& functions = member(tool, "functionDeclarations");
    if (!functions.is_array()) continue;
    for (const Json& function : functions) conversation.tools.push_back(text_of(member(function, "name")));
  }
  return conversation;
}

/// Gemini caches by itself and tells of no writes. A third of the output is thought about, outside the candidates.
Script gemini_script(const Conversation& conversation) {
  Script script = script_for(conversation);
  script.usage.input_uncached += std::exchange(script.usage.cache_write, 0);
  script.usage.reasoning = script.usage.output / 3;
  return script;
}

Json usage_json(const SimulatedUsage& usage) {
  Json json{{"promptTokenCount", usage.input_total()},
            {"candidatesTokenCount", usage.output - usage.reasoning},
            {"thoughtsTokenCount", usage.reasoning},
            {"totalTokenCount", usage.input_total() + usage.output}};
  if (usage.cache_read > 0) json["cachedContentTokenCount"] = usage.cache_read;
  return json;
}

Json response_json(const SimulatedRequest& request, const Conversation& conversation, Json parts, bool is_last,
                   const SimulatedUsage& usage) {
  Json candidate{{"content", {{"parts", std::move(parts)}, {"role", "model"}}}, {"index", 0}};
  if (is_last) candidate["finishReason"] = "STOP";
  return {{"candidates", Json::array({candidate})},
          {"usageMetadata", usage_json(usage)},
          {"modelVersion", conversation.model},
          {"responseId", fmt::format("sim{}", request.number)}};
}

Json tool_part(const ToolCall& tool) {
  return {{"functionCall", {{"name", tool.name}, {"args", {{tool.argument, tool.command}}}}}};
}

Json wrapped(const SimulatedRequest& request, Json response) {
  if (!is_wrapped(request)) return response;
  return {{"response", std::move(response)}, {"traceId", fmt::format("sim{}", request.number)}};
}

/// Usage is cumulative and told with every piece; early ones know no output yet.
std::vector<Json> stream_of(const SimulatedRequest& request, const Conversation& conversation, const Script& script,
                            std::vector<SimulatedUsage>& told) {
  std::vector<Json> responses;
  SimulatedUsage early = script.usage;
  early.output = early.reasoning = 0;
  const std::size_t total = script.text.size() + (script.tool ? 1 : 0);
  for (std::size_t i = 0; i < total; ++i) {
    const bool is_last = i + 1 == total;
    Json part = i < script.text.size() ? Json{{"text", script.text[i]}} : tool_part(*script.tool);
    told.push_back(is_last ? script.usage : early);
    Json response = response_json(request, conversation, Json::array({std::move(part)}), is_last, told.back());
    responses.push_back(wrapped(request, std::move(response)));
  }
  return responses;
}

std::vector<Piece> as_events(const std::vector<Json>& responses, const std::vector<SimulatedUsage>& told) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < responses.size(); ++i)
    pieces.push_back({fmt::format("data: {}\r\n\r\n", dump(responses[i])), told[i]});
  return pieces;
}

std::vector<Piece> as_array(const std::vector<Json>& responses, const std::vector<SimulatedUsage>& told) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < responses.size(); ++i)
    pieces.push_back({(i == 0 ? "[" : ",\r\n") + dump(responses[i]), told[i]});
  pieces.push_back({"]", std::nullopt});
  return pieces;
}

Json error_json(int status) {
  const std::string_view word = status == 429   ? "RESOURCE_EXHAUSTED"
                                : status >= 500 ? "UNAVAILABLE"
                                                : "INVALID_ARGUMENT";
  return {{"error", {{"code", status}, {"message", fmt::format("simulated error {}", status)}, {"status", word}}}};
}

SimulatedAnswer answer_stream(const SimulatedRequest& request, const Conversation& conversation, const Script& script,
                              const Fault& fault) {
  const bool events = request.query.find("alt=sse") != std::string::npos;
  std::vector<SimulatedUsage> told;
  const std::vector<Json> responses = stream_of(request, conversation, script, told);
  SimulatedAnswer answer;
  answer.streams = true;
  answer.headers = {{"Content-Type", events ? "text/event-stream" : "application/json; charset=UTF-8"}};
  answer.pieces = events ? as_events(responses, told) : as_array(responses, told);
  if (fault.breaks) {
    answer.pieces.resize(answer.pieces.size() / 2);
    const std::string error = dump(error_json(503));
    answer.pieces.push_back({events ? "data: " + error + "\r\n\r\n" : ",\r\n" + error + "]", std::nullopt});
  }
  return answer;
}

SimulatedAnswer answer_generate(const SimulatedRequest& request, const Method& method, const Json& body) {
  const Conversation conversation = read_conversation(request, method, body);
  if (conversation.turns == 0) return json_answer(400, error_json(400));
  const Fault fault = fault_for(conversation.model, request.fault);
  const Script script = gemini_script(conversation);
  SimulatedAnswer answer;
  if (fault.status != 0) {
    answer = json_answer(fault.status, error_json(fault.status));
  } else if (conversation.streams) {
    answer = answer_stream(request, conversation, script, fault);
  } else {
    Json parts = Json::array();
    std::string text;
    for (const std::string& piece : script.text) text += piece;
    parts.push_back({{"text", text}});
    if (script.tool) parts.push_back(tool_part(*script.tool));
    answer =
        json_answer(200, wrapped(request, response_json(request, conversation, std::move(parts), true, script.usage)));
    answer.pieces.front().told = script.usage;
  }
  answer.fault = fault;
  answer.model = conversation.model;
  return answer;
}

}  // namespace

std::optional<SimulatedAnswer> answer_as_gemini(const SimulatedRequest& request) {
  if (request.method != "POST") return std::nullopt;
  Json body = parse_json(request.body);
  auto method = method_of(request.path);
  if (is_wrapped(request)) {
    method = Method{text_of(member(body, "model")), request.path.substr(request.path.find(':') + 1)};
    body = Json(member(body, "request"));
  }
  if (!method) return std::nullopt;
  if (method->name == "countTokens") {
    const Conversation conversation = read_conversation(request, *method, body);
    return json_answer(200, {{"totalTokens", script_for(conversation).usage.input_total()}});
  }
  if (method->name != "generateContent" && method->name != "streamGenerateContent") return std::nullopt;
  return answer_generate(request, *method, body);
}

}  // namespace tabacus::analytics::simulator
