#include "app/cli/environment_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

using analytics::Environment;

struct BaseUrl {
  std::string_view variable;
  std::string_view slot;
};
constexpr std::array kBaseUrls{BaseUrl{"ANTHROPIC_BASE_URL", "anthropic"}, BaseUrl{"OPENAI_BASE_URL", "openai"},
                               BaseUrl{"GOOGLE_GEMINI_BASE_URL", "gemini"}};
constexpr std::array<std::string_view, 6> kProxies{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
                                                   "http_proxy",  "ALL_PROXY",   "all_proxy"};

std::string_view value_of(const Environment& environment, std::string_view name) {
  const auto found =
      std::ranges::find(environment, name, [](const auto& variable) { return std::string_view{variable.first}; });
  return found != environment.end() ? std::string_view{found->second} : std::string_view{};
}

bool is_on(std::string_view value) { return !value.empty() && value != "0" && !equals_ignore_case(value, "false"); }

/// TABACUS_ROUTES is "anthropic=https://... openai=https://...".
bool serves(const Environment& environment, std::string_view slot) {
  const auto routes = split(value_of(environment, "TABACUS_ROUTES"), ' ');
  return std::ranges::any_of(routes,
                             [slot](std::string_view route) { return route.substr(0, route.find('=')) == slot; });
}

void check_base_urls(const Environment& environment, Findings& findings) {
  const std::string_view tab = value_of(environment, "TABACUS_TAB_URL");
  for (const auto& [name, slot] : kBaseUrls) {
    const std::string_view url = value_of(environment, name);
    // An endpoint without a prefix has URLs of its own form; a slot that is left alone has no route.
    if (url.starts_with(tab) || url.starts_with(tab.substr(0, tab.rfind('/')))) continue;
    if (!serves(environment, slot)) continue;
    findings.push_back(
        {Severity::Trouble, "environment",
         url.empty() ? fmt::format("{} is not set any more in this tab, so its calls go past the meter", name)
                     : fmt::format("{} was set anew in this tab, so its calls go past the meter", name),
         fmt::format("take it out of the shell's start-up files; set it where tabacus is started, and it "
                     "becomes the upstream ({})",
                     name)});
  }
}

void check_path(const Environment& environment, Findings& findings) {
  const std::string_view shims = value_of(environment, "TABACUS_SHIMS");
  const std::string_view path = value_of(environment, "PATH");
  if (shims.empty() || path.substr(0, path.find(':')) == shims) return;
  findings.push_back({Severity::Advice, "path",
                      "the shell put other folders before tabacus's on PATH: Codex and other agents that take no "
                      "variable may go past the meter",
                      "end the shell's start-up file with: eval \"$(tabacus shell-init bash)\" (or zsh, fish)"});
}

void check_proxies(const Environment& environment, Findings& findings) {
  const auto* proxy =
      std::ranges::find_if(kProxies, [&](std::string_view name) { return !value_of(environment, name).empty(); });
  if (proxy == kProxies.end()) return;
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    const auto hosts = split(value_of(environment, name), ',');
    const bool spares_us = std::ranges::any_of(hosts, [](std::string_view host) {
      host = trim(host);
      return host == "*" || host == "127.0.0.1";
    });
    if (spares_us) continue;
    findings.push_back({Severity::Trouble, "proxy",
                        fmt::format("{} is set and {} does not spare 127.0.0.1: programs send the tab's URLs, secret "
                                    "prefix and keys included, to that proxy",
                                    *proxy, name),
                        fmt::format("add 127.0.0.1,localhost to {} where the shell sets it", name)});
  }
}

void check_signed_calls(const Environment& environment, Findings& findings) {
  if (!is_on(value_of(environment, "CLAUDE_CODE_USE_BEDROCK"))) return;
  if (!value_of(environment, "AWS_BEARER_TOKEN_BEDROCK").empty()) return;
  findings.push_back(
      {Severity::Trouble, "sigv4",
       "Claude Code calls Bedrock with signatures (SigV4), which hold for AWS's own host name only: such "
       "calls cannot pass a base URL and are not metered",
       "use a Bedrock API key (AWS_BEARER_TOKEN_BEDROCK), or unset CLAUDE_CODE_USE_BEDROCK"});
}

}  // namespace

Findings check_environment(const Environment& environment) {
  Findings findings;
  if (!value_of(environment, "TABACUS_TAB_URL").empty()) {
    check_base_urls(environment, findings);
    check_path(environment, findings);
    check_proxies(environment, findings);
  }
  check_signed_calls(environment, findings);
  return findings;
}

}  // namespace tabacus::app
