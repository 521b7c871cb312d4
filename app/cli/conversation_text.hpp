// A call's conversation as people read it. Pure but for the stream.
#pragma once

#include <iosfwd>
#include <string>

#include "analytics/model/conversation.hpp"
#include "app/cli/text_table.hpp"

namespace tabacus::app {

/// What was said, message by message, then the answer. What could move the cursor or hide has its name.
void print_conversation(std::ostream& out, const analytics::Conversation& conversation, Paint paint);
/// What an agent is told before anything is asked of it: parameters, system prompt, tools, first messages, as Markdown.
[[nodiscard]] std::string snapshot_markdown(const analytics::Conversation& conversation, std::string_view title,
                                            std::size_t messages);

}  // namespace tabacus::app
