#include "analytics/bodies/message_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tabacus::analytics {
namespace {

/// The first of these members that is there.
template <std::size_t Count>
JsonField any_of(JsonField object, const std::array<std::string_view, Count>& names) {
  for (const std::string_view name : names)
    if (const JsonField member = object[name]) return member;
  return {};
}

/// A string as it is, anything else as JSON.
std::string plain(JsonField value) {
  const std::string_view text = value.text();
  return text.empty() ? (value.json() == "\"\"" ? std::string{} : value.json()) : std::string{text};
}

/// What a tool gave back: a string, or parts whose texts are joined.
std::string result_text(JsonField content) {
  if (!content.is_array()) return plain(content);
  std::string text;
  content.for_each([&](JsonField part) {
    const JsonField inner = any_of<3>(part, {"text", "json", "content"});
    if (!text.empty()) text += '\n';
    text += inner ? plain(inner) : part.json();
  });
  return text;
}

std::string media_text(JsonField part, std::string_view kind) {
  for (const JsonField source :
       {part["source"], part["inline_data"], part["inlineData"], part["file_data"], part["image"], part}) {
    const std::string_view type = any_of<4>(source, {"media_type", "mime_type", "mimeType", "format"}).text();
    if (!type.empty()) return fmt::format("{} ({})", kind, type);
  }
  return std::string{kind};
}

bool is_media(std::string_view type) {
  constexpr std::array<std::string_view, 8> kMedia{"image",       "document", "input_image", "input_file",
                                                   "input_audio", "file",     "image_url",   "audio"};
  return std::find(kMedia.begin(), kMedia.end(), type) != kMedia.end();
}

using Block = ConversationBlock;

Block tool_use(JsonField from, JsonField input) {
  return {.kind = BlockKind::ToolUse,
          .text = plain(input),
          .name = std::string{from["name"].text()},
          .id = std::string{any_of<4>(from, {"call_id", "toolUseId", "tool_call_id", "id"}).text()}};
}

Block tool_result(JsonField from, JsonField output) {
  Block block{.kind = BlockKind::ToolResult,
              .text = result_text(output),
              .name = std::string{from["name"].text()},
              .id = std::string{any_of<5>(from, {"tool_use_id", "call_id", "toolUseId", "tool_call_id", "id"}).text()}};
  block.is_error = from["is_error"].boolean().value_or(false) || from["status"].text() == "error";
  return block;
}

/// Texts of a list of parts: a summary of reasoning.
std::string joined_texts(JsonField parts) {
  std::string text;
  parts.for_each([&](JsonField part) {
    if (!text.empty()) text += '\n';
    text += part["text"].text();
  });
  return text;
}

/// By their type, as Anthropic and OpenAI have them. False: it has none that we know.
bool read_typed(std::string_view type, JsonField part, Block& block) {
  if (type == "text" || type == "input_text" || type == "output_text" || type == "refusal" || type == "summary_text") {
    block.text = std::string{(type == "refusal" ? part["refusal"] : part["text"]).text()};
  } else if (type == "thinking" || type == "redacted_thinking") {
    block = {.kind = BlockKind::Thinking, .text = std::string{part["thinking"].text()}};
  } else if (type == "reasoning") {
    const JsonField content = part["content"];
    block = {.kind = BlockKind::Thinking, .text = joined_texts(content ? content : part["summary"])};
  } else if (type == "tool_use" || type == "server_tool_use" || type == "mcp_tool_use") {
    block = tool_use(part, part["input"]);
  } else if (type == "function_call" || type == "custom_tool_call") {
    block = tool_use(part, any_of<2>(part, {"arguments", "input"}));
  } else if (type == "local_shell_call" || type == "shell_call") {
    block = tool_use(part, part["action"]);
    block.name = "shell";
  } else if (type.ends_with("tool_result") || type.ends_with("_call_output")) {
    block = tool_result(part, any_of<2>(part, {"content", "output"}));
  } else if (is_media(type)) {
    block = {.kind = BlockKind::Media, .text = media_text(part, type)};
  } else {
    return false;
  }
  return true;
}

/// By what is in it, as Gemini and Converse have them.
bool read_untyped(JsonField part, Block& block) {
  if (const JsonField text = part["text"]) {
    block = {.kind = part["thought"].boolean().value_or(false) ? BlockKind::Thinking : BlockKind::Text,
             .text = std::string{text.text()}};
  } else if (const JsonField call = any_of<2>(part, {"functionCall", "function_call"})) {
    block = tool_use(call, call["args"]);
    if (block.id.empty()) block.id = block.name;
  } else if (const JsonField answer = any_of<2>(part, {"functionResponse", "function_response"})) {
    block = tool_result(answer, answer["response"]);
    if (block.id.empty()) block.id = block.name;
  } else if (const JsonField use = part["toolUse"]) {
    block = tool_use(use, use["input"]);
  } else if (const JsonField result = part["toolResult"]) {
    block = tool_result(result, result["content"]);
  } else if (const JsonField reasoning = part["reasoningContent"]) {
    block = {.kind = BlockKind::Thinking, .text = std::string{reasoning["reasoningText"]["text"].text()}};
  } else if (any_of<5>(part, {"inlineData", "inline_data", "fileData", "image", "document"})) {
    block = {.kind = BlockKind::Media, .text = media_text(part, "media")};
  } else if (part["cachePoint"]) {
    return true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

void read_part(JsonField part, ConversationMessage& message) {
  if (!part.is_object()) {
    message.blocks.push_back({.kind = BlockKind::Text, .text = plain(part)});
    return;
  }
  if (part["cachePoint"]) {
    if (!message.blocks.empty()) message.blocks.back().ends_cached_part = true;
    return;
  }
  Block block;
  const std::string_view type = part["type"].text();
  const bool is_read = type.empty() ? read_untyped(part, block) : read_typed(type, part, block);
  if (!is_read) block = {.kind = BlockKind::Other, .text = part.json()};
  block.ends_cached_part = static_cast<bool>(part["cache_control"]);
  message.blocks.push_back(std::move(block));
}

void read_content(JsonField content, ConversationMessage& message) {
  if (!content) return;
  if (content.is_array())
    content.for_each([&](JsonField part) { read_part(part, message); });
  else
    read_part(content, message);
}

ConversationMessage read_message(JsonField from, std::string_view default_role) {
  ConversationMessage message;
  message.role = std::string{from["role"].text()};
  if (message.role == "model") message.role = "assistant";
  if (message.role == "developer") message.role = "system";
  if (message.role == "function") message.role = "tool";
  const std::string_view type = from["type"].text();
  if (message.role.empty()) {
    message.role = std::string{default_role};
    if (type.ends_with("_call_output")) message.role = "tool";
    if (type.ends_with("_call") || type == "reasoning") message.role = "assistant";
  }
  // Deepseek and others put their thoughts beside the content, Ollama under another name.
  if (const std::string_view thoughts = any_of<3>(from, {"reasoning_content", "reasoning", "thinking"}).text();
      !thoughts.empty())
    message.blocks.push_back({.kind = BlockKind::Thinking, .text = std::string{thoughts}});
  if (message.role == "tool" && from["tool_call_id"]) {
    message.blocks.push_back(tool_result(from, from["content"]));
    return message;
  }
  const JsonField content = any_of<2>(from, {"content", "parts"});
  if (!type.empty() && type != "message" && !from["role"])
    read_part(from, message);
  else
    read_content(content, message);
  from["tool_calls"].for_each([&](JsonField call) {
    Block block = tool_use(call["function"] ? call["function"] : call, call["function"]["arguments"]);
    block.id = std::string{call["id"].text()};
    message.blocks.push_back(std::move(block));
  });
  return message;
}

std::vector<OfferedTool> read_tools(JsonField tools) {
  std::vector<OfferedTool> read;
  tools.for_each([&](JsonField tool) {
    JsonField inner = any_of<2>(tool, {"function", "toolSpec"});
    if (!inner.is_object()) inner = tool;
    const JsonField declared = any_of<2>(tool, {"functionDeclarations", "function_declarations"});
    const auto add = [&](JsonField from, JsonField whole) {
      std::string name{from["name"].text()};
      if (name.empty()) name = std::string{whole["type"].text()};
      read.push_back({std::move(name), std::string{from["description"].text()}, whole.json()});
    };
    if (declared)
      declared.for_each([&](JsonField function) { add(function, function); });
    else
      add(inner, tool);
  });
  return read;
}

}  // namespace tabacus::analytics
