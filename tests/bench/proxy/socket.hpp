// What the roles of the proxy benchmark share: a clock that all processes of the machine agree on, and TCP on loopback.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/unique_fd.hpp"

namespace tabacus::bench {

/// CLOCK_MONOTONIC: the sender and the receiver of a time stamp read the same clock.
[[nodiscard]] std::int64_t now_ns();

/// Listens on 127.0.0.1, non-blocking; port 0: the kernel chooses. Ends the program when it cannot.
[[nodiscard]] UniqueFd listen_on_loopback(std::uint16_t port = 0);
[[nodiscard]] std::uint16_t port_of(const UniqueFd& listener);
/// A port that was free just now, for servers that must be told theirs.
[[nodiscard]] std::uint16_t free_port();

/// A blocking connection with TCP_NODELAY. Ends the program when nobody listens.
[[nodiscard]] UniqueFd connect_to_loopback(std::uint16_t port);
/// The same, not waited for; none when the port refuses at once.
[[nodiscard]] UniqueFd begin_connect_to_loopback(std::uint16_t port);
void send_at_once(int fd);

[[noreturn]] void give_up(std::string_view attempted);

}  // namespace tabacus::bench
