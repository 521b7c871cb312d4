// The OpenAI dialects: chat completions and responses, as JSON and as streams, and the list of models.
// Source: platform.openai.com/docs/api-reference (chat, responses, streaming).
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/structured.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::int64_t kCreated = 1'795'219'200;  // one moment for all answers: they depend on nothing but the request

/// A text, or the texts of its parts: {"type":"text"}, {"type":"input_text"}, {"type":"output_text"}.
std::string texts_in(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string all;
  if (!content.is_array()) return all;
  for (const Json& part : content) all.append(text_of(member(part, "text"))).append("\n");
  return all;
}

void read_tools(const Json& tools, Conversation& conversation) {
  if (!tools.is_array()) return;
  for (const Json& tool : tools) {
    const std::string name = text_of(member(tool, "name"));  // responses
    conversation.tools.push_back(name.empty() ? text_of(member(member(tool, "function"), "name")) : name);
    if (const Json& inner = member(tool, "tools"); inner.is_array())  // of a namespace: "mcp__tabacus.usage_summary"
      for (const Json& each : inner) conversation.tools.push_back(name + '.' + text_of(member(each, "name")));
  }
}

void read_items(const Json& items, Conversation& conversation) {
  if (items.is_string()) {
    conversation.turns = 1;
    conversation.last_user_text = items.get<std::string>();
  }
  if (!items.is_array() || items.empty()) return;
  conversation.turns = items.size();
  for (const Json& item : items) {
    const std::string type = text_of(member(item, "type"));
    if (type == "configuration_update") continue;  // said by the client, not in the conversation
    conversation.tool_result.reset();
    if (text_of(member(item, "role")) == "user") conversation.last_user_text = texts_in(member(item, "content"));
    if (text_of(member(item, "role")) == "tool") conversation.tool_result = texts_in(member(item, "content"));
    if (type == "function_call_output" || type == "custom_tool_call_output")
      conversation.tool_result = texts_in(member(item, "output"));
    if (type == "additional_tools") read_tools(member(item, "tools"), conversation);
  }
}

/// Chat: response_format.json_schema.schema; responses: text.format.schema.
std::optional<std::string> structured_in(const Json& body) {
  const Json& chat = member(body, "response_format");
  const Json& format = chat.is_null() ? member(member(body, "text"), "format") : chat;
  const std::string type = text_of(member(format, "type"));
  if (type == "json_object") return "{}";
  if (type != "json_schema") return std::nullopt;
  return dump(example_of(member(chat.is_null() ? format : member(format, "json_schema"), "schema")));
}

Conversation read_conversation(const SimulatedRequest& request, const Json& body, std::string_view items) {
  Conversation conversation;
  conversation.model = text_of(member(body, "model"));
  conversation.streams = is_true(member(body, "stream"));
  conversation.request_bytes = request.body.size();
  read_items(member(body, items), conversation);
  read_tools(member(body, "tools"), conversation);
  conversation.structured = structured_in(body);
  return conversation;
}

/// OpenAI tells of no cache writes: those tokens are ordinary input. A fifth of the output is reasoning.
Script openai_script(const Conversation& conversation) {
  Script script = script_for(conversation);
  script.usage.input_uncached += std::exchange(script.usage.cache_write, 0);
  script.usage.reasoning = script.usage.output / 5;
  return script;
}

std::string whole_text(const Script& script) {
  std::string text;
  for (const std::string& piece : script.text) text += piece;
  return text;
}

std::string arguments_of(const ToolCall& tool) { return dump({{tool.argument, tool.command}}); }

Json error_json(int status) {
  const std::string type = status == 429   ? "rate_limit_error"
                           : status >= 500 ? "server_error"
                                           : "invalid_request_error";
  return {{"error",
           {{"message", fmt::format("simulated error {}", status)},
            {"type", type},
            {"param", nullptr},
            {"code", nullptr}}}};
}

SimulatedAnswer streamed(std::vector<Piece> pieces) {
  SimulatedAnswer answer;
  answer.streams = true;
  answer.headers = {{"Content-Type", "text/event-stream; charset=utf-8"}};
  answer.pieces = std::move(pieces);
  return answer;
}

