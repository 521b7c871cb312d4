// The client's half of a connection that has become raw bytes: after a 101, or inside a CONNECT. Net thread.
#pragma once

#include <functional>
#include <string_view>

#include "analytics/capture/client_reader.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics {

struct PumpedBytes {
  /// Told of what was written.
  std::function<void(std::string_view)> sent;
  /// What of all that came so far may be written now, each byte once; empty: everything, as it comes.
  std::function<std::string_view(std::string_view)> may_pass = {};
  /// Waited for before that is asked; empty: nothing.
  std::function<net::Awaitable<void>()> before = {};
};

/// Writes to `upstream` what the client sends, until the client ends, the upstream takes no more, or `stopping` is set
/// and the reader woken. A half-closed client half-closes the upstream, a closed one closes it. The caller keeps all of
/// them until this returns.
[[nodiscard]] net::Awaitable<void> pump_client(ClientReader& reader, net::Stream& upstream, const bool& stopping,
                                               PumpedBytes bytes);

}  // namespace tabacus::analytics
