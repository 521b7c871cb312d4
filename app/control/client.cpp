#include "app/control/client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "app/control/runtime_directory.hpp"
#include "app/control/unix_socket.hpp"
#include "base/paths.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxReplyBytes = 8 * 1024 * 1024;

Result<void> wait_for(int socket, short event, steady_clock::time_point deadline, const std::string& name) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds::zero()) return fail(ErrorCode::TimedOut, fmt::format("{} does not answer", name));
    pollfd polled{socket, event, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail_errno("wait for", name);
  }
}

Result<void> send_all(int socket, std::string_view bytes, steady_clock::time_point deadline, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EINTR) {
      if (auto waited = wait_for(socket, POLLOUT, deadline, name); !waited) return waited;
    } else {
      return fail_errno("ask", name);
    }
  }
  return {};
}

Result<std::string> read_line(int socket, steady_clock::time_point deadline, const std::string& name) {
  std::string line;
  std::array<char, 64 * 1024> chunk;
  for (;;) {
    const ssize_t got = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (got == 0) return fail(ErrorCode::Closed, fmt::format("{} ended without a reply", name));
    if (got > 0) {
      const std::string_view bytes{chunk.data(), static_cast<std::size_t>(got)};
      const std::size_t end = bytes.find('\n');
      line.append(bytes.substr(0, end));
      if (end != std::string_view::npos) return line;
      if (line.size() > kMaxReplyBytes) return fail(ErrorCode::Exhausted, fmt::format("{} sends too much", name));
    } else if (errno == EAGAIN || errno == EINTR) {
      if (auto waited = wait_for(socket, POLLIN, deadline, name); !waited) return fail(waited.error());
    } else {
      return fail_errno("hear from", name);
    }
  }
}

}  // namespace

Result<std::string> ask(const std::filesystem::path& socket, std::string_view line, milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  const std::string& name = socket.native();
  const auto connected = connect_to(socket);
  if (!connected) return fail(connected.error());
  const auto user = user_of_peer(connected->get());
  if (!user) return fail(user.error());
  if (*user != ::geteuid())
    return fail(ErrorCode::PermissionDenied, fmt::format("{} is served by user {}", name, *user));
  if (auto sent = send_all(connected->get(), std::string{line} + '\n', deadline, name); !sent)
    return fail(sent.error());
  return read_line(connected->get(), deadline, name);
}

Result<std::vector<InstanceReply>> ask_all(const ControlRequest& request) {
  std::vector<InstanceReply> replies;
  const auto directory = runtime_directory();
  if (auto checked = check_own_directory(directory, OthersMay::Nothing); !checked) {
    if (checked.error().code == ErrorCode::NotFound) return replies;
    return fail(checked.error(), "look for running instances");
  }
  const std::string line = request_line(request);
  for (const auto& socket : control_sockets(directory)) {
    auto reply = ask(socket, line);
    if (!reply && reply.error().code == ErrorCode::NotFound) continue;
    replies.push_back({socket, std::move(reply)});
  }
  return replies;
}

}  // namespace tabacus::app