void break_half_way(SimulatedAnswer& answer, Json error_event, std::string_view name) {
  answer.pieces.resize(answer.pieces.size() / 2);
  answer.pieces.push_back({sse(name, error_event), std::nullopt});
}

Json chat_usage(const SimulatedUsage& usage) {
  return {{"prompt_tokens", usage.input_total()},
          {"completion_tokens", usage.output},
          {"total_tokens", usage.input_total() + usage.output},
          {"prompt_tokens_details", {{"cached_tokens", usage.cache_read}, {"audio_tokens", 0}}},
          {"completion_tokens_details", {{"reasoning_tokens", usage.reasoning}, {"audio_tokens", 0}}}};
}

Json chat_tool(const ToolCall& tool, std::uint64_t number) {
  return {{"index", 0},
          {"id", fmt::format("call_sim_{}", number)},
          {"type", "function"},
          {"function", {{"name", tool.name}, {"arguments", arguments_of(tool)}}}};
}

std::string_view finish_reason(const Script& script) { return script.tool ? "tool_calls" : "stop"; }

Json chat_shell(const SimulatedRequest& request, const Conversation& conversation, std::string_view object) {
  return {{"id", fmt::format("chatcmpl-sim-{}", request.number)},
          {"object", object},
          {"created", kCreated},
          {"model", conversation.model},
          {"service_tier", "default"}};
}

Json chat_completion(const SimulatedRequest& request, const Conversation& conversation, const Script& script) {
  Json message{{"role", "assistant"}, {"content", whole_text(script)}};
  if (script.tool) message["tool_calls"] = Json::array({chat_tool(*script.tool, request.number)});
  Json completion = chat_shell(request, conversation, "chat.completion");
  completion["choices"] = Json::array({{{"index", 0}, {"message", message}, {"finish_reason", finish_reason(script)}}});
  completion["usage"] = chat_usage(script.usage);
  return completion;
}

