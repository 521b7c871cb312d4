#include "app/cli/meter_options.hpp"

#include <algorithm>

#include "app/cli/query_options.hpp"
#include "app/cli/telemetry_setup.hpp"

namespace tabacus::app {

analytics::EngineOptions meter_options(const CommandContext& context, const std::string& directory) {
  analytics::EngineOptions options;
  options.directory = analytics_directory(context, directory);
  options.allow_root = context.config.config.analytics_allow_root;
  options.forward_proxy = forward_proxy_named(context.config.config.analytics_forward_proxy);
  options.ca_file = configured_ca_file(context.config.config);
  options.writes_key_log = context.config.config.analytics_debug_keylog;
  options.decrypt_hosts = context.config.config.analytics_decrypt_hosts;
  options.providers = context.config.config.analytics_providers;
  options.excluded_providers = context.config.config.analytics_exclude;
  options.codex_takes_http = context.config.config.analytics_codex_http;
  options.asks_for_usage = context.config.config.analytics_include_usage;
  const Config& config = context.config.config;
  options.retention = {.calls = config.analytics_retention_calls,
                       .raw_usage = config.analytics_retention_raw_usage,
                       .limits = config.analytics_retention_limits,
                       .tunnels = config.analytics_retention_tunnels};
  options.bodies = bodies_named(config.analytics_bodies);
  options.searches_bodies = config.analytics_bodies_search;
  options.body_retention = {.days = config.analytics_retention_bodies_days,
                            .mebibytes = config.analytics_retention_bodies_mb};
  options.budgets = budget_rules(config);
  options.price_files = analytics::default_price_files();
  options.followers = analytics::telemetry_followers(telemetry_options(config, options.directory));
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) options.shim_program = self.parent_path() / "tabacus-shim";
  return options;
}

analytics::Bodies bodies_named(std::string_view word) {
  if (word == "disk") return analytics::Bodies::Disk;
  return word == "memory" ? analytics::Bodies::Memory : analytics::Bodies::Off;
}

analytics::BudgetRules budget_rules(const Config& config) {
  using analytics::BudgetAction;
  using analytics::BudgetScope;
  analytics::BudgetRules rules;
  const std::pair<BudgetScope, const std::optional<Amount>*> limits[] = {
      {BudgetScope::Tab, &config.budgets_tab},
      {BudgetScope::Session, &config.budgets_session},
      {BudgetScope::Project, &config.budgets_project},
      {BudgetScope::Day, &config.budgets_day},
      {BudgetScope::Month, &config.budgets_month}};
  for (const auto& [scope, limit] : limits)
    if (*limit) rules.limits[scope] = **limit;
  rules.tabs_have_own =
      std::ranges::any_of(config.profiles, [](const auto& named) { return named.second.budget.has_value(); });
  if (config.budgets_counts == "listed") rules.money = analytics::BudgetMoney::Listed;
  rules.action = config.budgets_action == "warn"    ? BudgetAction::Warn
                 : config.budgets_action == "pause" ? BudgetAction::Pause
                                                    : BudgetAction::Stop;
  rules.warn_percent = config.budgets_warn_percent;
  rules.patience = std::chrono::minutes{config.budgets_pause_minutes};
  return rules;
}

analytics::ForwardProxy forward_proxy_named(std::string_view word) {
  if (word == "decrypt") return analytics::ForwardProxy::Decrypt;
  if (word == "clients") return analytics::ForwardProxy::Clients;
  return word == "count" ? analytics::ForwardProxy::Count : analytics::ForwardProxy::Off;
}

}  // namespace tabacus::app
