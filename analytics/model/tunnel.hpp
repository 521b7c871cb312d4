// What is known of traffic that a tab's port carried as an HTTP proxy without its being an LLM call: where to, how
// much, how long. Values; enumerators are stored, so their numbers are part of the schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

enum class TunnelKind : std::uint8_t {
  Tunnel = 0,     ///< CONNECT, carried unread
  Decrypted = 1,  ///< CONNECT, ended here; the calls inside are calls
  Request = 2,    ///< one plain HTTP request
};

enum class TunnelEnd : std::uint8_t {
  Complete = 0,
  Unreachable = 1,      ///< resolve or connect failed, or was refused by us
  ClientGone = 2,       ///< the client, or its tab, closed while bytes were on their way to it
  Broken = 3,           ///< the upstream broke the connection
  HandshakeFailed = 4,  ///< decrypted: mostly, the client does not trust the tab's authority
};

struct TunnelRecord {
  TabId tab;
  TunnelKind kind = TunnelKind::Tunnel;
  std::string host;
  std::uint16_t port = 0;
  SystemTime started_at{};
  Nanoseconds total{};
  std::optional<Nanoseconds> connect;  ///< resolving included
  std::int64_t sent_bytes = 0;         ///< client to host; of a request its body
  std::int64_t received_bytes = 0;     ///< host to client; of a request the answer's body
  TunnelEnd end = TunnelEnd::Complete;
  std::optional<int> status;  ///< of a request: HTTP's
  std::string error;          ///< short, for people; empty when complete
};

/// Told of each when it has ended, on the net thread; must not block.
class TunnelSink {
 public:
  virtual ~TunnelSink() = default;
  virtual void on_tunnel_ended(const TunnelRecord& tunnel) = 0;
};

}  // namespace tabacus::analytics
