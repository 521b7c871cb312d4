// Processes as /proc shows them (proc(5)). Names come from the programs themselves: they are made fit to show, and no
// proof of anything. Any thread; each call reads a few small files, or as many as it says.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus {

/// Empty: no such process, or it may not be looked at.
[[nodiscard]] std::optional<pid_t> parent_of(pid_t pid);
/// "curl"; of a script its own name ("gemini") rather than its interpreter's. Empty: no such process.
[[nodiscard]] std::string process_name(pid_t pid);
/// Whether a descriptor of the process is this socket. Looks at 4,096 descriptors at most.
[[nodiscard]] bool holds_socket(pid_t pid, std::uint64_t inode);
/// The inodes of all its sockets, ascending; of 4,096 descriptors at most.
[[nodiscard]] std::vector<std::uint64_t> sockets_of(pid_t pid);
/// Whether the process was started with this variable set to this value. Looks at the first 256 KiB. Exhausted: no
/// descriptor was left to look with. False of a process that is gone or may not be looked at.
[[nodiscard]] Result<bool> has_variable(pid_t pid, std::string_view name, std::string_view value);
/// With what the process was started under that name; empty where it was not, it is gone or may not be looked at.
[[nodiscard]] std::optional<std::string> variable_of(pid_t pid, std::string_view name);
/// Where the process works. Empty: it is gone, or may not be looked at.
[[nodiscard]] std::string working_directory_of(pid_t pid);
[[nodiscard]] std::vector<pid_t> children_of(pid_t pid);
/// All that run under our user id, highest number first; `limit` of them at most. Exhausted: no descriptor was left to
/// look with; Io: there is no /proc.
[[nodiscard]] Result<std::vector<pid_t>> own_processes(std::size_t limit);

/// The pure half of process_name: /proc/PID/comm, and /proc/PID/cmdline with its NULs.
[[nodiscard]] std::string name_from(std::string_view comm, std::string_view command_line);

}  // namespace tabacus
