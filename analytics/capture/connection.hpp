// One client connection of a tab: its requests, one after the other. Net thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "analytics/capture/client_reader.hpp"
#include "analytics/capture/exchange_relay.hpp"
#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/capture/tunnel_relay.hpp"
#include "analytics/capture/upstream_pool.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics {

/// How the client's bytes come to us.
struct ConnectionOrigin {
  bool own_tunnel = false;             ///< through a CONNECT to our own port
  std::optional<Authority> decrypted;  ///< through a CONNECT to there, whose TLS ends here
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// A head that has begun must be whole within this time.
  static constexpr std::chrono::seconds kHeadTimeout{30};

  Connection(CaptureServices& services, std::shared_ptr<const CaptureTab> tab, std::unique_ptr<net::Stream> client,
             std::uint16_t port, UpstreamPool& pool, std::shared_ptr<const CallerAnswer> caller,
             ConnectionOrigin origin = {});

  /// Serves until the client is done; closes it. Keeps itself alive meanwhile.
  [[nodiscard]] net::Awaitable<void> run();
  /// Ends after the exchange that runs, at once when there is none.
  void finish();
  /// Ends now, with whatever runs.
  void abort();
  /// Closes the connection when a head takes too long.
  void check_deadline(SteadyTime now);

 private:
  /// Reads up to the end of the next head into head_. False: there is none, or it was answered.
  net::Awaitable<bool> read_head();
  net::Awaitable<bool> serve_head();
  net::Awaitable<bool> relay(ExchangeRequest request);
  net::Awaitable<void> tunnel(Authority to, ConnectAnswer answer);
  net::Awaitable<void> decrypt(Authority to);
  net::Awaitable<void> wait_for_hello();
  net::Awaitable<void> give_up_on_hello(std::shared_ptr<Connection> self);
  net::Awaitable<void> enter();
  net::Awaitable<void> run_inner(std::unique_ptr<net::Stream> stream, ConnectionOrigin origin);
  void record_tunnel(TunnelRecord row, SystemTime wall, SteadyTime started);
  net::Awaitable<void> refuse(OwnAnswer answer, const Provider* provider, std::string_view method);
  net::Awaitable<void> linger();
  net::Awaitable<void> close_after_linger(std::shared_ptr<Connection> self);
  [[nodiscard]] ExchangeOpened told_of(RequestHead head, const Route& route, std::string endpoint) const;
  /// False: a budget stood in the way, and the client was told.
  net::Awaitable<bool> pass_budgets(ExchangeRequest& request);
  net::Awaitable<void> read_client(std::shared_ptr<Connection> self);

  CaptureServices& services_;
  const std::shared_ptr<const CaptureTab> tab_;
  const std::unique_ptr<net::Stream> client_;
  const std::uint16_t port_;
  const std::shared_ptr<const CallerAnswer> caller_;
  const ConnectionOrigin origin_;
  ClientReader reader_;
  UpstreamPool& pool_;
  GrowingBuffer answer_{ExchangeRelay::kFirstBuffer};
  net::Event lingered_;
  net::Event said_hello_;
  Interruptible* active_ = nullptr;    // lives in the frame of relay() or tunnel()
  std::shared_ptr<Connection> inner_;  // what runs inside a CONNECT that ends here
  std::string head_;
  std::optional<SteadyTime> head_started_;
  bool hello_late_ = false;
  bool finishing_ = false;
};

}  // namespace tabacus::analytics
