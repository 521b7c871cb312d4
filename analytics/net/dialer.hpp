// Opens connections to upstreams: names resolved, addresses raced, proxies passed, TLS verified, all before a deadline.
// Net thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/net/stream.hpp"
#include "analytics/net/tls.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics::net {

/// An HTTP proxy that leads out (CONNECT).
struct ProxyServer {
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
  std::string authorization;  ///< value of Proxy-Authorization, secret; empty: none

  friend bool operator==(const ProxyServer&, const ProxyServer&) = default;
};

/// Why an address may not be connected to, for people; empty: it may. Net thread; must not block.
using RefuseAddress = std::function<std::string(const std::string& address, std::uint16_t port)>;

struct DialTarget {
  std::string host;  ///< name or address literal, without brackets
  std::uint16_t port = 0;
  bool tls = false;
  std::optional<ProxyServer> proxy{};
  RefuseAddress refuses{};  ///< asked of each address of `host` itself, as it is dialed; empty: all may be
};

struct Dialed {
  std::unique_ptr<Stream> stream;
  Nanoseconds connect{};           ///< resolving and the proxy included
  std::optional<Nanoseconds> tls;  ///< the handshake with the target
  bool resumed = false;            ///< TLS took up an earlier session
};

/// Addresses of a name in text form, best first. Runs on a thread of its own and may block.
using LookUp = std::function<Result<std::vector<std::string>>(const std::string& host)>;

struct DialOptions {
  std::chrono::milliseconds deadline{15'000};  ///< for all steps together
  Trust trust{};
  std::shared_ptr<KeyLog> key_log{};  ///< null: none
  LookUp look_up{};                   ///< empty: the system's resolver
};

/// Ends a dial before its deadline. Net thread; outlives the dial it is given to.
class DialStop {
 public:
  /// The dial returns Closed soon; so does one that begins afterwards.
  void request() {
    requested_ = true;
    if (on_request_) on_request_();
  }
  [[nodiscard]] bool requested() const { return requested_; }
  /// What wakes the step that runs; the dialer sets it.
  void on_request(std::function<void()> wake) { on_request_ = std::move(wake); }

 private:
  bool requested_ = false;
  std::function<void()> on_request_;
};

class Dialer {
 public:
  Dialer(const Executor& executor, DialOptions options);
  /// Waits for no name that is still being resolved.
  ~Dialer();

  /// Begins to read the system's authorities on another thread, so that the first TLS connection need not. Any thread.
  void prepare_tls();

  /// NotFound: the name does not resolve; InvalidInput: the target refuses all its addresses; TimedOut;
  /// PermissionDenied: the certificate does not verify, or the proxy wants credentials; Io or Closed: refused, broken
  /// or stopped. The message names host and port, of the proxy too.
  [[nodiscard]] Awaitable<Result<Dialed>> dial(DialTarget target, DialStop& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tabacus::analytics::net
