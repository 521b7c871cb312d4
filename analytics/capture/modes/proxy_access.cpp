#include "analytics/capture/modes/proxy_access.hpp"

#include <algorithm>
#include <array>

#include "analytics/capture/capability.hpp"
#include "analytics/clients/client_proxy.hpp"
#include "analytics/wire/special_address.hpp"
#include "base/base64.hpp"

namespace tabacus::analytics {
namespace {

/// "Basic " and base64 of "tab:TOKEN": what a client makes of http://tab:TOKEN@127.0.0.1:PORT.
bool brings_token(const Headers& headers, std::string_view token) {
  constexpr std::string_view kScheme = "Basic ";
  const std::string_view value = headers.find("Proxy-Authorization");
  if (!equals_ignore_case(value.substr(0, kScheme.size()), kScheme)) return false;
  const auto credentials = decode_base64(trim(value.substr(kScheme.size())));
  return credentials && equal_in_constant_time(*credentials, fmt::format("{}:{}", kProxyUser, token));
}

const Provider* provider_at(const Authority& to, bool tls, const CaptureTab& tab) {
  const auto route = std::ranges::find_if(tab.routes, [&](const auto& entry) {
    const UpstreamUrl& upstream = entry.second.upstream;
    return upstream.tls == tls && upstream.port == to.port && equals_ignore_case(upstream.host, to.host);
  });
  return route != tab.routes.end() ? route->second.provider : provider_of_host(to.host);
}

}  // namespace

std::span<const std::string_view> proxy_fields() {
  static constexpr std::array<std::string_view, 2> kFields{"Proxy-Authorization", "Proxy-Connection"};
  return kFields;
}

std::optional<OwnAnswer> refusal_by_access(const RequestMessage& request, const ModeContext& where) {
  const bool connect = request.head.method == "CONNECT";
  if (where.inside_own_tunnel || !where.tab->is_forward_proxy) {
    if (connect) return OwnAnswer{405, "bad_request", "this port takes no CONNECT"};
    return OwnAnswer{400, "bad_request", "this port is no forward proxy"};
  }
  if (brings_token(request.head.headers, where.tab->token)) return std::nullopt;
  OwnAnswer asks{407, "proxy_authentication_required", "the proxy's URL must hold the tab's token"};
  asks.fields = "Proxy-Authenticate: Basic realm=\"tabacus tab\"\r\n";
  return asks;
}

std::optional<OwnAnswer> refusal_by_target(const Authority& to) {
  const auto listed = metadata_hosts();
  if (!is_metadata_address(to.host) && std::ranges::find(listed, to.host) == listed.end()) return std::nullopt;
  return OwnAnswer{403, "forbidden", fmt::format("{} hands out credentials; reach it without this proxy", to.host)};
}

net::RefuseAddress refused_addresses(const Authority& to, std::uint16_t own_port) {
  return [host = to.host, own_port](const std::string& address, std::uint16_t port) -> std::string {
    if (is_metadata_address(address))
      return fmt::format("{} is {}, which hands out credentials; reach it without this proxy", host, address);
    if (port == own_port && is_ipv4_loopback(address))
      return fmt::format("{} is {}, where port {} is this proxy's own", host, address, port);
    return {};
  };
}

bool is_own_port(const Authority& to, std::uint16_t port) {
  return to.port == port && (to.host == "localhost" || is_ipv4_loopback(to.host));
}

std::shared_ptr<const Route> route_to(const Authority& to, bool tls, const ModeContext& where) {
  Route route{provider_at(to, tls, *where.tab), UpstreamUrl{tls, to.host, to.port, {}}, {}};
  route.refuses = refused_addresses(to, where.port);
  return std::make_shared<const Route>(std::move(route));
}

}  // namespace tabacus::analytics
