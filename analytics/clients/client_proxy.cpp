#include "analytics/clients/client_proxy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// The proxy's URL again, so that a tabacus inside knows it for ours.
constexpr std::string_view kTabProxy = "TABACUS_TAB_PROXY";
/// Before the name of a variable: its value outside the tab.
constexpr std::string_view kOuter = "TABACUS_OUTER_";
/// Before the name of a variable: its value for clients that use the proxy.
constexpr std::string_view kForClients = "TABACUS_CLIENT_";

constexpr std::array<std::string_view, 6> kProxies{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
                                                   "http_proxy",  "ALL_PROXY",   "all_proxy"};

// Node and Bun, Codex; then OpenSSL's own, which Rust, Go and httpx read too, requests and curl.
constexpr std::array<TrustRow, 5> kTrustRows{{{"NODE_EXTRA_CA_CERTS", TrustEffect::Adds},
                                              {"CODEX_CA_CERTIFICATE", TrustEffect::Replaces},
                                              {"SSL_CERT_FILE", TrustEffect::Replaces},
                                              {"REQUESTS_CA_BUNDLE", TrustEffect::Replaces},
                                              {"CURL_CA_BUNDLE", TrustEffect::Replaces}}};

std::string prefixed(std::string_view prefix, std::string_view name) { return fmt::format("{}{}", prefix, name); }

std::string extended(std::string list, std::span<const std::string_view> hosts) {
  for (const std::string_view host : hosts) {
    const auto items = split(list, ',');
    if (std::ranges::any_of(items, [&](std::string_view item) { return trim(item) == host || trim(item) == "*"; }))
      continue;
    if (!list.empty()) list += ',';
    list += host;
  }
  return list;
}

/// Whether the variable still says what it said when the tab was opened, or nothing.
bool is_as_inherited(const Variables& variables, std::string_view name) {
  const std::string_view value = value_of(variables, name);
  return value.empty() || value == value_of(variables, prefixed(kOuter, name));
}

Variables trust_for_clients(const Variables& variables) {
  Variables trust;
  for (const TrustRow& row : kTrustRows)
    if (const auto file = value_of(variables, prefixed(kForClients, row.name)); !file.empty())
      trust.emplace_back(row.name, file);
  if (!trust.empty())
    trust.emplace_back(kTabTrustVariable, value_of(variables, prefixed(kForClients, kTabTrustVariable)));
  return trust;
}

}  // namespace

std::span<const TrustRow> trust_rows() { return kTrustRows; }

std::span<const std::string_view> metadata_hosts() {
  static constexpr std::array<std::string_view, 7> kHosts{"169.254.169.254",         "169.254.170.2", "169.254.170.23",
                                                          "fd00:ec2::254",           "fd00:ec2::23",  "100.100.100.200",
                                                          "metadata.google.internal"};
  return kHosts;
}

Variables proxy_variables(const Variables& present, const Variables& inherited, std::string_view proxy,
                          const Variables& trust) {
  Variables variables;
  const auto put = [&](std::string_view name, std::string_view value) {
    variables.emplace_back(name, value);
    const std::string_view before = value_of(inherited, name);
    if (!before.empty()) variables.emplace_back(prefixed(kOuter, name), before);
  };
  for (const std::string_view name : kProxies) put(name, proxy);
  for (const auto& [name, value] : trust)
    if (name != kTabTrustVariable) put(name, value);
  variables.emplace_back(kTabProxy, proxy);
  variables.emplace_back(kTabTrustVariable, value_of(trust, kTabTrustVariable));
  // Node's own fetch and http read proxy variables only when told to.
  variables.emplace_back("NODE_USE_ENV_PROXY", "1");
  for (const std::string_view name : {"NO_PROXY", "no_proxy"}) {
    std::string list{value_of(present, name)};
    list = extended(std::move(list), std::array<std::string_view, 3>{"127.0.0.1", "localhost", "::1"});
    variables.emplace_back(name, extended(std::move(list), metadata_hosts()));
  }
  return variables;
}

Variables without_outer_proxy(const Variables& inherited) {
  const std::string_view proxy = value_of(inherited, kTabProxy);
  const std::string_view trust = value_of(inherited, kTabTrustVariable);
  Variables own;
  for (const auto& [name, value] : inherited) {
    const bool is_proxy = !proxy.empty() && value == proxy && std::ranges::find(kProxies, name) != kProxies.end();
    const bool is_trust = !trust.empty() && value.starts_with(trust) &&
                          std::ranges::find(kTrustRows, name, &TrustRow::name) != kTrustRows.end();
    if (!is_proxy && !is_trust) {
      own.emplace_back(name, value);
      continue;
    }
    const std::string_view before = value_of(inherited, prefixed(kOuter, name));
    if (!before.empty()) own.emplace_back(name, before);
  }
  return own;
}

Variables client_proxy_hints(const Variables& inherited, const std::string& proxy, const Variables& trust) {
  Variables hints;
  const bool is_inside_another = !value_of(inherited, kClientProxyVariable).empty();
  if (!proxy.empty() || is_inside_another) hints.emplace_back(kClientProxyVariable, proxy);
  const auto tell = [&](std::string_view name) {
    const std::string_view before = value_of(inherited, name);
    const std::string outer = prefixed(kOuter, name);
    if (!proxy.empty() && before != value_of(inherited, outer)) hints.emplace_back(outer, before);
  };
  for (const std::string_view name : kProxies) tell(name);
  for (const TrustRow& row : kTrustRows) {
    const std::string_view file = value_of(trust, row.name);
    const std::string name = prefixed(kForClients, row.name);
    if (!file.empty() || !value_of(inherited, name).empty()) hints.emplace_back(name, file);
    if (!file.empty()) tell(row.name);
  }
  if (!trust.empty()) hints.emplace_back(prefixed(kForClients, kTabTrustVariable), value_of(trust, kTabTrustVariable));
  return hints;
}

Variables proxy_for_client(const Variables& variables) {
  const std::string_view proxy = value_of(variables, kClientProxyVariable);
  const Variables own = without_outer_proxy(variables);  // a client that another one has started
  const Variables trust = trust_for_clients(own);
  const auto is_inherited = [&](std::string_view name) { return is_as_inherited(own, name); };
  const auto is_inherited_file = [&](const auto& file) {
    return file.first == kTabTrustVariable || is_as_inherited(own, file.first);
  };
  if (proxy.empty() || !std::ranges::all_of(kProxies, is_inherited) || !std::ranges::all_of(trust, is_inherited_file))
    return {};
  return proxy_variables(own, own, proxy, trust);
}

}  // namespace tabacus::analytics
