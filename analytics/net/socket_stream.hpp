// Makes streams of sockets. Private to this folder: the socket types are named here and in the .cpp files only.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "analytics/net/stream.hpp"

namespace tabacus::analytics::net {

/// Small writes go out at once (TCP_NODELAY).
[[nodiscard]] std::unique_ptr<Stream> make_stream(boost::asio::ip::tcp::socket socket);

/// A TLS client's handshake over a connected socket, verifying `host`; `socket` is closed on failure. The caller closes
/// it (through `abandon`) when a deadline passes. PermissionDenied: the certificate does not verify.
struct TlsHandshake;
[[nodiscard]] std::shared_ptr<TlsHandshake> begin_tls(boost::asio::ip::tcp::socket socket,
                                                      boost::asio::ssl::context& context, const std::string& host);
[[nodiscard]] Awaitable<Result<std::unique_ptr<Stream>>> finish_tls(std::shared_ptr<TlsHandshake> handshake);
void abandon(TlsHandshake& handshake);

}  // namespace tabacus::analytics::net
