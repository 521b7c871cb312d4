#include "app/control/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "base/ids.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;

constexpr int kBacklog = 16;

Result<sockaddr_un> address_of(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.size() >= sizeof address.sun_path)
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} is too long for a socket's name; set XDG_RUNTIME_DIR to a shorter one", text));
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

Result<UniqueFd> unix_stream() {
  UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd) return fail_errno("open", "a Unix socket");
  return fd;
}

}  // namespace

Result<UniqueFd> listen_at(const fs::path& path) {
  // Under another name first: a client that meets a socket on which nobody listens yet would take it for a dead one.
  const fs::path fresh = path.parent_path() / fmt::format(".{}", random_token(6));
  const auto address = address_of(fresh);
  if (!address) return fail(address.error());
  if (auto fits = address_of(path); !fits) return fail(fits.error());
  auto fd = unix_stream();
  if (!fd) return fd;
  if (::bind(fd->get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
    return fail_errno("bind", fresh.native());
  const bool ready = ::chmod(fresh.c_str(), 0600) == 0 && ::listen(fd->get(), kBacklog) == 0 &&
                     ::rename(fresh.c_str(), path.c_str()) == 0;
  if (ready) return fd;
  auto failed = fail_errno("listen on", path.native());
  ::unlink(fresh.c_str());
  return failed;
}

Result<UniqueFd> connect_to(const fs::path& path) {
  const auto address = address_of(path);
  if (!address) return fail(address.error());
  auto fd = unix_stream();
  if (!fd) return fd;
  if (::connect(fd->get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0) return fd;
  if (errno == ECONNREFUSED || errno == ENOENT)
    return fail(ErrorCode::NotFound, fmt::format("nobody listens on {}", path.native()));
  return fail_errno("connect to", path.native());
}

Result<uid_t> user_of_peer(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return fail_errno("ask who is at the other end of", "a control socket");
  return peer.uid;
}

}  // namespace tabacus::app
