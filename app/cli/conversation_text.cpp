#include "app/cli/conversation_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "analytics/api/diff.hpp"
#include "app/cli/body_views.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::Conversation;
using analytics::ConversationBlock;
using analytics::ConversationMessage;

void print_text(std::ostream& out, std::string_view text, std::string_view indent) {
  for (const std::string_view line : split(text, '\n')) out << indent << visible_text(line) << '\n';
}

void print_message(std::ostream& out, std::string_view heading, const ConversationMessage& message, Paint paint) {
  out << toned(visible_text(heading), Tone::Bold, paint) << '\n';
  for (const ConversationBlock& block : message.blocks) {
    const std::string about = analytics::block_heading(block);
    if (!about.empty()) out << "  " << toned(visible_text(about), Tone::Dim, paint) << '\n';
    print_text(out, block.text, about.empty() ? "  " : "    ");
  }
  out << '\n';
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
    const std::string about = analytics::block_heading(block);
    if (!about.empty()) text += fmt::format("*{}*\n\n", visible_text(about));
    text += fenced(visible_lines(block.text), "text") + "\n";
  }
  return text;
}

}  // namespace

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
