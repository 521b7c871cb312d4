// Reads the shape of a prompt from a request's body in one pass over its text, whichever provider it is for: Anthropic,
// OpenAI (chat and responses), Gemini, Code Assist and those that speak like them. Pure; any one thread.
#pragma once

#include <optional>
#include <string_view>

#include "analytics/model/request_shape.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

/// Empty when the text is no JSON object with a prompt in it. Equal prompts have equal shapes whatever blanks stand
/// between their tokens, wherever they are marked for the cache ("cache_control"), and whether a text stands as a
/// string or as a block of text. Time is linear, memory that of the shape; nesting costs neither.
[[nodiscard]] std::optional<RequestShape> read_request_shape(std::string_view json, const HashKey& key);

}  // namespace tabacus::analytics
