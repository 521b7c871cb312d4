// A loopback port whose backlog is full: the kernel drops every further SYN, so that connecting to it takes for ever.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "base/unique_fd.hpp"

namespace tabacus::test {

class DeafPort {
 public:
  DeafPort() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    ::bind(listener_.get(), as_generic(), size);
    ::listen(listener_.get(), 0);
    ::getsockname(listener_.get(), as_generic(), &size);
    for (UniqueFd& filler : fillers_) {
      filler.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      ::connect(filler.get(), as_generic(), sizeof(address_));
    }
  }

  [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  sockaddr* as_generic() { return reinterpret_cast<sockaddr*>(&address_); }

  sockaddr_in address_{};
  UniqueFd listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::array<UniqueFd, 4> fillers_;
};

}  // namespace tabacus::test
