// From the environment a tab would have to the one it gets: base URLs become upstreams, and point to the tab's port.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/capture/corporate_proxy.hpp"
#include "analytics/capture/upstream_url.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Where the calls of one slot go.
struct Route {
  const Provider* provider = nullptr;  ///< null: a host of no provider we know, named to the port as a proxy
  UpstreamUrl upstream;
  std::string upstream_text;  ///< as it was given

  [[nodiscard]] std::string slot() const { return std::string{provider != nullptr ? provider->slot : ""}; }
};

using Routes = std::map<std::string, Route, std::less<>>;  ///< by slot

struct TabRoutes {
  Routes routes;
  CorporateProxy proxy;  ///< how upstreams outside are reached
  /// A base URL that cannot be forwarded to, whose calls go past us; a proxy that cannot be used.
  std::vector<std::string> warnings;
};

/// One route per provider: to the base URL the user had set, else to the provider's own. A base URL that is another
/// tab's (tabacus inside tabacus) is replaced by that tab's upstream, so that a call is recorded once, innermost.
[[nodiscard]] TabRoutes routes_for(std::span<const Provider* const> providers, const Variables& inherited);

struct TabPort {
  std::uint16_t port = 0;
  std::string token;
  std::string gemini_defaults_file;   ///< a settings file with an auth type; empty: none could be written
  std::string certificate_file = {};  ///< what the port shows to TLS clients; empty: it speaks plain HTTP only
};

/// What to set in the tab's shell, over what it inherits.
[[nodiscard]] Variables environment_for(const Routes& routes, const Variables& inherited, const TabPort& port);

}  // namespace tabacus::analytics
