// Makes streams of sockets. Private to this folder: the socket type is named here and in the .cpp files only.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "analytics/net/stream.hpp"

namespace tabacus::analytics::net {

/// Small writes go out at once (TCP_NODELAY).
[[nodiscard]] std::unique_ptr<Stream> make_stream(boost::asio::ip::tcp::socket socket);

}  // namespace tabacus::analytics::net
