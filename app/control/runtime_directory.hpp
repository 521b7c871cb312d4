// Where the control sockets lie: $XDG_RUNTIME_DIR/tabacus, without that variable /tmp/tabacus-UID. Ours alone, or not
// used.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

/// Nothing is created.
[[nodiscard]] std::filesystem::path runtime_directory();

/// The directory, made with mode 0700 where it is missing. Errors as check_own_directory, to which others may do
/// nothing.
[[nodiscard]] Result<std::filesystem::path> make_runtime_directory();

/// "run-4711.sock".
[[nodiscard]] std::string socket_name(std::string_view kind, pid_t pid);

/// The sockets in the directory, sorted; none when it is missing. Nobody may be listening on them.
[[nodiscard]] std::vector<std::filesystem::path> control_sockets(const std::filesystem::path& directory);

}  // namespace tabacus::app
