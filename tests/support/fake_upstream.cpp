#include "tests/support/fake_upstream.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

namespace tabacus::test {

FakeUpstream::FakeUpstream(Script script)
    : script_{std::move(script)}, listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_.get(), 1024);
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread{[this] { accept_all(); }};
}

FakeUpstream::~FakeUpstream() {
  ::shutdown(listener_.get(), SHUT_RDWR);  // wakes accept()
  acceptor_.join();
}

void FakeUpstream::accept_all() {
  for (;;) {
    UniqueFd accepted{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!accepted) return;
    players_.emplace_back([this, number = connections_++, client = RawSocket{std::move(accepted)}]() mutable {
      script_(client, number);
      client.close();
    });
  }
}

std::string plain_answer(std::string_view body, std::string_view more_fields) {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  answer.append(more_fields).append("Content-Length: ").append(std::to_string(body.size()));
  return answer.append("\r\n\r\n").append(body);
}

}  // namespace tabacus::test
