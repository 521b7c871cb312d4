// A loopback port whose backlog is full: the kernel drops every further SYN, so that connecting to it takes for ever.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "base/unique_fd.hpp"

namespace tabacus::test {

class DeafPort {
 public:
  /// An address of loopback, of either family. Port 0: the kernel chooses.
  explicit DeafPort(const char* address = "127.0.0.1", std::uint16_t port = 0)
      : address_{parsed(address, port)}, listener_{socket_for_us(0)} {
    socklen_t size = sizeof(address_);
    ::bind(listener_.get(), as_generic(), size);
    ::listen(listener_.get(), 0);
    ::getsockname(listener_.get(), as_generic(), &size);
    for (UniqueFd& filler : fillers_) {
      filler.reset(socket_for_us(SOCK_NONBLOCK));
      ::connect(filler.get(), as_generic(), sizeof(address_));
    }
  }

  /// The ports of both families stand at the same place.
  [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin6_port); }

 private:
  static sockaddr_in6 parsed(const char* address, std::uint16_t port) {
    sockaddr_in6 parsed{};
    if (::inet_pton(AF_INET6, address, &parsed.sin6_addr) == 1) {
      parsed.sin6_family = AF_INET6;
      parsed.sin6_port = htons(port);
      return parsed;
    }
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &ipv4.sin_addr);
    std::memcpy(&parsed, &ipv4, sizeof(ipv4));
    return parsed;
  }

  int socket_for_us(int flags) const { return ::socket(address_.sin6_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0); }
  sockaddr* as_generic() { return reinterpret_cast<sockaddr*>(&address_); }

  sockaddr_in6 address_;
  UniqueFd listener_;
  std::array<UniqueFd, 4> fillers_;
};

}  // namespace tabacus::test
