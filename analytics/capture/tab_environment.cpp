#include "analytics/capture/tab_environment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analytics/clients/programs.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// For programs that insist on https: the same URLs with https, and this file to trust.
constexpr std::string_view kTabCertificate = "TABACUS_TAB_CERT";
/// Claude Code leaves out features behind any base URL but Anthropic's own, unless told that this one leads there. It
/// is enough: ENABLE_TOOL_SEARCH is off by that same check, and set by us it would change what is sent.
constexpr std::string_view kClaudeFirstParty = "_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL";

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

/// Whether a file of Claude Code's own leads it elsewhere than its variable does.
bool has_claude_settings(const Routes& routes) { return routes.contains("claude-settings"); }

/// What a client needs beside its base URL.
void add_companions(std::string_view slot, const Routes& routes, const Variables& inherited, const TabPort& port,
                    Variables& variables) {
  const UpstreamUrl& upstream = routes.find(slot)->second.upstream;
  if (slot == "anthropic" && is_anthropic_itself(upstream) && !has_claude_settings(routes) &&
      value_of(inherited, kClaudeFirstParty).empty())
    variables.emplace_back(kClaudeFirstParty, "1");
  if (slot == "gemini" && !port.files.gemini_defaults.empty() && !names_gemini_login(inherited) &&
      value_of(inherited, kGeminiDefaultsVariable).empty())
    variables.emplace_back(kGeminiDefaultsVariable, port.files.gemini_defaults);
}

/// Our folder before all others, once.
std::string completed_path(const std::string& shims, std::string_view path) {
  std::string completed = shims;
  for (const std::string_view folder : split(path.empty() ? "/usr/local/bin:/usr/bin:/bin" : path, ':'))
    if (folder != shims) completed.append(":").append(folder);
  return completed;
}

/// For clients that take no variable.
void add_wiring(const Variables& inherited, const TabPort& port, Variables& variables) {
  if (!port.files.pi_extension.empty()) variables.emplace_back(kPiExtensionVariable, port.files.pi_extension);
  if (port.codex_takes_http) variables.emplace_back(kCodexHttpVariable, "1");
  if (port.files.shims.empty()) return;
  variables.emplace_back("TABACUS_SHIMS", port.files.shims);
  variables.emplace_back("PATH", completed_path(port.files.shims, value_of(inherited, "PATH")));
}

}  // namespace

Variables environment_for(const Routes& routes, const Variables& inherited, const TabPort& port) {
  const std::string tab_url = fmt::format("http://127.0.0.1:{}/{}", port.port, port.token);
  Variables variables{{std::string{kTabUrlVariable}, tab_url}, {std::string{kRoutesVariable}, routes_text(routes)}};
  if (!port.certificate_file.empty()) variables.emplace_back(kTabCertificate, port.certificate_file);
  for (const Slot& slot : slots()) {
    const auto route = routes.find(slot.name);
    if (route == routes.end() || slot.variable.empty()) continue;
    variables.emplace_back(slot.variable, fmt::format("{}/{}{}", tab_url, slot.name, route->second.suffix));
    add_companions(slot.name, routes, inherited, port, variables);
  }
  add_wiring(inherited, port, variables);
  variables.emplace_back("NO_PROXY", completed_no_proxy(inherited, "NO_PROXY", "no_proxy"));
  variables.emplace_back("no_proxy", completed_no_proxy(inherited, "no_proxy", "NO_PROXY"));
  return variables;
}

}  // namespace tabacus::analytics
