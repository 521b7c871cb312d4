// Which upstreams are reached through the proxy that the tab's own environment names. Pure.
// Source: curl's manual (ENVIRONMENT), Go's httpproxy; there is no standard. Where they differ: the lower-case variable
// goes first, and "example.com" in NO_PROXY means what lies below it too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/capture/upstream_url.hpp"
#include "analytics/net/dialer.hpp"

namespace tabacus::analytics {

class CorporateProxy {
 public:
  CorporateProxy() = default;  ///< none

  /// https_proxy, http_proxy, all_proxy and no_proxy, each also in upper case. What cannot be used is one warning
  /// each, without its value, which may hold a password.
  CorporateProxy(const std::vector<std::pair<std::string, std::string>>& environment,
                 std::vector<std::string>& warnings);

  /// Empty: go directly. Never for loopback.
  [[nodiscard]] std::optional<net::ProxyServer> proxy_for(const UpstreamUrl& upstream) const;

 private:
  std::optional<net::ProxyServer> for_https_;
  std::optional<net::ProxyServer> for_http_;
  std::string exempt_;
};

/// "http://user:password@host:port", https too, the scheme may be left out. InvalidInput: anything else; Unsupported:
/// SOCKS. The message does not quote it.
[[nodiscard]] Result<net::ProxyServer> parse_proxy_url(std::string_view text);

/// Whether a NO_PROXY list names the host: "*", a domain with or without "." or "*." before it, an address, a range in
/// CIDR form; each but the last may end in a port.
[[nodiscard]] bool is_exempt(std::string_view list, std::string_view host, std::uint16_t port);

}  // namespace tabacus::analytics
