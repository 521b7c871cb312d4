// The Anthropic dialect: /v1/messages as JSON and as a stream, count_tokens, models, the probes of Claude Code.
// Source: docs.anthropic.com/en/api/messages and /messages-streaming.
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/structured.hpp"

namespace tabacus::analytics::simulator {
namespace {

std::string texts_in(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string all;
  if (!content.is_array()) return all;
  for (const Json& block : content)
    if (text_of(member(block, "type")) == "text") all.append(text_of(member(block, "text"))).append("\n");
  return all;
}

std::optional<std::string> tool_result_in(const Json& content) {
  if (!content.is_array()) return std::nullopt;
  for (const Json& block : content)
    if (text_of(member(block, "type")) == "tool_result") return texts_in(member(block, "content"));
  return std::nullopt;
}

std::string called_tool_in(const Json& content) {
  std::string name;
  if (content.is_array())
    for (const Json& block : content)
      if (text_of(member(block, "type")) == "tool_use") name = text_of(member(block, "name"));
  return name;
}

/// Claude Code puts notices of role "system" behind the user's message; they are no turn of their own.
void read_message(const Json& message, Conversation& conversation) {
  const std::string role = text_of(member(message, "role"));
  if (role == "system") return;
  ++conversation.turns;
  const Json& content = member(message, "content");
  if (role == "assistant") conversation.called_tool = called_tool_in(content);
  if (role != "user") return;
  conversation.tool_result = tool_result_in(content);
  if (!conversation.tool_result) conversation.last_user_text = texts_in(content);
}

Conversation read_conversation(const SimulatedRequest& request, const Json& body) {
  Conversation conversation;
  conversation.model = text_of(member(body, "model"));
  conversation.streams = is_true(member(body, "stream"));
  conversation.request_bytes = request.body.size();
  const Json& format = member(body, "output_format");
  if (text_of(member(format, "type")) == "json_schema")
    conversation.structured = dump(example_of(member(format, "schema")));
  if (const Json& messages = member(body, "messages"); messages.is_array())
    for (const Json& message : messages) read_message(message, conversation);
  if (const Json& tools = member(body, "tools"); tools.is_array())
    for (const Json& tool : tools) conversation.tools.push_back(text_of(member(tool, "name")));
  return conversation;
}

Json usage_json(const SimulatedUsage& usage, std::int64_t output) {
  return {{"input_tokens", usage.input_uncached},
          {"cache_creation_input_tokens", usage.cache_write},
          {"cache_read_input_tokens", usage.cache_read},
          {"cache_creation", {{"ephemeral_5m_input_tokens", usage.cache_write}, {"ephemeral_1h_input_tokens", 0}}},
          {"output_tokens", output},
          {"service_tier", "standard"}};
}

std::string_view stop_reason(const Script& script) { return script.tool ? "tool_use" : "end_turn"; }

Json tool_block(const ToolCall& tool, std::uint64_t number, bool with_input) {
  Json input = Json::object();
  if (with_input) input[tool.argument] = tool.command;
  return {{"type", "tool_use"}, {"id", fmt::format("toolu_sim_{}", number)}, {"name", tool.name}, {"input", input}};
}

Json message_shell(const SimulatedRequest& request, const Conversation& conversation) {
  return {{"id", fmt::format("msg_sim_{}", request.number)},
          {"type", "message"},
          {"role", "assistant"},
          {"model", conversation.model},
          {"content", Json::array()},
          {"stop_reason", nullptr},
          {"stop_sequence", nullptr}};
}

Json whole_message(const SimulatedRequest& request, const Conversation& conversation, const Script& script) {
  Json message = message_shell(request, conversation);
  std::string text;
  for (const std::string& piece : script.text) text += piece;
  message["content"].push_back({{"type", "text"}, {"text", text}});
  if (script.tool) message["content"].push_back(tool_block(*script.tool, request.number, true));
  message["stop_reason"] = stop_reason(script);
  message["usage"] = usage_json(script.usage, script.usage.output);
  return message;
}

Json block_event(std::string_view type, int index, std::string_view key = "", Json value = nullptr) {
  Json event{{"type", type}, {"index", index}};
  if (!key.empty()) event[std::string{key}] = std::move(value);
  return event;
}

std::string block_sse(std::string_view type, int index, std::string_view key = "", Json value = nullptr) {
  return sse(type, block_event(type, index, key, std::move(value)));
}

std::vector<Piece> stream(const SimulatedRequest& request, const Conversation& conversation, const Script& script) {
  std::vector<Piece> pieces;
  const auto add = [&](std::string bytes) { pieces.push_back({std::move(bytes), std::nullopt}); };

  Json message = message_shell(request, conversation);
  message["usage"] = usage_json(script.usage, 1);
  SimulatedUsage begun = script.usage;
  begun.output = 1;
  pieces.push_back({sse("message_start", {{"type", "message_start"}, {"message", message}}), begun});
  add(block_sse("content_block_start", 0, "content_block", {{"type", "text"}, {"text", ""}}));
  add(sse("ping", {{"type", "ping"}}));
  for (const std::string& text : script.text)
    add(block_sse("content_block_delta", 0, "delta", {{"type", "text_delta"}, {"text", text}}));
  add(block_sse("content_block_stop", 0));
  if (script.tool) {
    const std::string input = dump({{script.tool->argument, script.tool->command}});
    add(block_sse("content_block_start", 1, "content_block", tool_block(*script.tool, request.number, false)));
    for (const std::string& part : {input.substr(0, 2), input.substr(2)})
      add(block_sse("content_block_delta", 1, "delta", {{"type", "input_json_delta"}, {"partial_json", part}}));
    add(block_sse("content_block_stop", 1));
  }
  pieces.push_back({sse("message_delta", {{"type", "message_delta"},
                                          {"delta", {{"stop_reason", stop_reason(script)}, {"stop_sequence", nullptr}}},
                                          {"usage", usage_json(script.usage, script.usage.output)}}),
                    script.usage});
  add(sse("message_stop", {{"type", "message_stop"}}));
  return pieces;
}

Json model_list() {
  Json models = Json::array();
  for (const char* id : {"claude-opus-4-8", "claude-sonnet-4-6", "claude-haiku-4-5"})
    models.push_back({{"type", "model"}, {"id", id}, {"display_name", id}, {"created_at", "2026-11-21T00:00:00Z"}});
  return {{"data", models}, {"has_more", false}, {"first_id", "claude-opus-4-8"}, {"last_id", "claude-haiku-4-5"}};
}

std::string_view error_type(int status) {
  switch (status) {
    case 400:
      return "invalid_request_error";
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return "api_error";
  }
}

Json error_json(int status, std::uint64_t number) {
  return {{"type", "error"},
          {"error", {{"type", error_type(status)}, {"message", fmt::format("simulated error {}", status)}}},
          {"request_id", fmt::format("req_sim_{}", number)}};
}

void add_headers(SimulatedAnswer& answer, std::uint64_t number) {
  const std::vector<std::pair<std::string, std::string>> more{
      {"request-id", fmt::format("req_sim_{}", number)},
      {"anthropic-ratelimit-requests-limit", "4000"},
      {"anthropic-ratelimit-requests-remaining", "3999"},
      {"anthropic-ratelimit-requests-reset", "2026-11-21T00:00:00Z"},
      {"anthropic-ratelimit-tokens-limit", "400000"},
      {"anthropic-ratelimit-tokens-remaining", "390000"},
      {"anthropic-ratelimit-tokens-reset", "2026-11-21T00:00:00Z"}};
  answer.headers.insert(answer.headers.end(), more.begin(), more.end());
  if (answer.status == 429 || answer.status == 529) answer.headers.emplace_back("retry-after", "1");
}

SimulatedAnswer answer_messages(const SimulatedRequest& request) {
  const Json body = parse_json(request.body);
  const Conversation conversation = read_conversation(request, body);
  if (conversation.turns == 0) return json_answer(400, error_json(400, request.number));
  const Fault fault = fault_for(conversation.model, request.fault);
  const Script script = script_for(conversation);

  SimulatedAnswer answer;
  if (fault.status != 0) {
    answer = json_answer(fault.status, error_json(fault.status, request.number));
  } else if (conversation.streams) {
    answer.streams = true;
    answer.headers = {{"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-cache"}};
    answer.pieces = stream(request, conversation, script);
    if (fault.breaks) {
      answer.pieces.resize(answer.pieces.size() / 2);
      answer.pieces.push_back({sse("error", error_json(529, request.number)), std::nullopt});
    }
  } else {
    answer = json_answer(200, whole_message(request, conversation, script));
    answer.pieces.front().told = script.usage;
  }
  answer.fault = fault;
  answer.model = conversation.model;
  return answer;
}

}  // namespace

std::optional<SimulatedAnswer> answer_as_anthropic(const SimulatedRequest& request) {
  std::optional<SimulatedAnswer> answer;
  if (request.path == "/v1/messages" && request.method == "POST") {
    answer = answer_messages(request);
  } else if (request.path == "/v1/messages/count_tokens" && request.method == "POST") {
    const Conversation conversation = read_conversation(request, parse_json(request.body));
    answer = json_answer(200, {{"input_tokens", script_for(conversation).usage.input_total()}});
  } else if (request.path == "/v1/models" && request.is_anthropic) {
    answer = json_answer(200, model_list());
  } else if (request.path == "/api/hello" || request.path == "/") {
    answer = json_answer(200, {{"message", "hello"}});
  }
  if (answer) add_headers(*answer, request.number);
  return answer;
}

}  // namespace tabacus::analytics::simulator
