// Environment variables as values. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabacus::analytics {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Empty when it is not set, as for most programs. The first of that name counts.
[[nodiscard]] std::string_view value_of(const Variables& variables, std::string_view name);

/// "1", "true", "yes" or "on", as agents read their switches.
[[nodiscard]] bool is_switched_on(const Variables& variables, std::string_view name);

/// Replaces the value, or adds the variable.
void set_variable(Variables& variables, std::string_view name, std::string_view value);

}  // namespace tabacus::analytics
