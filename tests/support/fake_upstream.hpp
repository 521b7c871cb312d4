// An upstream that plays a script of raw bytes on each connection: odd framing that no server library would send.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/raw_socket.hpp"

namespace tabacus::test {

class FakeUpstream {
 public:
  /// Runs on a thread per connection; the connection closes when it returns. `number` counts connections from 0.
  using Script = std::function<void(RawSocket& client, int number)>;

  explicit FakeUpstream(Script script);
  /// Joins every script.
  ~FakeUpstream();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void accept_all();

  const Script script_;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::vector<std::jthread> players_;  // touched by acceptor_ only, until it is joined
  std::jthread acceptor_;
};

/// Reads a request's head.
[[nodiscard]] inline std::string read_head(RawSocket& socket) { return socket.read_until("\r\n\r\n"); }

/// A complete answer with a Content-Length.
[[nodiscard]] std::string plain_answer(std::string_view body, std::string_view more_fields = "");

}  // namespace tabacus::test
