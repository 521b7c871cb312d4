// The few calls on Unix stream sockets that both ends of the control socket make.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

/// Listening at `path`, mode 0600, non-blocking. It appears under its name only once it takes connections, and replaces
/// what is there. InvalidInput: the path is too long for a socket.
[[nodiscard]] Result<UniqueFd> listen_at(const std::filesystem::path& path);

/// NotFound: nobody listens there any more, or there is nothing.
[[nodiscard]] Result<UniqueFd> connect_to(const std::filesystem::path& path);

/// The other end's user; root of another namespace counts as nobody. Io: it cannot be told.
[[nodiscard]] Result<uid_t> user_of_peer(int socket);

}  // namespace tabacus::app
