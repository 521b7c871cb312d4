// Who listens on a port of 127.0.0.1, from /proc: the kernel's socket table, then the descriptors of the processes that
// we may look at. Linux; where /proc is missing nothing is known. Any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tabacus {

struct PortOwner {
  uid_t uid = 0;
  std::optional<pid_t> pid;  ///< empty: another user's process, or one that ended meanwhile
  std::string process;       ///< as in /proc/PID/comm, display-safe; empty without a pid
};

/// Empty: nobody listens there, or the system does not tell. Reads some thousand small files.
[[nodiscard]] std::optional<PortOwner> owner_of_port(std::uint16_t port);

/// "nginx (process 812)", "a process of user 33", "another process" when nothing is known.
[[nodiscard]] std::string describe(const std::optional<PortOwner>& owner);

/// Ports on which something listens on 127.0.0.1 or on every address; empty: the system does not tell. Asking the table
/// disturbs nobody; connecting would count as a call.
[[nodiscard]] std::optional<std::set<std::uint16_t>> listening_ports();

/// One listener's line of /proc/net/tcp or tcp6: its port, uid and inode. Empty: the line is of something else. Pure.
struct ListeningSocket {
  std::uint16_t port = 0;
  uid_t uid = 0;
  std::uint64_t inode = 0;
};
[[nodiscard]] std::optional<ListeningSocket> parse_listening_socket(std::string_view line);

}  // namespace tabacus
