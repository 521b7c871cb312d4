// The upstream connections of one client connection: kept while idle, checked before they are used again. Net thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "analytics/capture/services.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics {

struct UpstreamConnection {
  std::unique_ptr<net::Stream> stream;
  bool reused = false;
  std::optional<Nanoseconds> connect;  ///< of a fresh one
  std::optional<Nanoseconds> tls;
};

class UpstreamPool {
 public:
  explicit UpstreamPool(net::Dialer& dialer) : dialer_{dialer} {}

  /// An idle connection that is still open; null when there is none.
  [[nodiscard]] std::unique_ptr<UpstreamConnection> take_idle(const UpstreamUrl& upstream);
  [[nodiscard]] net::Awaitable<Result<std::unique_ptr<UpstreamConnection>>> connect(UpstreamUrl upstream,
                                                                                    net::DialStop& stop);
  /// For the next request; a connection that ended its answer cleanly.
  void keep(const UpstreamUrl& upstream, std::unique_ptr<UpstreamConnection> connection);

 private:
  net::Dialer& dialer_;
  std::map<std::string, std::unique_ptr<UpstreamConnection>> idle_;  // by scheme and authority
};

}  // namespace tabacus::analytics
