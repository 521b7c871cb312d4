// The only door to Asio's sockets and timers. Included by .cpp files of this folder, never by a header.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "analytics/net/awaitable.hpp"
#include "base/result.hpp"

namespace tabacus::analytics::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorValue = boost::system::error_code;

/// Completion token: `auto [ec, value] = co_await socket.async_x(..., kAsValues)`. Errors come back as values.
constexpr auto kAsValues = asio::as_tuple(asio::use_awaitable);

/// The system's word for a failed socket operation, in our codes.
[[nodiscard]] inline tl::unexpected<Error> fail_with(std::string_view attempted, const ErrorValue& ec) {
  ErrorCode code = ErrorCode::Io;
  if (ec == asio::error::operation_aborted || ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
      ec == asio::error::bad_descriptor)
    code = ErrorCode::Closed;
  else if (ec == asio::error::timed_out)
    code = ErrorCode::TimedOut;
  else if (ec == asio::error::address_in_use)
    code = ErrorCode::Conflict;
  else if (ec == asio::error::no_descriptors || ec == asio::error::no_buffer_space ||
           ec == ErrorValue{ENFILE, boost::system::system_category()})
    code = ErrorCode::Exhausted;
  return fail(code, fmt::format("{}: {}", attempted, ec.message()));
}

}  // namespace tabacus::analytics::net
