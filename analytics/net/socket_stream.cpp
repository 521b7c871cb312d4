#include "analytics/net/socket_stream.hpp"

#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <boost/asio/ssl/stream.hpp>

#include "analytics/net/asio.hpp"

namespace tabacus::analytics::net {
namespace {

using TlsSocket = asio::ssl::stream<tcp::socket>;

tcp::socket& plain_of(tcp::socket& socket) { return socket; }
tcp::socket& plain_of(TlsSocket& socket) { return socket.next_layer(); }

template <typename Socket>
class SocketStream final : public Stream {
 public:
  explicit SocketStream(Socket socket) : socket_{std::move(socket)} {}

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    const auto [ec, size] = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), kAsValues);
    if (ec == asio::error::eof) co_return std::size_t{0};
    if (ec) co_return fail_with("read", ec);
    co_return size;
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    const auto [ec, size] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), kAsValues);
    if (ec) co_return fail_with("write", ec);
    co_return Result<void>{};
  }

  void shutdown_write() override {
    ErrorValue ignored;  // already gone is as good
    plain_of(socket_).shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close(Close how) override {
    ErrorValue ignored;
    if (how == Close::Reset) plain_of(socket_).set_option(asio::socket_base::linger{true, 0}, ignored);
    plain_of(socket_).close(ignored);
  }

  bool is_idle() override {
    tcp::socket& socket = plain_of(socket_);
    if (!socket.is_open()) return false;
    char byte = 0;
    const ssize_t got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  int native_handle() override {
    tcp::socket& socket = plain_of(socket_);
    return socket.is_open() ? socket.native_handle() : -1;
  }

 private:
  Socket socket_;
};

void send_at_once(tcp::socket& socket) {
  ErrorValue ignored;  // slower, but not wrong
  socket.set_option(tcp::no_delay{true}, ignored);
}

/// RFC 6066 forbids address literals as server names; certificates name them in another field.
bool name_peer(SSL* ssl, const std::string& host) {
  ErrorValue ec;
  asio::ip::make_address(host, ec);
  if (!ec) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

}  // namespace

struct TlsHandshake {
  TlsSocket socket;
  std::string host;
};

std::unique_ptr<Stream> make_stream(tcp::socket socket) {
  send_at_once(socket);
  return std::make_unique<SocketStream<tcp::socket>>(std::move(socket));
}

std::shared_ptr<TlsHandshake> begin_tls(tcp::socket socket, asio::ssl::context& context, const std::string& host) {
  send_at_once(socket);
  return std::make_shared<TlsHandshake>(TlsHandshake{TlsSocket{std::move(socket), context}, host});
}

Awaitable<Result<std::unique_ptr<Stream>>> finish_tls(std::shared_ptr<TlsHandshake> handshake) {
  SSL* ssl = handshake->socket.native_handle();
  if (!name_peer(ssl, handshake->host)) co_return fail(ErrorCode::InvalidInput, "the host's name cannot be verified");
  const auto [ec] = co_await handshake->socket.async_handshake(asio::ssl::stream_base::client, kAsValues);
  if (ec) {
    const long verdict = SSL_get_verify_result(ssl);
    abandon(*handshake);
    if (verdict != X509_V_OK)
      co_return fail(ErrorCode::PermissionDenied,
                     fmt::format("its certificate is refused: {}", X509_verify_cert_error_string(verdict)));
    co_return fail_with("TLS handshake", ec);
  }
  std::unique_ptr<Stream> stream = std::make_unique<SocketStream<TlsSocket>>(std::move(handshake->socket));
  co_return stream;
}

void abandon(TlsHandshake& handshake) {
  ErrorValue ignored;
  handshake.socket.next_layer().close(ignored);
}

}  // namespace tabacus::analytics::net
