// What both forms of a proxied request (CONNECT and an absolute target) must bring, and where they may go. Pure.
#pragma once

#include <optional>

#include "analytics/capture/modes/mode.hpp"

namespace tabacus::analytics {

/// Fields that are for the proxy only. Source: RFC 9110 sections 7.6.1 and 11.7.2.
[[nodiscard]] std::span<const std::string_view> proxy_fields();

/// 405 or 400 where the tab is no forward proxy, 407 without the tab's token in Proxy-Authorization. Empty: go on.
[[nodiscard]] std::optional<OwnAnswer> refusal_by_access(const RequestMessage& request, const ModeContext& where);

/// 403 for the link-local and metadata addresses at which clouds hand out credentials: programs reach those themselves,
/// and nothing of them should pass through here. Of names only the listed ones: see refused_addresses. Empty: go on.
[[nodiscard]] std::optional<OwnAnswer> refusal_by_target(const Authority& to);

/// The same for what the name of `to` resolves to at the moment of dialing, and for this tab's own port, which would
/// lead in a circle. Where a corporate proxy is in between, it resolves the name, and nobody asks.
[[nodiscard]] net::RefuseAddress refused_addresses(const Authority& to, std::uint16_t own_port);

/// The tab's own port: a client that was given us as its proxy sends us what was meant for us all the same.
[[nodiscard]] bool is_own_port(const Authority& to, std::uint16_t port);

/// A route straight to `to`, where refused_addresses lets it. Its provider is the one whose upstream in this tab that
/// is, else the one that lists the host, else null.
[[nodiscard]] std::shared_ptr<const Route> route_to(const Authority& to, bool tls, const ModeContext& where);

}  // namespace tabacus::analytics
