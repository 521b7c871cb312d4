#include "tests/support/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace tabacus::test {
namespace {

constexpr std::chrono::milliseconds kPatience{8000};

}  // namespace

RawSocket::RawSocket(UniqueFd fd) : fd_{std::move(fd)} {
  const int on = 1;
  if (fd_) ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

RawSocket RawSocket::connect(std::uint16_t port) {
  UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) fd.reset();
  return RawSocket{std::move(fd)};
}

bool RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t RawSocket::send_while_taken(std::string_view bytes, std::chrono::milliseconds patience) {
  std::size_t total = 0;
  while (total < bytes.size()) {
    pollfd waiting{fd_.get(), POLLOUT, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) break;
    const ssize_t sent = ::send(fd_.get(), bytes.data() + total, bytes.size() - total, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) break;
    total += static_cast<std::size_t>(sent);
  }
  return total;
}

bool RawSocket::read_more(std::chrono::milliseconds patience) {
  if (end_ != StreamEnd::Open) return false;
  pollfd waiting{fd_.get(), POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
  std::array<char, 65536> bytes;
  const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
  if (got <= 0) {
    end_ = got == 0 ? StreamEnd::Clean : StreamEnd::Reset;
    return false;
  }
  received_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawSocket::read_until(std::string_view marker) {
  std::size_t found = received_.find(marker);
  while (found == std::string::npos && read_more(kPatience)) found = received_.find(marker);
  return read_exactly(found == std::string::npos ? received_.size() : found + marker.size());
}

std::string RawSocket::read_exactly(std::size_t count) {
  while (received_.size() < count && read_more(kPatience)) {
  }
  std::string taken = received_.substr(0, count);
  received_.erase(0, taken.size());
  return taken;
}

std::string RawSocket::read_to_end() {
  while (read_more(kPatience)) {
  }
  return std::exchange(received_, {});
}

bool RawSocket::closes_within(std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (end_ == StreamEnd::Open && std::chrono::steady_clock::now() < deadline)
    read_more(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()));
  return end_ != StreamEnd::Open;
}

bool RawSocket::breaks_within(std::chrono::milliseconds time) {
  pollfd waiting{fd_.get(), 0, 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

bool RawSocket::is_silent_for(std::chrono::milliseconds time) {
  return received_.empty() && !read_more(time) && end_ == StreamEnd::Open;
}

void RawSocket::shutdown_write() { ::shutdown(fd_.get(), SHUT_WR); }

void RawSocket::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  fd_.reset();
}

}  // namespace tabacus::test
