// What runs in the foreground of a terminal, read from /proc. Any thread: needs the shell's pid only.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace tabacus::pty {

struct Foreground {
  pid_t pid = 0;
  std::string name;               ///< as in /proc/PID/comm; from the program, hence hostile
  std::string working_directory;  ///< empty when it cannot be read (another user's process) or is gone
};

/// The leader of the terminal's foreground group; the shell itself when that cannot be told. Empty: no such process.
[[nodiscard]] std::optional<Foreground> foreground_of(pid_t shell);

/// The words that a process was started with, as far as 64 KiB hold them; none where it is gone or another's.
[[nodiscard]] std::vector<std::string> command_line_of(pid_t pid);

}  // namespace tabacus::pty
