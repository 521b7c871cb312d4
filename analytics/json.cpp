#include "analytics/api/json.hpp"

#include <fmt/format.h>

#include <array>

#include "base/json_text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::array<std::string_view, 6> kBlockKinds{"text", "thinking", "tool_use", "tool_result", "media", "other"};

std::string masks_as_json(const std::vector<MaskedPlace>& masks) {
  std::string json = "[";
  for (const auto& [begin, length, original_length] : masks)
    json += fmt::format(R"({}{{"begin":{},"length":{},"original_length":{}}})", json.size() > 1 ? "," : "", begin,
                        length, original_length);
  return json + "]";
}

std::string message_json(const ConversationMessage& message) {
  std::string blocks;
  for (const ConversationBlock& block : message.blocks)
    blocks += fmt::format(R"({}{{"kind":"{}","text":{},"name":{},"id":{},"is_error":{},"ends_cached_part":{}}})",
                          blocks.empty() ? "" : ",", kBlockKinds[static_cast<std::size_t>(block.kind)],
                          json_quoted(block.text), json_quoted(block.name), json_quoted(block.id), block.is_error,
                          block.ends_cached_part);
  return fmt::format(R"({{"role":{},"blocks":[{}]}})", json_quoted(message.role), blocks);
}

std::string json_number(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : "null";
}

}  // namespace

std::string flags_text(std::uint8_t flags) {
  std::string text;
  for (const auto& [flag, name] :
       {std::pair{kBodyTruncated, "truncated"}, std::pair{kBodyLossy, "lossy"}, std::pair{kBodyUndecoded, "undecoded"}})
    if ((flags & flag) != 0) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

std::string side_json(const KeptSide& side) {
  return fmt::format(R"({{"head":{},"body":{},"masked":{},"original_bytes":{},"is_whole":{},"flags":{}}})",
                     json_quoted(side.head), json_quoted(side.body), masks_as_json(side.masks), side.original_bytes,
                     side.flags == 0, json_quoted(flags_text(side.flags)));
}

std::string events_json(const std::vector<analytics::AnswerEvent>& events) {
  std::string json = "[";
  for (const auto& [name, data, after] : events) {
    const std::string us = after ? fmt::format("{}", after->count() / 1000) : "null";
    json += fmt::format(R"({}{{"after_us":{},"name":{},"data":{}}})", json.size() > 1 ? "," : "", us, json_quoted(name),
                        json_quoted(data));
  }
  return json + "]";
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

std::string cost_json(const CostOfCall& cost) {
  std::string lines;
  for (const CostLine& line : cost.lines)
    lines += fmt::format(R"({}{{"item":{},"quantity":{},"rate":{},"amount_usd":"{}"}})", lines.empty() ? "" : ",",
                         json_quoted(line.item), line.quantity, line.rate, line.amount_usd);
  return fmt::format(
      R"({{"call_id":{},"billing":{},"billed_nano":{},"provider_nano":{},"list_nano":{},"price":{},"lines":[{}]}})",
      cost.call_id, json_quoted(cost.billing), json_number(cost.billed_nano), json_number(cost.provider_nano),
      json_number(cost.list_nano), cost.price.empty() ? "null" : cost.price, lines);
}

std::string changes_json(const std::vector<PartChange>& changes) {
  constexpr std::array<std::string_view, 3> kKinds{"added", "removed", "changed"};
  std::string json = "[";
  for (const PartChange& change : changes)
    json += fmt::format(R"({}{{"part":{},"change":"{}","before":{},"after":{}}})", json.size() > 1 ? "," : "",
                        json_quoted(change.part), kKinds[static_cast<std::size_t>(change.kind)],
                        change.kind == PartChange::Kind::Added ? "null" : json_quoted(change.before),
                        change.kind == PartChange::Kind::Removed ? "null" : json_quoted(change.after));
  return json + "]";
}

}  // namespace tabacus::analytics
