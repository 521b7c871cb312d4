// A listening port on 127.0.0.1 that hands out what connects, as bare descriptors.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "base/unique_fd.hpp"

namespace tabacus::test {

class TcpPort {
 public:
  TcpPort() : listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener_.get(), 16);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
  }

  [[nodiscard]] std::uint16_t number() const { return number_; }
  /// Waits for the next one.
  [[nodiscard]] UniqueFd accept() { return UniqueFd{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)}; }

 private:
  UniqueFd listener_;
  std::uint16_t number_ = 0;
};

}  // namespace tabacus::test
