#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "analytics/api/diff.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using Piece = TextPiece;

/// Cells of the table that finds what two lists have in common; more would take seconds.
constexpr std::size_t kMaxCells = 4'000'000;

/// Pairs of equal elements in order, as many as can be; none where that is too much to find out.
std::vector<std::pair<std::size_t, std::size_t>> common_elements(
    std::size_t size_a, std::size_t size_b, const std::function<bool(std::size_t, std::size_t)>& equal) {
  std::vector<std::pair<std::size_t, std::size_t>> common;
  if (size_a == 0 || size_b == 0 || size_a > kMaxCells / size_b) return common;
  const std::size_t width = size_b + 1;
  std::vector<std::uint32_t> longest((size_a + 1) * width, 0);
  for (std::size_t i = size_a; i-- > 0;)
    for (std::size_t j = size_b; j-- > 0;)
      longest[i * width + j] = equal(i, j) ? longest[(i + 1) * width + j + 1] + 1
                                           : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  for (std::size_t i = 0, j = 0; i < size_a && j < size_b;) {
    if (equal(i, j)) {
      common.emplace_back(i++, j++);
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t common_front(std::string_view a, std::string_view b) {
  auto size = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  while (size > 0 &&
         ((size < a.size() && continues_character(a[size])) || (size < b.size() && continues_character(b[size]))))
    --size;
  return size;
}
std::size_t common_back(std::string_view a, std::string_view b) {
  std::size_t size = 0;
  while (size < std::min(a.size(), b.size()) && a[a.size() - 1 - size] == b[b.size() - 1 - size]) ++size;
  while (size > 0 && continues_character(a[a.size() - size])) --size;
  return size;
}

void add(std::vector<Piece>& pieces, Piece::Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().kind == kind)
    pieces.back().text += text;
  else
    pieces.push_back({kind, std::string{text}});
}

/// Words with the blanks behind them.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\t'; };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end])) ++end;
    while (end < text.size() && is_blank(text[end])) ++end;
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

/// One text in place of another: the letters at both ends that they have in common stay.
void add_replaced(std::vector<Piece>& pieces, std::string_view a, std::string_view b) {
  const std::size_t front = common_front(a, b);
  const std::size_t back = common_back(a.substr(front), b.substr(front));
  add(pieces, Piece::Kind::Same, a.substr(0, front));
  add(pieces, Piece::Kind::Removed, a.substr(front, a.size() - front - back));
  add(pieces, Piece::Kind::Added, b.substr(front, b.size() - front - back));
  add(pieces, Piece::Kind::Same, a.substr(a.size() - back));
}

void add_by_words(std::vector<Piece>& pieces, std::string_view a, std::string_view b) {
  const auto words_a = words_of(a);
  const auto words_b = words_of(b);
  auto common = common_elements(words_a.size(), words_b.size(),
                                [&](std::size_t i, std::size_t j) { return words_a[i] == words_b[j]; });
  common.emplace_back(words_a.size(), words_b.size());
  std::size_t i = 0;
  std::size_t j = 0;
  for (const auto& [next_i, next_j] : common) {
    const auto span = [](const auto& words, std::size_t from, std::size_t to) {
      return from == to
                 ? std::string_view{}
                 : std::string_view{
                       words[from].data(),
                       static_cast<std::size_t>(words[to - 1].data() + words[to - 1].size() - words[from].data())};
    };
    add_replaced(pieces, span(words_a, i, next_i), span(words_b, j, next_j));
    if (next_i < words_a.size()) add(pieces, Piece::Kind::Same, words_a[next_i]);
    i = next_i + 1;
    j = next_j + 1;
  }
}

std::string text_of(const ConversationMessage& message) {
  std::string text;
  for (const auto& block : message.blocks) {
    const std::string about = block_heading(block);
    if (!text.empty()) text += '\n';
    if (!about.empty()) text += "<" + about + ">\n";
    text += block.text;
  }
  return text;
}

/// By name, in the order of both.
void compare_named(std::vector<PartChange>& changes, std::string_view what,
                   const std::vector<std::pair<std::string, std::string>>& a,
                   const std::vector<std::pair<std::string, std::string>>& b) {
  const std::map<std::string, std::string> before{a.begin(), a.end()};
  const std::map<std::string, std::string> after{b.begin(), b.end()};
  for (const auto& [name, text] : a)
    if (!after.contains(name))
      changes.push_back({PartChange::Kind::Removed, fmt::format("{} {}", what, name), text, {}});
  for (const auto& [name, text] : b) {
    const auto known = before.find(name);
    if (known == before.end())
      changes.push_back({PartChange::Kind::Added, fmt::format("{} {}", what, name), {}, text});
    else if (known->second != text)
      changes.push_back({PartChange::Kind::Changed, fmt::format("{} {}", what, name), known->second, text});
  }
}

std::vector<std::pair<std::string, std::string>> tools_of(const Conversation& conversation) {
  std::vector<std::pair<std::string, std::string>> tools;
  for (const auto& tool : conversation.tools) tools.emplace_back(tool.name, tool.json);
  return tools;
}

std::string message_name(const ConversationMessage& message, std::size_t index) {
  return message.role == "system" ? "system prompt" : fmt::format("message {} ({})", index + 1, message.role);
}

/// What stands between two messages that both have.
void compare_gap(std::vector<PartChange>& changes, const Conversation& a, std::size_t i, std::size_t end_i,
                 const Conversation& b, std::size_t j, std::size_t end_j) {
  for (; i < end_i || j < end_j;) {
    const auto* before = i < end_i ? &a.messages[i] : nullptr;
    const auto* after = j < end_j ? &b.messages[j] : nullptr;
    if (before != nullptr && after != nullptr && before->role == after->role) {
      changes.push_back({PartChange::Kind::Changed, message_name(*after, j), text_of(*before), text_of(*after)});
      ++i, ++j;
    } else if (before != nullptr) {
      changes.push_back({PartChange::Kind::Removed, message_name(*before, i++), text_of(*before), {}});
    } else {
      changes.push_back({PartChange::Kind::Added, message_name(*after, j++), {}, text_of(*after)});
    }
  }
}

void compare_messages(std::vector<PartChange>& changes, const Conversation& a, const Conversation& b) {
  std::vector<std::string> texts_a, texts_b;
  for (const auto& message : a.messages) texts_a.push_back(message.role + '\n' + text_of(message));
  for (const auto& message : b.messages) texts_b.push_back(message.role + '\n' + text_of(message));
  const auto front = static_cast<std::size_t>(std::ranges::mismatch(texts_a, texts_b).in1 - texts_a.begin());
  auto common = common_elements(texts_a.size() - front, texts_b.size() - front,
                                [&](std::size_t i, std::size_t j) { return texts_a[front + i] == texts_b[front + j]; });
  common.emplace_back(texts_a.size() - front, texts_b.size() - front);
  std::size_t i = front;
  std::size_t j = front;
  for (const auto& [next_i, next_j] : common) {
    compare_gap(changes, a, i, front + next_i, b, j, front + next_j);
    i = front + next_i + 1;
    j = front + next_j + 1;
  }
}

std::string breakpoints_of(const Conversation& conversation) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < conversation.messages.size(); ++i)
    for (const auto& block : conversation.messages[i].blocks)
      if (block.ends_cached_part) places.push_back("behind " + message_name(conversation.messages[i], i));
  return join(places, ", ");
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

std::vector<TextPiece> text_diff(std::string_view a, std::string_view b) {
  std::vector<Piece> pieces;
  const std::size_t front = common_front(a, b);
  const std::size_t back = common_back(a.substr(front), b.substr(front));
  add(pieces, Piece::Kind::Same, a.substr(0, front));
  add_by_words(pieces, a.substr(front, a.size() - front - back), b.substr(front, b.size() - front - back));
  add(pieces, Piece::Kind::Same, a.substr(a.size() - back));
  return pieces;
}

std::vector<PartChange> conversation_diff(const Conversation& a, const Conversation& b) {
  std::vector<PartChange> changes;
  compare_named(changes, "parameter", a.parameters, b.parameters);
  compare_named(changes, "tool", tools_of(a), tools_of(b));
  compare_messages(changes, a, b);
  if (std::string before = breakpoints_of(a), after = breakpoints_of(b); before != after)
    changes.push_back({PartChange::Kind::Changed, "cache breakpoints", std::move(before), std::move(after)});
  return changes;
}

}  // namespace tabacus::analytics
