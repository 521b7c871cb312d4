#include "analytics/bodies/answer_assembler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "analytics/bodies/message_reader.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kThinking = 0, kText = 1, kTools = 2, kParts = 3;

}  // namespace

ConversationBlock& AnswerAssembler::block_at(Key key, BlockKind kind) {
  const auto [place, is_new] = blocks_.try_emplace(key);
  if (is_new) place->second.kind = kind;
  return place->second;
}

void AnswerAssembler::take(JsonField event) {
  if (!event.is_object()) return;
  // Converse names its events by wrapping them, Code Assist wraps them all.
  if (const JsonField inner = event["response"]; inner["candidates"]) return take(inner);
  if (take_error(event)) return;
  const std::string_view type = event["type"].text();
  if (take_anthropic(type, event) || take_responses(type, event)) return;
  if (const JsonField choices = event["choices"]) return take_chat(choices);
  if (const JsonField candidates = event["candidates"]) return take_candidates(candidates);
  if (const JsonField output = event["output"]; output.is_array()) {
    output.for_each([&](JsonField item) { take_whole(read_message(item, "assistant")); });
  } else if (const JsonField message = output["message"] ? output["message"] : event["message"]; message.is_object()) {
    if (message["content"].is_array())
      take_whole(read_message(message, "assistant"));
    else
      take_chat_delta(message);  // Ollama sends it in pieces
  } else if (event["content"].is_array()) {
    take_whole(read_message(event, "assistant"));
  } else {
    take_converse(event);
  }
}

bool AnswerAssembler::take_error(JsonField event) {
  JsonField error = event["error"];
  if (!error) error = event["response"]["error"];
  if (!error) return false;
  const std::string_view said = error["message"].text();
  const std::string_view kind = error["type"].text().empty() ? error["code"].text() : error["type"].text();
  if (error_.empty())
    error_ = said.empty() ? error.json() : kind.empty() ? std::string{said} : fmt::format("{}: {}", kind, said);
  return true;
}

bool AnswerAssembler::take_anthropic(std::string_view type, JsonField event) {
  const Key key{kParts, event["index"].integer().value_or(0)};
  if (type == "content_block_start") {
    ConversationMessage message;
    read_part(event["content_block"], message);
    ConversationBlock& block = blocks_[key] = std::move(message.blocks.front());
    if (block.kind == BlockKind::ToolUse && block.text == "{}") block.text.clear();  // it comes in pieces
    return true;
  }
  if (type == "content_block_delta") {
    const JsonField delta = event["delta"];
    std::string& text = block_at(key, BlockKind::Text).text;
    for (const std::string_view piece : {"text", "thinking", "partial_json"}) text += delta[piece].text();
    return true;
  }
  return type == "message_start" || type == "content_block_stop" || type == "message_delta" || type == "message_stop" ||
         type == "ping";
}

bool AnswerAssembler::take_responses(std::string_view type, JsonField event) {
  if (!type.starts_with("response.")) return type.starts_with("conversation.") || type.starts_with("session.");
  const std::int64_t item = event["output_index"].integer().value_or(0);
  if (type == "response.output_item.done") {
    blocks_.erase({kParts, item});
    ConversationMessage message = read_message(event["item"], "assistant");
    // Behind one another in the order of their ends, which is that of their beginnings.
    std::ranges::move(message.blocks, std::back_inserter(whole_));
    return true;
  }
  if (type.ends_with(".delta")) {
    const bool is_call = type.find("call") != std::string_view::npos;
    const bool is_thinking = type.find("reasoning") != std::string_view::npos;
    const BlockKind kind = is_call ? BlockKind::ToolUse : is_thinking ? BlockKind::Thinking : BlockKind::Text;
    block_at({kParts, item}, kind).text += event["delta"].text();
    return true;
  }
  if (type == "response.completed" || type == "response.incomplete" || type == "response.done") {
    const JsonField output = event["response"]["output"];
    if (!whole_.empty() || !output.front()) return true;
    blocks_.clear();
    output.for_each([&](JsonField done) { take_whole(read_message(done, "assistant")); });
  }
  return true;
}

