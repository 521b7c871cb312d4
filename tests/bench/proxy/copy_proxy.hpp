// The limit: a proxy that copies bytes between two sockets and knows nothing of HTTP. One epoll loop.
#pragma once

#include <cstdint>

namespace tabacus::bench {

/// Prints its port, connects each client to `upstream_port` on loopback, serves until it is killed.
[[noreturn]] void run_copy_proxy(std::uint16_t upstream_port);

}  // namespace tabacus::bench
