// What a coroutine over our streams needs of Asio, and no more: this costs a second to compile, all of Asio costs ten.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace tabacus::analytics::net {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;
using Executor = boost::asio::any_io_executor;

/// Starts a coroutine of its own on the executor's thread. It should not throw; what it throws is logged.
void spawn(const Executor& executor, Awaitable<void> coroutine);

}  // namespace tabacus::analytics::net
