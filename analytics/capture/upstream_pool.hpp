// The upstream connections of one tab: idle ones are kept for its next request, whichever client connection brings it,
// because some agents open a connection per request. Never shared between tabs. Net thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "analytics/capture/corporate_proxy.hpp"
#include "analytics/net/dialer.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

struct UpstreamConnection {
  std::unique_ptr<net::Stream> stream;
  bool reused = false;
  std::optional<Nanoseconds> connect;  ///< of a fresh one
  std::optional<Nanoseconds> tls;
};

class UpstreamPool {
 public:
  /// Of one upstream. Beyond it the one that was idle longest is closed.
  static constexpr std::size_t kMaxIdle = 64;
  /// Shorter than what servers and the middle boxes before them grant.
  static constexpr std::chrono::seconds kMaxIdleTime{55};

  UpstreamPool(net::Dialer& dialer, const Clock& clock, CorporateProxy proxy)
      : dialer_{dialer}, clock_{clock}, proxy_{std::move(proxy)} {}

  /// The connection that was used last, when it is still open; null when there is none.
  [[nodiscard]] std::unique_ptr<UpstreamConnection> take_idle(const UpstreamUrl& upstream);
  /// A new one, through the corporate proxy where there is one. `refuses` as in DialTarget. Errors as Dialer::dial.
  [[nodiscard]] net::Awaitable<Result<std::unique_ptr<UpstreamConnection>>> connect(UpstreamUrl upstream,
                                                                                    net::RefuseAddress refuses,
                                                                                    net::DialStop& stop);
  /// For the next request; a connection that ended its answer cleanly.
  void keep(const UpstreamUrl& upstream, std::unique_ptr<UpstreamConnection> connection);

  /// Closes what has been idle for too long, or was closed by the upstream.
  void sweep();
  void clear() { idle_.clear(); }
  [[nodiscard]] bool empty() const { return idle_.empty(); }

 private:
  struct Idle {
    std::unique_ptr<UpstreamConnection> connection;
    SteadyTime since;
    SystemTime since_wall;  ///< the steady clock stands still while the machine sleeps
  };
  [[nodiscard]] bool is_stale(const Idle& idle) const;

  net::Dialer& dialer_;
  const Clock& clock_;
  const CorporateProxy proxy_;
  using Origin = std::tuple<bool, std::string, std::uint16_t>;  // TLS, host, port
  using OriginView = std::tuple<const bool&, const std::string&, const std::uint16_t&>;
  static OriginView origin_of(const UpstreamUrl& upstream) { return {upstream.tls, upstream.host, upstream.port}; }

  std::map<Origin, std::deque<Idle>, std::less<>> idle_;  // the one used last at the end; none is empty
};

}  // namespace tabacus::analytics
