// What a call said and was answered, in one form for all providers. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace tabacus::analytics {

enum class BlockKind : std::uint8_t {
  Text,
  Thinking,
  ToolUse,     ///< `text` is its input: JSON, where the API has it as such
  ToolResult,  ///< `name` is the tool's, found by `id` where the result does not say
  Media,       ///< an image, sound or document: `text` says of which type
  Other,       ///< `text` is its JSON
};

struct ConversationBlock {
  BlockKind kind = BlockKind::Text;
  std::string text = {};
  std::string name = {};
  std::string id = {};  ///< pairs a ToolUse with its ToolResult
  bool is_error = false;
  bool ends_cached_part = false;  ///< a cache breakpoint stands behind it

  friend bool operator==(const ConversationBlock&, const ConversationBlock&) = default;
};

struct ConversationMessage {
  std::string role;  ///< "system", "user", "assistant", "tool"
  std::vector<ConversationBlock> blocks = {};

  friend bool operator==(const ConversationMessage&, const ConversationMessage&) = default;
};

struct OfferedTool {
  std::string name;
  std::string description;
  std::string json;  ///< the whole of it

  friend bool operator==(const OfferedTool&, const OfferedTool&) = default;
};

struct Conversation {
  std::vector<OfferedTool> tools;
  std::vector<ConversationMessage> messages;                    ///< what was sent, the system prompt first
  std::vector<std::pair<std::string, std::string>> parameters;  ///< the request's other members, as JSON, by name
  std::optional<ConversationMessage> answer;                    ///< none: nothing came, or it cannot be read
  std::string error;                                            ///< the provider's words where it refused
  bool request_is_read = false;                                 ///< false: it is no JSON of an API that we know
};

/// One event of an answer, or one message of a WebSocket.
struct AnswerEvent {
  std::string name;  ///< of a server-sent event; empty otherwise
  std::string data;
  std::optional<Nanoseconds> after = {};  ///< since the call began
};

}  // namespace tabacus::analytics
