#include "analytics/capture/tab_environment.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "analytics/clients/client.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

// What a tabacus inside the tab needs to see through our base URLs.
constexpr std::string_view kTabUrl = "TABACUS_TAB_URL";
/// For programs that insist on https: the same URLs with https, and this file to trust.
constexpr std::string_view kTabCertificate = "TABACUS_TAB_CERT";
constexpr std::string_view kUpstreamPrefix = "TABACUS_UPSTREAM_";

/// Without this, `gemini -p` refuses to start as soon as its base URL is set (exit 41, "Invalid auth method").
constexpr std::string_view kGeminiDefaults = "GEMINI_CLI_SYSTEM_DEFAULTS_PATH";
/// Claude Code leaves out features behind any base URL but Anthropic's own, unless told that this one leads there.
constexpr std::string_view kClaudeFirstParty = "_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL";

std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found =
      std::ranges::find(variables, name, [](const auto& variable) { return std::string_view{variable.first}; });
  return found != variables.end() ? std::string_view{found->second} : std::string_view{};
}

const BaseUrlVariable* variable_of(std::string_view slot) {
  const auto variables = base_url_variables();
  const auto found = std::ranges::find(variables, slot, &BaseUrlVariable::slot);
  return found != variables.end() ? &*found : nullptr;
}

std::string upstream_variable(std::string_view slot) {
  std::string name{kUpstreamPrefix};
  for (const char c : slot) name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string upstream_text_for(const Provider& provider, const Variables& inherited) {
  const BaseUrlVariable* variable = variable_of(provider.slot);
  std::string_view url = variable != nullptr ? value_of(inherited, variable->name) : std::string_view{};
  const std::string_view outer_tab = value_of(inherited, kTabUrl);
  if (!outer_tab.empty() && url.starts_with(outer_tab)) url = value_of(inherited, upstream_variable(provider.slot));
  return std::string{url.empty() ? provider.default_upstream : url};
}

/// Clients that honour a proxy send it our loopback URL too, token and keys included, unless told not to.
std::string completed_no_proxy(const Variables& inherited, std::string_view name, std::string_view other_case) {
  std::string_view present = value_of(inherited, name);
  if (present.empty()) present = value_of(inherited, other_case);
  std::string list{present};
  for (const std::string_view host : {"127.0.0.1", "localhost"}) {
    const auto items = split(list, ',');
    if (std::ranges::any_of(items, [&](std::string_view item) { return trim(item) == host || trim(item) == "*"; }))
      continue;
    if (!list.empty()) list += ',';
    list += host;
  }
  return list;
}

bool is_anthropic_itself(const UpstreamUrl& upstream) {
  return upstream.tls && upstream.authority() == "api.anthropic.com" && upstream.base_path.empty();
}

}  // namespace

TabRoutes routes_for(std::span<const Provider* const> providers, const Variables& inherited) {
  TabRoutes result;
  for (const Provider* provider : providers) {
    const std::string text = upstream_text_for(*provider, inherited);
    const auto upstream = parse_upstream_url(text);
    if (upstream) {
      result.routes[std::string{provider->slot}] = Route{provider, *upstream, text};
      continue;
    }
    const BaseUrlVariable* variable = variable_of(provider->slot);
    result.warnings.push_back(fmt::format("{} is {}; its calls are not metered",
                                          variable != nullptr ? variable->name : provider->slot,
                                          upstream.error().message));
  }
  result.proxy = CorporateProxy{inherited, result.warnings};
  return result;
}

Variables environment_for(const Routes& routes, const Variables& inherited, const TabPort& port) {
  const std::string tab_url = fmt::format("http://127.0.0.1:{}/{}", port.port, port.token);
  Variables variables{{std::string{kTabUrl}, tab_url}};
  if (!port.certificate_file.empty()) variables.emplace_back(kTabCertificate, port.certificate_file);
  for (const auto& [slot, route] : routes) {
    const BaseUrlVariable* variable = variable_of(slot);
    if (variable == nullptr) continue;
    variables.emplace_back(variable->name, fmt::format("{}/{}{}", tab_url, slot, variable->suffix));
    variables.emplace_back(upstream_variable(slot), route.upstream_text);
    if (slot == "anthropic" && is_anthropic_itself(route.upstream) && value_of(inherited, kClaudeFirstParty).empty())
      variables.emplace_back(kClaudeFirstParty, "1");
    if (slot == "gemini" && !port.gemini_defaults_file.empty() && value_of(inherited, kGeminiDefaults).empty())
      variables.emplace_back(kGeminiDefaults, port.gemini_defaults_file);
  }
  variables.emplace_back("NO_PROXY", completed_no_proxy(inherited, "NO_PROXY", "no_proxy"));
  variables.emplace_back("no_proxy", completed_no_proxy(inherited, "no_proxy", "NO_PROXY"));
  return variables;
}

}  // namespace tabacus::analytics
