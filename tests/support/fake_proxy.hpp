// A corporate proxy on loopback: notes each CONNECT head, answers as told, and leads every tunnel to one port.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "tests/support/fake_upstream.hpp"

namespace tabacus::test {

class FakeProxy {
 public:
  /// `answer` is sent to each CONNECT; a tunnel to 127.0.0.1:`target` follows when it begins with "HTTP/1.1 200".
  FakeProxy(std::uint16_t target, std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n");

  [[nodiscard]] std::uint16_t port() const { return upstream_.port(); }
  [[nodiscard]] std::vector<std::string> heads() const;

 private:
  void serve(RawSocket& client);

  const std::uint16_t target_;
  const std::string answer_;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;  // guarded by mutex_
  FakeUpstream upstream_;
};

}  // namespace tabacus::test
