// Opens connections to upstreams: names resolved, addresses raced, TLS verified, all before a deadline. Net thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/net/stream.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics::net {

struct DialTarget {
  std::string host;  ///< name or address literal, without brackets
  std::uint16_t port = 0;
  bool tls = false;
};

struct Dialed {
  std::unique_ptr<Stream> stream;
  Nanoseconds connect{};           ///< resolving included
  std::optional<Nanoseconds> tls;  ///< the handshake
};

struct DialOptions {
  std::chrono::milliseconds deadline{15'000};           ///< for all steps together
  std::vector<std::filesystem::path> extra_ca_files{};  ///< trusted beside the system's and SSL_CERT_FILE's
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
  ~Dialer();

  /// NotFound: the name does not resolve; TimedOut; PermissionDenied: the certificate does not verify; Io or Closed:
  /// refused, broken or stopped. The message names host and port.
  [[nodiscard]] Awaitable<Result<Dialed>> dial(DialTarget target, DialStop& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tabacus::analytics::net
