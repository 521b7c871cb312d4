#include "analytics/net/listener.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "analytics/net/asio.hpp"
#include "analytics/net/socket_stream.hpp"

namespace tabacus::analytics::net {
namespace {

/// What a slow client has not asked for yet waits with its upstream and not here, where the kernel would grow a buffer
/// of megabytes for it. Accepted sockets inherit it. Failure costs memory only.
void keep_little_unsent(tcp::acceptor& acceptor) {
  constexpr int kMostUnsent = 256 * 1024;
  (void)::setsockopt(acceptor.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent, sizeof(kMostUnsent));
}

}  // namespace

struct Listener::Socket {
  tcp::acceptor acceptor;
  std::uint16_t port = 0;
};

Listener::Listener(std::unique_ptr<Socket> socket) : socket_{std::move(socket)} {}
Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::bind(const Executor& executor, std::uint16_t port) {
  auto socket = std::make_unique<Socket>(Socket{tcp::acceptor{executor}, 0});
  const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
  const std::string attempted = fmt::format("listen on 127.0.0.1:{}", port);
  ErrorValue ec;
  socket->acceptor.open(endpoint.protocol(), ec);
  if (ec) return fail_with(attempted, ec);
  keep_little_unsent(socket->acceptor);
  socket->acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);  // a port in TIME_WAIT is free
  if (!ec) socket->acceptor.bind(endpoint, ec);
  if (!ec) socket->acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) socket->port = socket->acceptor.local_endpoint(ec).port();
  if (ec) return fail_with(attempted, ec);
  return std::unique_ptr<Listener>{new Listener{std::move(socket)}};
}

std::uint16_t Listener::port() const { return socket_->port; }

Awaitable<Result<std::unique_ptr<Stream>>> Listener::accept() {
  auto [ec, accepted] = co_await socket_->acceptor.async_accept(kAsValues);
  if (ec) co_return fail_with("accept", ec);
  co_return make_stream(std::move(accepted));
}

void Listener::close() {
  ErrorValue ignored;
  socket_->acceptor.close(ignored);
}

}  // namespace tabacus::analytics::net
