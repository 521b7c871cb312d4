// What OpenRouter says that a call cost, which stands in the usage of each of its APIs: chat, Responses, Messages.
// Pure. Source: openrouter.ai/docs (2026-08).
#pragma once

#include <string_view>

#include "analytics/model/usage.hpp"
#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {

[[nodiscard]] inline bool names_its_cost(std::string_view host) { return host.ends_with("openrouter.ai"); }

/// In dollars. With a key of the user's own at the model's maker, the cost is OpenRouter's fee and the maker's bill
/// comes apart. What is absent or senseless changes nothing.
void read_openrouter_cost(JsonField usage, Usage& out);

}  // namespace tabacus::analytics
