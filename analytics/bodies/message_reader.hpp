// Messages and their parts in the forms of all APIs. Included by .cpp files of this folder only, since it names
// simdjson.
#pragma once

#include <string>
#include <string_view>

#include "analytics/model/conversation.hpp"
#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {

/// Adds the content of a message: a string, or a list of parts.
void read_content(JsonField content, ConversationMessage& message);
/// One part; an item of Responses too.
void read_part(JsonField part, ConversationMessage& message);
/// A whole message or item, with its role.
[[nodiscard]] ConversationMessage read_message(JsonField message, std::string_view default_role);
/// Tools in the forms of all APIs, in their order.
[[nodiscard]] std::vector<OfferedTool> read_tools(JsonField tools);

}  // namespace tabacus::analytics
