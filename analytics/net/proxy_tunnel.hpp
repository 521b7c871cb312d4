// The way out through a corporate HTTP proxy. Net thread. Source: RFC 9110 section 9.3.6 (CONNECT).
#pragma once

#include <cstdint>
#include <string>

#include "analytics/net/dialer.hpp"

namespace tabacus::analytics::net {

/// After this the stream leads to host:port. PermissionDenied: the proxy wants (other) credentials; Io: it refused, or
/// speaks no HTTP; Closed: it hung up. Messages name neither the host nor the credentials.
[[nodiscard]] Awaitable<Result<void>> open_tunnel(Stream& proxy, std::string host, std::uint16_t port,
                                                  std::string authorization);

}  // namespace tabacus::analytics::net
