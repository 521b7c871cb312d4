#include "analytics/net/socket_stream.hpp"

#include <sys/socket.h>

#include "analytics/net/asio.hpp"

namespace tabacus::analytics::net {
namespace {

/// What the kernel takes here and now, which is nearly always all: a trip through the event loop costs two polls.
/// Errors are left to the write that follows.
std::size_t write_at_once(tcp::socket& socket, std::string_view bytes) {
  const ssize_t sent = ::send(socket.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

class SocketStream final : public Stream {
 public:
  explicit SocketStream(tcp::socket socket) : socket_{std::move(socket)} {}

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    const auto [ec, size] = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), kAsValues);
    if (ec == asio::error::eof) co_return std::size_t{0};
    if (ec) co_return fail_with("read", ec);
    co_return size;
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    bytes.remove_prefix(write_at_once(socket_, bytes));
    if (bytes.empty()) co_return Result<void>{};
    const auto [ec, size] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), kAsValues);
    if (ec) co_return fail_with("write", ec);
    co_return Result<void>{};
  }

  void shutdown_write() override {
    ErrorValue ignored;  // already gone is as good
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close(Close how) override {
    ErrorValue ignored;
    if (how == Close::Reset) socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
  }

  bool is_idle() override {
    if (!socket_.is_open()) return false;
    char byte = 0;
    const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  int native_handle() override { return socket_.is_open() ? socket_.native_handle() : -1; }
  bool is_socket() const override { return true; }

 private:
  tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Stream> make_stream(tcp::socket socket) {
  ErrorValue ignored;  // slower, but not wrong
  socket.set_option(tcp::no_delay{true}, ignored);
  return std::make_unique<SocketStream>(std::move(socket));
}

}  // namespace tabacus::analytics::net
