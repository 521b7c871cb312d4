// What the sockets are that a port accepts.
#include "analytics/net/listener.hpp"

#include <gmock/gmock.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <future>
#include <memory>
#include <string>

#include "analytics/net/io_thread.hpp"
#include "tests/support/raw_socket.hpp"

namespace tabacus::analytics::net {
namespace {

using Accepted = std::promise<std::shared_ptr<Stream>>;

Awaitable<void> accept_one(Listener& listener, Accepted& accepted) {
  auto client = co_await listener.accept();
  accepted.set_value(client ? std::shared_ptr<Stream>{std::move(*client)} : nullptr);
}

TEST(Listener, KeepsLittleOfWhatASlowClientHasNotAskedFor) {
  constexpr int kPatienceMs = 200;
  IoThread thread{"net"};
  const auto listener = Listener::bind(thread.executor(), 0).value();
  Accepted accepted;
  thread.post([&] { spawn(thread.executor(), accept_one(*listener, accepted)); });
  const test::RawSocket client = test::RawSocket::connect(listener->port());
  const std::shared_ptr<Stream> stream = accepted.get_future().get();
  ASSERT_NE(stream, nullptr);
  const int fd = stream->native_handle();
  const std::string block(64 * 1024, 'x');
  for (pollfd wanted{fd, POLLOUT, 0}; ::poll(&wanted, 1, kPatienceMs) == 1;)
    if (::send(fd, block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) break;
  int unsent = 0;
  ASSERT_EQ(::ioctl(fd, SIOCOUTQNSD, &unsent), 0);
  EXPECT_GT(unsent, 0) << "the client's window is full";
  EXPECT_LE(unsent, 512 * 1024);
  thread.stop();
}

}  // namespace
}  // namespace tabacus::analytics::net
