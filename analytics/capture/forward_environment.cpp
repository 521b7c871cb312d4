#include "analytics/capture/forward_environment.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "analytics/capture/capability.hpp"
#include "analytics/capture/modes/proxy_access.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// The proxy's URL again, so that a tabacus inside knows it for ours.
constexpr std::string_view kTabProxy = "TABACUS_TAB_PROXY";
/// Beginning of the names of our trust files, likewise.
constexpr std::string_view kTabTrust = "TABACUS_TAB_TRUST";
/// Before the name of a variable: its value outside the tab.
constexpr std::string_view kOuter = "TABACUS_OUTER_";

constexpr std::array<std::string_view, 6> kProxies{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
                                                   "http_proxy",  "ALL_PROXY",   "all_proxy"};

/// The system's own list has a quarter of a megabyte.
constexpr std::size_t kMaxBundle = 16 * 1024 * 1024;

/// Whether the program that reads it still trusts its own list beside the file.
enum class Effect : std::uint8_t { Adds, Replaces };

struct TrustRow {
  std::string_view name;
  Effect effect;
};

// Node and Bun, Codex; then OpenSSL's own, which Rust, Go and httpx read too, requests and curl.
constexpr std::array<TrustRow, 5> kTrustRows{{{"NODE_EXTRA_CA_CERTS", Effect::Adds},
                                              {"CODEX_CA_CERTIFICATE", Effect::Replaces},
                                              {"SSL_CERT_FILE", Effect::Replaces},
                                              {"REQUESTS_CA_BUNDLE", Effect::Replaces},
                                              {"CURL_CA_BUNDLE", Effect::Replaces}}};

std::filesystem::path numbered(const std::filesystem::path& prefix, std::size_t number) {
  return fmt::format("{}-{}.pem", prefix.native(), number);
}

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

}  // namespace

Variables without_outer_proxy(const Variables& inherited) {
  const std::string_view proxy = value_of(inherited, kTabProxy);
  const std::string_view trust = value_of(inherited, kTabTrust);
  Variables own;
  for (const auto& [name, value] : inherited) {
    const bool is_proxy = !proxy.empty() && value == proxy && std::ranges::find(kProxies, name) != kProxies.end();
    const bool is_trust = !trust.empty() && value.starts_with(trust) &&
                          std::ranges::find(kTrustRows, name, &TrustRow::name) != kTrustRows.end();
    if (!is_proxy && !is_trust) {
      own.emplace_back(name, value);
      continue;
    }
    const std::string_view before = value_of(inherited, fmt::format("{}{}", kOuter, name));
    if (!before.empty()) own.emplace_back(name, before);
  }
  return own;
}

std::vector<TrustVariable> trust_variables(const Variables& inherited, std::string_view system_bundle) {
  std::vector<TrustVariable> wanted;
  std::string_view replaced = value_of(inherited, "SSL_CERT_FILE");
  if (replaced.empty()) replaced = system_bundle;
  for (const TrustRow& row : kTrustRows) {
    std::string base{value_of(inherited, row.name)};
    if (base.empty() && row.effect == Effect::Replaces) {
      base = replaced;
      if (base.empty()) continue;
    }
    wanted.push_back({row.name, std::move(base)});
  }
  return wanted;
}

std::string find_system_bundle() {
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) return file;
  }
  return {};
}

Result<Variables> write_trust_files(const std::filesystem::path& prefix, std::span<const TrustVariable> wanted,
                                    std::string_view authority_pem) {
  std::vector<std::string_view> bases;
  Variables variables;
  for (const TrustVariable& variable : wanted) {
    const auto known = std::ranges::find(bases, variable.base);
    const std::filesystem::path file = numbered(prefix, static_cast<std::size_t>(known - bases.begin()));
    if (known == bases.end()) {
      auto text = variable.base.empty() ? Result<std::string>{""} : read_regular_file(variable.base, kMaxBundle);
      if (!text) continue;
      if (!text->empty() && !text->ends_with('\n')) *text += '\n';
      if (auto written = write_private_file(file, text->append(authority_pem)); !written) return fail(written.error());
      bases.push_back(variable.base);
    }
    variables.emplace_back(variable.name, file.native());
  }
  if (!variables.empty()) variables.emplace_back(kTabTrust, prefix.native());
  return variables;
}

void remove_trust_files(const std::filesystem::path& prefix) {
  std::error_code ignored;
  for (std::size_t number = 0; number < kTrustRows.size(); ++number)
    std::filesystem::remove(numbered(prefix, number), ignored);
}

std::string proxy_url(std::uint16_t port, std::string_view token) {
  return fmt::format("http://{}:{}@127.0.0.1:{}", kProxyUser, token, port);
}

Variables forward_environment(const Variables& tab, const Variables& inherited, const std::string& proxy,
                              const Variables& trust) {
  Variables variables;
  const auto put = [&](std::string_view name, const std::string& value) {
    variables.emplace_back(name, value);
    const std::string_view before = value_of(inherited, name);
    if (!before.empty()) variables.emplace_back(fmt::format("{}{}", kOuter, name), before);
  };
  for (const std::string_view name : kProxies) put(name, proxy);
  for (const auto& [name, value] : trust)
    if (name != kTabTrust) put(name, value);
  variables.emplace_back(kTabProxy, proxy);
  variables.emplace_back(kTabTrust, value_of(trust, kTabTrust));
  // Node's own fetch and http read proxy variables only when told to.
  variables.emplace_back("NODE_USE_ENV_PROXY", "1");
  for (const std::string_view name : {"NO_PROXY", "no_proxy"}) {
    std::string list{value_of(tab, name)};
    list = extended(std::move(list), std::array<std::string_view, 3>{"127.0.0.1", "localhost", "::1"});
    variables.emplace_back(name, extended(std::move(list), metadata_hosts()));
  }
  return variables;
}

void replace_variables(Variables& variables, const Variables& more) {
  for (const auto& [name, value] : more) {
    std::erase_if(variables, [&](const auto& variable) { return variable.first == name; });
    variables.emplace_back(name, value);
  }
}

}  // namespace tabacus::analytics
