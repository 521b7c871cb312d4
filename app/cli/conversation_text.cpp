#include "app/cli/conversation_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "app/cli/body_views.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::BlockKind;
using analytics::Conversation;
using analytics::ConversationBlock;
using analytics::ConversationMessage;

constexpr std::array<std::string_view, 6> kKinds{"text", "thinking", "tool_use", "tool_result", "media", "other"};

void print_text(std::ostream& out, std::string_view text, std::string_view indent) {
  for (const std::string_view line : split(text, '\n')) out << indent << visible_text(line) << '\n';
}

void print_message(std::ostream& out, std::string_view heading, const ConversationMessage& message, Paint paint) {
  out << toned(visible_text(heading), Tone::Bold, paint) << '\n';
  for (const ConversationBlock& block : message.blocks) {
    const std::string about = block_heading(block);
    if (!about.empty()) out << "  " << toned(visible_text(about), Tone::Dim, paint) << '\n';
    print_text(out, block.text, about.empty() ? "  " : "    ");
  }
  out << '\n';
}

std::string message_json(const ConversationMessage& message) {
  std::string blocks;
  for (const ConversationBlock& block : message.blocks)
    blocks +=
        fmt::format(R"({}{{"kind":"{}","text":{},"name":{},"id":{},"is_error":{},"ends_cached_part":{}}})",
                    blocks.empty() ? "" : ",", kKinds[static_cast<std::size_t>(block.kind)], json_quoted(block.text),
                    json_quoted(block.name), json_quoted(block.id), block.is_error, block.ends_cached_part);
  return fmt::format(R"({{"role":{},"blocks":[{}]}})", json_quoted(message.role), blocks);
}

/// A fence that nothing inside of it closes.
std::string fenced(std::string_view text, std::string_view language) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fmt::format("{}{}\n{}{}{}\n", fence, language, text, text.ends_with('\n') ? "" : "\n", fence);
}

std::string message_markdown(const ConversationMessage& message) {
  std::string text = fmt::format("### {}\n\n", visible_text(message.role));
  for (const ConversationBlock& block : message.blocks) {
    const std::string about = block_heading(block);
    if (!about.empty()) text += fmt::format("*{}*\n\n", visible_text(about));
    text += fenced(visible_lines(block.text), "text") + "\n";
  }
  return text;
}

}  // namespace

std::string block_heading(const ConversationBlock& block) {
  const std::string id = block.id.empty() || block.id == block.name ? "" : fmt::format(" ({})", block.id);
  switch (block.kind) {
    case BlockKind::Text:
      return {};
    case BlockKind::Thinking:
      return "thinks";
    case BlockKind::ToolUse:
      return fmt::format("calls {}{}", block.name.empty() ? "a tool" : block.name, id);
    case BlockKind::ToolResult:
      return fmt::format("{} {}{}", block.name.empty() ? "a tool" : block.name, block.is_error ? "failed" : "answered",
                         id);
    case BlockKind::Media:
      return "shows";
    case BlockKind::Other:
      return "as sent";
  }
  return {};
}

void print_conversation(std::ostream& out, const Conversation& conversation, Paint paint) {
  if (!conversation.tools.empty()) {
    std::vector<std::string> names;
    for (const auto& tool : conversation.tools) names.push_back(visible_text(tool.name));
    out << toned(fmt::format("{} {}", names.size(), names.size() == 1 ? "tool" : "tools"), Tone::Bold, paint) << "\n  "
        << join(names, ", ") << "\n\n";
  }
  for (const ConversationMessage& message : conversation.messages) print_message(out, message.role, message, paint);
  if (conversation.answer) print_message(out, "answer", *conversation.answer, paint);
  if (!conversation.error.empty()) {
    out << toned("error", Tone::Bold, paint) << '\n';
    print_text(out, conversation.error, "  ");
  }
}

std::string conversation_json(const Conversation& conversation) {
  std::string tools, messages, parameters;
  for (const auto& tool : conversation.tools)
    tools += fmt::format(R"({}{{"name":{},"description":{},"definition":{}}})", tools.empty() ? "" : ",",
                         json_quoted(tool.name), json_quoted(tool.description), json_quoted(tool.json));
  for (const auto& message : conversation.messages) messages += (messages.empty() ? "" : ",") + message_json(message);
  for (const auto& [name, value] : conversation.parameters)
    parameters += fmt::format("{}{}:{}", parameters.empty() ? "" : ",", json_quoted(name), json_quoted(value));
  return fmt::format(R"({{"tools":[{}],"messages":[{}],"parameters":{{{}}},"answer":{},"error":{}}})", tools, messages,
                     parameters, conversation.answer ? message_json(*conversation.answer) : "null",
                     conversation.error.empty() ? "null" : json_quoted(conversation.error));
}

std::string snapshot_markdown(const Conversation& conversation, std::string_view title, std::size_t messages) {
  std::string text = fmt::format("# {}\n\n## Parameters\n\n", visible_text(title));
  for (const auto& [name, value] : conversation.parameters)
    text += fmt::format("- `{}`: {}\n", visible_text(name), visible_text(value));
  std::size_t shown = 0;
  std::string system, first;
  for (const ConversationMessage& message : conversation.messages) {
    if (message.role == "system")
      system += message_markdown(message);
    else if (shown++ < messages)
      first += message_markdown(message);
  }
  if (!system.empty()) text += "\n## System\n\n" + system;
  text += fmt::format("\n## Tools ({})\n\n", conversation.tools.size());
  for (const auto& tool : conversation.tools)
    text +=
        fmt::format("### {}\n\n{}\n", visible_text(tool.name), fenced(visible_lines(indented_json(tool.json)), "json"));
  if (!first.empty())
    text += fmt::format("## First messages ({} of {})\n\n{}", std::min(shown, messages), shown, first);
  return text;
}

}  // namespace tabacus::app
