// Puts an answer's events together to the message that they make, in the forms of all APIs. Included by .cpp files of
// this folder only, since it names simdjson.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/conversation.hpp"
#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {

class AnswerAssembler {
 public:
  void take(JsonField event);

  [[nodiscard]] std::optional<ConversationMessage> answer() &&;
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Key {
    int group = 0;  ///< of APIs that number tools apart from texts
    std::int64_t index = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  ConversationBlock& block_at(Key key, BlockKind kind);
  bool take_error(JsonField event);
  bool take_anthropic(std::string_view type, JsonField event);
  bool take_responses(std::string_view type, JsonField event);
  void take_chat(JsonField choices);
  void take_chat_delta(JsonField delta);
  void take_candidates(JsonField candidates);
  void take_converse(JsonField event);
  void take_whole(ConversationMessage message);

  std::map<Key, ConversationBlock> blocks_;
  std::vector<ConversationBlock> whole_;  // of items that came whole: they take the place of their parts
  std::int64_t last_chat_ = 0;
  std::string error_;
};

}  // namespace tabacus::analytics
