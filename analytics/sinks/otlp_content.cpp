#include "analytics/sinks/otlp_content.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "analytics/api/bodies.hpp"
#include "analytics/exporters/otel_names.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::sinks {
namespace {

using Json = nlohmann::json;

// Captured text may be cut within a character.
std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string cut(const std::string& text) {
  return text.size() <= kMostOfAText ? text : std::string{cut_utf8(text, kMostOfAText)} + "…";
}

/// A document as itself, where it is one that is not cut; otherwise its text.
Json value_of(const std::string& text) {
  if (text.size() > kMostOfAText) return cut(text);
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? Json(text) : value;
}

Json part_of(const ConversationBlock& block) {
  switch (block.kind) {
    case BlockKind::ToolUse:
      return {{"type", "tool_call"}, {"id", block.id}, {"name", block.name}, {"arguments", value_of(block.text)}};
    case BlockKind::ToolResult:
      return {{"type", "tool_call_response"}, {"id", block.id}, {"response", cut(block.text)}};
    case BlockKind::Thinking:
      return {{"type", "reasoning"}, {"content", cut(block.text)}};
    case BlockKind::Text:
      return {{"type", "text"}, {"content", cut(block.text)}};
    case BlockKind::Media:
    case BlockKind::Other:
      break;
  }
  return {{"type", block.kind == BlockKind::Media ? "media" : "other"}, {"content", cut(block.text)}};
}

Json parts_of(const ConversationMessage& message) {
  Json parts = Json::array();
  for (const ConversationBlock& block : message.blocks) parts.push_back(part_of(block));
  return parts;
}

struct Told {
  Json messages = Json::array();
  std::int64_t left_out = 0;
};

/// The latest ones, in their order.
Told input_of(const Conversation& call) {
  Told told;
  std::size_t bytes = 0;
  for (auto message = call.messages.rbegin(); message != call.messages.rend(); ++message) {
    if (message->role == "system") continue;
    Json each = {{"role", message->role}, {"parts", parts_of(*message)}};
    bytes += text_of(each).size();
    if (bytes > kMostOfMessages)
      ++told.left_out;
    else
      told.messages.insert(told.messages.begin(), std::move(each));
  }
  return told;
}

Json instructions_of(const Conversation& call) {
  Json parts = Json::array();
  for (const ConversationMessage& message : call.messages)
    if (message.role == "system")
      for (const ConversationBlock& block : message.blocks) parts.push_back(part_of(block));
  return parts;
}

Json tools_of(const Conversation& call) {
  Json tools = Json::array();
  for (const OfferedTool& tool : call.tools)
    tools.push_back({{"type", "function"}, {"name", tool.name}, {"description", cut(tool.description)}});
  return tools;
}

void add(OtelAttributes& all, std::string_view key, const Json& list) {
  if (!list.empty()) all.text(key, text_of(list));
}

}  // namespace

std::string content_attributes(const Conversation& call, std::string_view stop_reason) {
  OtelAttributes all;
  const Told input = input_of(call);
  add(all, "gen_ai.system_instructions", instructions_of(call));
  add(all, "gen_ai.input.messages", input.messages);
  if (call.answer)
    add(all, "gen_ai.output.messages",
        Json::array(
            {{{"role", "assistant"}, {"parts", parts_of(*call.answer)}, {"finish_reason", std::string{stop_reason}}}}));
  add(all, "gen_ai.tool.definitions", tools_of(call));
  if (input.left_out > 0) all.integer("tabacus.content.left_out", input.left_out);
  return all.json();
}

ContentSource kept_content(std::filesystem::path directory) {
  return [directory = std::move(directory),
          reader = std::shared_ptr<BodyReader>{}](std::int64_t call_id) mutable -> std::optional<Conversation> {
    if (!reader) {
      auto opened = BodyReader::open(directory);
      if (!opened) return std::nullopt;  // nothing is kept yet
      reader = std::move(*opened);
    }
    const auto kept = reader->read(call_id);
    if (!kept) {
      if (kept.error().code != ErrorCode::NotFound) reader.reset();
      return std::nullopt;
    }
    return conversation_of(*kept);
  };
}

}  // namespace tabacus::analytics::sinks
