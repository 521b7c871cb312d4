#include "analytics/bodies/conversation.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "analytics/bodies/answer_assembler.hpp"
#include "analytics/bodies/message_reader.hpp"

namespace tabacus::analytics {
namespace {

/// Members of a request that are read as something better than a parameter.
constexpr std::array<std::string_view, 10> kRead{
    "messages",           "input",        "contents", "system",    "systemInstruction",
    "system_instruction", "instructions", "tools",    "functions", "toolConfig"};

void add_system(JsonField system, Conversation& into) {
  if (!system) return;
  ConversationMessage message{.role = "system", .blocks = {}};
  read_content(system["parts"] ? system["parts"] : system, message);
  if (!message.blocks.empty()) into.messages.push_back(std::move(message));
}

/// Items of one role behind one another are one message: Responses sends each part as an item.
void add_message(ConversationMessage message, bool joins, Conversation& into) {
  if (message.blocks.empty()) return;
  if (joins && !into.messages.empty() && into.messages.back().role == message.role && message.role == "assistant")
    std::ranges::move(message.blocks, std::back_inserter(into.messages.back().blocks));
  else
    into.messages.push_back(std::move(message));
}

void read_request(JsonField request, Conversation& into) {
  // Code Assist and messages over a WebSocket wrap the request.
  for (const std::string_view envelope : {"request", "response", "setup"})
    if (const JsonField inner = request[envelope]; inner.is_object() && !request["messages"] && !request["input"]) {
      if (const std::string_view model = request["model"].text(); !model.empty())
        into.parameters.emplace_back("model", request["model"].json());
      return read_request(inner, into);
    }
  for (const std::string_view name : {"system", "systemInstruction", "system_instruction", "instructions"})
    add_system(request[name], into);
  for (const std::string_view name : {"messages", "contents", "input"}) {
    const JsonField list = request[name];
    if (!list) continue;
    into.request_is_read = true;
    if (list.is_array())
      list.for_each([&](JsonField message) { add_message(read_message(message, "user"), name == "input", into); });
    else
      add_message({.role = "user", .blocks = {{.kind = BlockKind::Text, .text = std::string{list.text()}}}}, false,
                  into);
  }
  if (const std::string_view prompt = request["prompt"].text(); !prompt.empty()) {
    into.request_is_read = true;
    add_message({.role = "user", .blocks = {{.kind = BlockKind::Text, .text = std::string{prompt}}}}, false, into);
  }
  for (const JsonField tools : {request["tools"], request["functions"], request["toolConfig"]["tools"]})
    std::ranges::move(read_tools(tools), std::back_inserter(into.tools));
  request.for_each_member([&](std::string_view name, JsonField value) {
    if (std::ranges::find(kRead, name) == kRead.end()) into.parameters.emplace_back(name, value.json());
  });
}

/// A result that does not name its tool gets the name of the call that it answers.
void pair_tools(Conversation& conversation) {
  std::map<std::string, std::string, std::less<>> names;
  for (ConversationMessage& message : conversation.messages)
    for (ConversationBlock& block : message.blocks) {
      if (block.kind == BlockKind::ToolUse && !block.id.empty()) names[block.id] = block.name;
      if (block.kind != BlockKind::ToolResult || !block.name.empty()) continue;
      if (const auto found = names.find(block.id); found != names.end()) block.name = found->second;
    }
}

}  // namespace

Conversation read_conversation(const std::vector<std::string_view>& requests, const std::vector<AnswerEvent>& answer) {
  Conversation conversation;
  JsonReader reader;
  for (const std::string_view request : requests) read_request(reader.read(request), conversation);
  pair_tools(conversation);
  AnswerAssembler assembler;
  for (const AnswerEvent& event : answer) assembler.take(reader.read(event.data));
  conversation.error = assembler.error();
  conversation.answer = std::move(assembler).answer();
  return conversation;
}

}  // namespace tabacus::analytics
