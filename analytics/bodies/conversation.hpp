// Reads what is kept of a call as a conversation, whichever API it speaks: Anthropic's Messages, OpenAI's Chat and
// Responses, Gemini, Bedrock's Converse, Ollama. By the shapes that are there, not by the path: what is unknown stays
// as its JSON. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "analytics/model/conversation.hpp"

namespace tabacus::analytics {

/// `requests`: one document, or the messages of a WebSocket's client. A masked secret is a text like others.
[[nodiscard]] Conversation read_conversation(const std::vector<std::string_view>& requests,
                                             const std::vector<AnswerEvent>& answer);

}  // namespace tabacus::analytics
