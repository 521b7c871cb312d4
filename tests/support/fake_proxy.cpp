#include "tests/support/fake_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace tabacus::test {
namespace {

/// One piece from one socket to the other; false at the end.
bool pass_on(int from, int to) {
  std::array<char, 65536> bytes;
  const ssize_t got = ::recv(from, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  return ::send(to, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

void join(int a, int b) {
  std::array<pollfd, 2> waiting{{{a, POLLIN, 0}, {b, POLLIN, 0}}};
  while (::poll(waiting.data(), waiting.size(), 8000) > 0) {
    if (waiting[0].revents != 0 && !pass_on(a, b)) return;
    if (waiting[1].revents != 0 && !pass_on(b, a)) return;
  }
}

}  // namespace

FakeProxy::FakeProxy(std::uint16_t target, std::string answer)
    : target_{target}, answer_{std::move(answer)}, upstream_{[this](RawSocket& client, int) { serve(client); }} {}

std::vector<std::string> FakeProxy::heads() const {
  const std::lock_guard lock{mutex_};
  return heads_;
}

void FakeProxy::serve(RawSocket& client) {
  std::string head = read_head(client);
  {
    const std::lock_guard lock{mutex_};
    heads_.push_back(std::move(head));
  }
  client.send(answer_);
  if (!answer_.starts_with("HTTP/1.1 200")) return;
  const RawSocket target = RawSocket::connect(target_);
  join(client.native_handle(), target.native_handle());
}

}  // namespace tabacus::test