void AnswerAssembler::take_chat(JsonField choices) {
  choices.for_each([&](JsonField choice) {
    if (choice["index"].integer().value_or(0) != 0) return;  // one of several answers
    const JsonField message = choice["message"];
    if (message) take_whole(read_message(message, "assistant"));
    if (const JsonField delta = choice["delta"]) take_chat_delta(delta);
    if (const std::string_view text = choice["text"].text(); !text.empty())
      block_at({kText, 0}, BlockKind::Text).text += text;
  });
}

void AnswerAssembler::take_chat_delta(JsonField delta) {
  for (const std::string_view name : {"reasoning_content", "reasoning", "thinking"})
    if (const std::string_view text = delta[name].text(); !text.empty())
      block_at({kThinking, 0}, BlockKind::Thinking).text += text;
  for (const std::string_view name : {"content", "refusal"})
    if (const std::string_view text = delta[name].text(); !text.empty())
      block_at({kText, 0}, BlockKind::Text).text += text;
  delta["tool_calls"].for_each([&](JsonField call) {
    const std::int64_t index = call["index"].integer().value_or(static_cast<std::int64_t>(last_chat_++));
    ConversationBlock& block = block_at({kTools, index}, BlockKind::ToolUse);
    if (const std::string_view id = call["id"].text(); !id.empty()) block.id = id;
    const JsonField function = call["function"];
    if (const std::string_view name = function["name"].text(); !name.empty()) block.name = name;
    const JsonField arguments = function["arguments"];
    block.text += arguments.is_object() ? arguments.json() : std::string{arguments.text()};
  });
}

/// Each event has parts; texts of the same kind behind one another are one.
void AnswerAssembler::take_candidates(JsonField candidates) {
  ConversationMessage message;
  read_content(candidates.front()["content"]["parts"], message);
  for (ConversationBlock& block : message.blocks) {
    const bool is_text = block.kind == BlockKind::Text || block.kind == BlockKind::Thinking;
    if (is_text && !whole_.empty() && whole_.back().kind == block.kind)
      whole_.back().text += block.text;
    else
      whole_.push_back(std::move(block));
  }
}

/// ConverseStream's events, as they are without their frames.
void AnswerAssembler::take_converse(JsonField event) {
  for (const std::string_view name : {"contentBlockStart", "contentBlockDelta"})
    if (const JsonField inner = event[name]) return take_converse(inner);
  const Key key{kParts, event["contentBlockIndex"].integer().value_or(0)};
  if (const JsonField use = event["start"]["toolUse"]) {
    ConversationBlock& block = block_at(key, BlockKind::ToolUse);
    block.name = use["name"].text();
    block.id = use["toolUseId"].text();
  }
  const JsonField delta = event["delta"];
  if (!delta) return;
  if (const JsonField thought = delta["reasoningContent"]) {
    block_at(key, BlockKind::Thinking).text += thought["text"].text();
    return;
  }
  ConversationBlock& block = block_at(key, BlockKind::Text);
  block.text += delta["text"].text();
  block.text += delta["toolUse"]["input"].text();
}

void AnswerAssembler::take_whole(ConversationMessage message) {
  std::ranges::move(message.blocks, std::back_inserter(whole_));
}

std::optional<ConversationMessage> AnswerAssembler::answer() && {
  ConversationMessage message{.role = "assistant", .blocks = std::move(whole_)};
  for (auto& [key, block] : blocks_) message.blocks.push_back(std::move(block));
  std::erase_if(message.blocks, [](const ConversationBlock& block) {
    return (block.kind == BlockKind::Text || block.kind == BlockKind::Thinking) && block.text.empty();
  });
  if (message.blocks.empty()) return std::nullopt;
  return message;
}

}  // namespace tabacus::analytics