std::vector<Piece> chat_stream(const SimulatedRequest& request, const Conversation& conversation, const Script& script,
                               bool includes_usage) {
  std::vector<Piece> pieces;
  const auto add = [&](Json choices, Json usage, std::optional<SimulatedUsage> told) {
    Json chunk = chat_shell(request, conversation, "chat.completion.chunk");
    chunk["choices"] = std::move(choices);
    if (includes_usage) chunk["usage"] = std::move(usage);
    pieces.push_back({sse("", chunk), told});
  };
  const auto choice = [](Json delta, Json finish) {
    return Json::array({{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", std::move(finish)}}});
  };
  add(choice({{"role", "assistant"}, {"content", ""}}, nullptr), nullptr, std::nullopt);
  for (const std::string& text : script.text) add(choice({{"content", text}}, nullptr), nullptr, std::nullopt);
  if (script.tool)
    add(choice({{"tool_calls", Json::array({chat_tool(*script.tool, request.number)})}}, nullptr), nullptr,
        std::nullopt);
  add(choice(Json::object(), finish_reason(script)), nullptr, std::nullopt);
  if (includes_usage) add(Json::array(), chat_usage(script.usage), script.usage);
  pieces.push_back({"data: [DONE]\n\n", std::nullopt});
  return pieces;
}

SimulatedAnswer answer_chat(const SimulatedRequest& request) {
  const Json body = parse_json(request.body);
  const Conversation conversation = read_conversation(request, body, "messages");
  if (conversation.turns == 0) return json_answer(400, error_json(400));
  const Fault fault = fault_for(conversation.model, request.fault);
  const Script script = openai_script(conversation);
  SimulatedAnswer answer;
  if (fault.status != 0) {
    answer = json_answer(fault.status, error_json(fault.status));
  } else if (conversation.streams) {
    const bool includes_usage = is_true(member(member(body, "stream_options"), "include_usage"));
    answer = streamed(chat_stream(request, conversation, script, includes_usage));
    if (fault.breaks) break_half_way(answer, error_json(503), "");
  } else {
    answer = json_answer(200, chat_completion(request, conversation, script));
    answer.pieces.front().told = script.usage;
  }
  answer.fault = fault;
  answer.model = conversation.model;
  return answer;
}

Json responses_usage(const SimulatedUsage& usage) {
  return {{"input_tokens", usage.input_total()},
          {"input_tokens_details", {{"cached_tokens", usage.cache_read}}},
          {"output_tokens", usage.output},
          {"output_tokens_details", {{"reasoning_tokens", usage.reasoning}}},
          {"total_tokens", usage.input_total() + usage.output}};
}

Json response_shell(const SimulatedRequest& request, const Conversation& conversation, std::string_view status) {
  return {{"id", fmt::format("resp_sim_{}", request.number)},
          {"object", "response"},
          {"created_at", kCreated},
          {"status", status},
          {"model", conversation.model},
          {"output", Json::array()},
          {"parallel_tool_calls", true},
          {"service_tier", "default"},
          {"usage", nullptr}};
}

Json message_item(const SimulatedRequest& request, const std::string& text, std::string_view status) {
  Json content = Json::array();
  if (!text.empty()) content.push_back({{"type", "output_text"}, {"text", text}, {"annotations", Json::array()}});
  return {{"type", "message"},
          {"id", fmt::format("msg_sim_{}", request.number)},
          {"status", status},
          {"role", "assistant"},
          {"content", content}};
}

/// What differs between tools that take JSON and those that take bare text.
struct ToolForm {
  std::string_view item, input, events;
};
ToolForm form_of(const ToolCall& tool) {
  if (tool.argument.empty()) return {"custom_tool_call", "input", "response.custom_tool_call_input"};
  return {"function_call", "arguments", "response.function_call_arguments"};
}

std::string input_of(const ToolCall& tool) { return tool.argument.empty() ? tool.command : arguments_of(tool); }

Json tool_item(const SimulatedRequest& request, const ToolCall& tool, bool whole) {
  const std::size_t dot = tool.name.find('.');  // behind a namespace
  Json item = {{"type", form_of(tool).item},
               {"id", fmt::format("fc_sim_{}", request.number)},
               {"call_id", fmt::format("call_sim_{}", request.number)},
               {"name", tool.name.substr(dot == std::string::npos ? 0 : dot + 1)},
               {form_of(tool).input, whole ? input_of(tool) : std::string{}},
               {"status", whole ? "completed" : "in_progress"}};
  if (dot != std::string::npos) item["namespace"] = tool.name.substr(0, dot);
  return item;
}

Json whole_response(const SimulatedRequest& request, const Conversation& conversation, const Script& script) {
  Json response = response_shell(request, conversation, "completed");
  response["output"].push_back(message_item(request, whole_text(script), "completed"));
  if (script.tool) response["output"].push_back(tool_item(request, *script.tool, true));
  response["usage"] = responses_usage(script.usage);
  return response;
}

/// Events of a response, each with its type, number and place.
class ResponseStream {
 public:
  void add(std::string_view type, Json fields, std::optional<SimulatedUsage> told = std::nullopt) {
    Json event{{"type", type}, {"sequence_number", pieces_.size()}};
    event.update(fields);
    pieces_.push_back({sse(type, event), told});
  }
  [[nodiscard]] std::vector<Piece> take() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
};

void add_text_item(ResponseStream& stream, const SimulatedRequest& request, const Script& script) {
  const std::string text = whole_text(script);
  const std::string id = fmt::format("msg_sim_{}", request.number);
  const Json place{{"item_id", id}, {"output_index", 0}, {"content_index", 0}};
  const auto placed = [&](Json fields) {
    Json event = place;
    event.update(fields);
    return event;
  };
  const Json empty_part{{"type", "output_text"}, {"text", ""}, {"annotations", Json::array()}};
  const Json part{{"type", "output_text"}, {"text", text}, {"annotations", Json::array()}};
  stream.add("response.output_item.added", {{"output_index", 0}, {"item", message_item(request, "", "in_progress")}});
  stream.add("response.content_part.added", placed({{"part", empty_part}}));
  for (const std::string& piece : script.text) stream.add("response.output_text.delta", placed({{"delta", piece}}));
  stream.add("response.output_text.done", placed({{"text", text}}));
  stream.add("response.content_part.done", placed({{"part", part}}));
  stream.add("response.output_item.done", {{"output_index", 0}, {"item", message_item(request, text, "completed")}});
}

void add_tool_item(ResponseStream& stream, const SimulatedRequest& request, const ToolCall& tool) {
  const std::string id = fmt::format("fc_sim_{}", request.number);
  const ToolForm form = form_of(tool);
  const std::string input = input_of(tool);
  stream.add("response.output_item.added", {{"output_index", 1}, {"item", tool_item(request, tool, false)}});
  stream.add(fmt::format("{}.delta", form.events), {{"item_id", id}, {"output_index", 1}, {"delta", input}});
  stream.add(fmt::format("{}.done", form.events), {{"item_id", id}, {"output_index", 1}, {form.input, input}});
  stream.add("response.output_item.done", {{"output_index", 1}, {"item", tool_item(request, tool, true)}});
}

std::vector<Piece> response_stream(const SimulatedRequest& request, const Conversation& conversation,
                                   const Script& script) {
  ResponseStream stream;
  stream.add("response.created", {{"response", response_shell(request, conversation, "in_progress")}});
  stream.add("response.in_progress", {{"response", response_shell(request, conversation, "in_progress")}});
  add_text_item(stream, request, script);
  if (script.tool) add_tool_item(stream, request, *script.tool);
  stream.add("response.completed", {{"response", whole_response(request, conversation, script)}}, script.usage);
  return stream.take();
}

SimulatedAnswer answer_responses(const SimulatedRequest& request) {
  const Json body = parse_json(request.body);
  const Conversation conversation = read_conversation(request, body, "input");
  if (conversation.turns == 0) return json_answer(400, error_json(400));
  const Fault fault = fault_for(conversation.model, request.fault);
  const Script script = openai_script(conversation);
  SimulatedAnswer answer;
  if (fault.status != 0) {
    answer = json_answer(fault.status, error_json(fault.status));
  } else if (conversation.streams) {
    answer = streamed(response_stream(request, conversation, script));
    Json failed = response_shell(request, conversation, "failed");
    failed["error"] = {{"code", "server_error"}, {"message", "simulated error"}};
    if (fault.breaks) break_half_way(answer, {{"type", "response.failed"}, {"response", failed}}, "response.failed");
  } else {
    answer = json_answer(200, whole_response(request, conversation, script));
    answer.pieces.front().told = script.usage;
  }
  answer.fault = fault;
  answer.model = conversation.model;
  return answer;
}

SimulatedAnswer answer_models() {
  Json models = Json::array();
  for (const char* id : {"gpt-5.5", "gpt-5.4", "gpt-5.4-nano", "claude-opus-4-8", "claude-haiku-4-5"})
    models.push_back({{"id", id}, {"object", "model"}, {"created", kCreated}, {"owned_by", "simulator"}});
  return json_answer(200, {{"object", "list"}, {"data", models}});
}

void add_headers(SimulatedAnswer& answer, std::uint64_t number) {
  const std::vector<std::pair<std::string, std::string>> more{{"x-request-id", fmt::format("req_sim_{}", number)},
                                                              {"openai-processing-ms", "12"},
                                                              {"x-ratelimit-limit-requests", "10000"},
                                                              {"x-ratelimit-remaining-requests", "9999"},
                                                              {"x-ratelimit-reset-requests", "6ms"},
                                                              {"x-ratelimit-limit-tokens", "2000000"},
                                                              {"x-ratelimit-remaining-tokens", "1990000"},
                                                              {"x-ratelimit-reset-tokens", "0s"}};
  answer.headers.insert(answer.headers.end(), more.begin(), more.end());
  if (answer.status == 429) answer.headers.emplace_back("retry-after", "1");
}

}  // namespace

std::optional<SimulatedAnswer> answer_as_openai(const SimulatedRequest& request) {
  const bool is_post = request.method == "POST";
  // With a ChatGPT login the same API lies there.
  const bool is_backend = request.path == "/backend-api/codex/responses";
  std::optional<SimulatedAnswer> answer;
  if (is_post && request.path == "/v1/chat/completions")
    answer = answer_chat(request);
  else if (is_post && (request.path == "/v1/responses" || is_backend))
    answer = answer_responses(request);
  else if (request.path == "/v1/models")
    answer = answer_models();
  if (answer) add_headers(*answer, request.number);
  return answer;
}

}  // namespace tabacus::analytics::simulator
