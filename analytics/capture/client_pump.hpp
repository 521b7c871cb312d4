// The client's half of a connection that has become raw bytes: after a 101, or inside a CONNECT. Net thread.
#pragma once

#include <functional>
#include <string_view>

#include "analytics/capture/client_reader.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics {

/// Writes to `upstream` what the client sends and tells `sent` of it afterwards, until the client ends, the upstream
/// takes no more, or `stopping` is set and the reader woken. A half-closed client half-closes the upstream, a closed
/// one closes it. The caller keeps all of them until this returns.
[[nodiscard]] net::Awaitable<void> pump_client(ClientReader& reader, net::Stream& upstream, const bool& stopping,
                                               std::function<void(std::string_view)> sent);

}  // namespace tabacus::analytics
