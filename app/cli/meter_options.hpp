// What the configuration says of the meter, as the engine takes it.
#pragma once

#include <string>
#include <string_view>

#include "analytics/api/engine.hpp"
#include "app/cli/command.hpp"

namespace tabacus::app {

/// `directory` is where to keep calls.db; empty: where it is configured. Nobody is told of changes.
[[nodiscard]] analytics::EngineOptions meter_options(const CommandContext& context, const std::string& directory);

[[nodiscard]] analytics::BudgetRules budget_rules(const Config& config);

/// "clients", "count" or "decrypt"; anything else is "off".
[[nodiscard]] analytics::ForwardProxy forward_proxy_named(std::string_view word);
/// Of analytics.bodies.
[[nodiscard]] analytics::Bodies bodies_named(std::string_view word);

}  // namespace tabacus::app
