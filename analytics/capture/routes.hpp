// Where the calls of a tab go: from the environment it would have, and from what its clients have set themselves. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/capture/corporate_proxy.hpp"
#include "analytics/capture/upstream_url.hpp"
#include "analytics/clients/launch.hpp"
#include "analytics/clients/slots.hpp"
#include "analytics/model/http_head.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Where the calls of one slot go.
struct Route {
  const Provider* provider = nullptr;  ///< whose dialect is read; null: a host named to the port as a proxy
  UpstreamUrl upstream;
  std::string upstream_text;  ///< as it was given
  PathRule paths = PathRule::Dialect;
  std::string_view suffix = {};      ///< behind the slot in the base URL that clients get
  bool stands_for_provider = false;  ///< the provider's own address, not a gateway of the user's
  net::RefuseAddress refuses = {};   ///< of a host that a client named: where that must not lead; empty: anywhere

  [[nodiscard]] std::string slot() const { return std::string{provider != nullptr ? provider->slot : ""}; }
  /// The path to ask the upstream for; `path_below_slot` is without query. Never empty.
  [[nodiscard]] std::string upstream_path(std::string_view path_below_slot) const;
};

using Routes = std::map<std::string, Route, std::less<>>;  ///< by slot

struct TabRoutes {
  Routes routes;
  CorporateProxy proxy;  ///< how upstreams outside are reached
  /// A base URL that cannot be forwarded to, whose calls go past us; a proxy that cannot be used.
  std::vector<std::string> warnings;
};

/// One route per slot: to the base URL the user had set, else to the provider's own. A base URL that is another tab's
/// (tabacus inside tabacus) is replaced by that tab's upstream, so that a call is recorded once, innermost.
[[nodiscard]] TabRoutes routes_for(std::span<const Provider* const> providers, const Variables& inherited,
                                   const ProviderChoice& choice = {}, std::span<const ClientBaseUrl> found = {});

/// The route of a request; null where the slot leads nowhere. OpenAI's own address does not serve a ChatGPT login:
/// such requests go to that login's.
[[nodiscard]] const Route* choose_route(const Routes& routes, std::string_view slot, const Headers& headers);

/// What kRoutesVariable holds.
[[nodiscard]] std::string routes_text(const Routes& routes);

}  // namespace tabacus::analytics
