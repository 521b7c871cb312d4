// What can be read by a tabacus:// address. One thread.
#pragma once

#include <string_view>

#include "analytics/serve/mcp/tool.hpp"

namespace tabacus::analytics::serve {

// As resources/list and resources/templates/list tell them.
[[nodiscard]] Json resource_list(const ServeContext& context);
[[nodiscard]] Json resource_templates();
/// The JSON behind the address. NotFound: there is nothing of that address.
[[nodiscard]] Result<Json> read_resource(ServeContext& context, std::string_view uri);

}  // namespace tabacus::analytics::serve
