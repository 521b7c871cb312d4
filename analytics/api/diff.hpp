// How two conversations differ: tools, parameters, messages, and the letters that changed inside a text. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/conversation.hpp"

namespace tabacus::analytics {

struct TextPiece {
  enum class Kind : std::uint8_t { Same, Removed, Added };
  Kind kind = Kind::Same;
  std::string text;

  friend bool operator==(const TextPiece&, const TextPiece&) = default;
};

/// The pieces that are not removed are `b`, those not added are `a`. Words are compared, then letters; texts of very
/// many words as a whole. No character is cut.
[[nodiscard]] std::vector<TextPiece> text_diff(std::string_view a, std::string_view b);

struct PartChange {
  enum class Kind : std::uint8_t { Added, Removed, Changed };
  Kind kind = Kind::Changed;
  std::string part;  ///< "tool ls", "parameter max_tokens", "message 3 (user)"
  std::string before;
  std::string after;

  friend bool operator==(const PartChange&, const PartChange&) = default;
};

/// Parameters, tools, messages, where cached parts end, in this order. None: the requests say the same.
[[nodiscard]] std::vector<PartChange> conversation_diff(const Conversation& a, const Conversation& b);

/// A block in a line of its own, before its text: "calls ls (t1)"; empty for plain text.
[[nodiscard]] std::string block_heading(const ConversationBlock& block);

}  // namespace tabacus::analytics
