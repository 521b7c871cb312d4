// What was said in a call, in the words of OpenTelemetry's conventions for generative AI, 1.41.0 (docs/gen-ai,
// "Capturing content"). Opt-in. Pure but for the source of what is kept, which is one thread's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/conversation.hpp"

namespace tabacus::analytics::sinks {

/// What is kept of a call, secrets masked; empty: nothing is.
using ContentSource = std::function<std::optional<Conversation>(std::int64_t call_id)>;

/// Of the bodies in `directory`, also those that come later.
[[nodiscard]] ContentSource kept_content(std::filesystem::path directory);

inline constexpr std::size_t kMostOfAText = 16 * 1024;      ///< bytes of one part
inline constexpr std::size_t kMostOfMessages = 128 * 1024;  ///< bytes of all that is sent along with a call

/// Members of an attribute list, as of OtelAttributes: gen_ai.system_instructions, gen_ai.input.messages,
/// gen_ai.output.messages, gen_ai.tool.definitions. Longer texts are cut; of many messages the latest are told, and how
/// many are not in tabacus.content.left_out.
[[nodiscard]] std::string content_attributes(const Conversation& call, std::string_view stop_reason);

}  // namespace tabacus::analytics::sinks
