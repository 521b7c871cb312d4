// Accepts connections on 127.0.0.1.
#pragma once

#include <cstdint>
#include <memory>

#include "analytics/net/stream.hpp"

namespace tabacus::analytics::net {

class Listener {
 public:
  /// Bound and listening when this returns; any thread. Port 0: the kernel chooses. Conflict: the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> bind(const Executor& executor, std::uint16_t port);
  ~Listener();

  [[nodiscard]] std::uint16_t port() const;
  /// Exhausted: out of descriptors, try later; Closed: close() was called. Net thread.
  [[nodiscard]] Awaitable<Result<std::unique_ptr<Stream>>> accept();
  void close();

 private:
  struct Socket;
  explicit Listener(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

}  // namespace tabacus::analytics::net
