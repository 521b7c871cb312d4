#include "app/control/server.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "app/control/protocol.hpp"
#include "app/control/runtime_directory.hpp"
#include "app/control/unix_socket.hpp"
#include "base/log.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr log::Category kLog{"control"};
constexpr milliseconds kAcceptPause{100};

}  // namespace

struct ControlServer::Client {
  UniqueFd fd;
  steady_clock::time_point deadline;
  std::string in;
  std::string out;
  bool ends = false;  // once `out` is written
  bool gone = false;
};

ControlServer::ControlServer(std::filesystem::path path, Handler handler, ControlLimits limits, UniqueFd listener,
                             UniqueFd wake)
    : path_{std::move(path)},
      handler_{std::move(handler)},
      limits_{limits},
      listener_{std::move(listener)},
      wake_{std::move(wake)} {
  thread_ = std::jthread{[this] { run(); }};
  ::pthread_setname_np(thread_.native_handle(), "control");
}

Result<std::unique_ptr<ControlServer>> ControlServer::start(const std::filesystem::path& path, Handler handler,
                                                            ControlLimits limits) {
  remove_dead_sockets(path.parent_path());
  UniqueFd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!wake) return fail_errno("open an eventfd for", path.native());
  auto listener = listen_at(path);
  if (!listener) return fail(listener.error(), "open the control socket");
  return std::unique_ptr<ControlServer>{
      new ControlServer{path, std::move(handler), limits, std::move(*listener), std::move(wake)}};
}

ControlServer::~ControlServer() {
  ::unlink(path_.c_str());
  ::eventfd_write(wake_.get(), 1);
}

void ControlServer::run() {
  while (!stops_) {
    // What a handler throws must not end the terminal; its client is left without an answer.
    try {
      poll_once();
    } catch (const std::exception& thrown) {
      log::error(kLog, "a request was given up: {}", thrown.what());
      clients_.clear();
    }
  }
}

void ControlServer::poll_once() {
  const auto now = steady_clock::now();
  const bool takes_more = accepts_ && clients_.size() < limits_.clients;
  std::vector<pollfd> polled{{wake_.get(), POLLIN, 0}, {takes_more ? listener_.get() : -1, POLLIN, 0}};
  auto next = accepts_ ? steady_clock::time_point::max() : now + kAcceptPause;
  for (const Client& client : clients_) {
    polled.push_back({client.fd.get(), static_cast<short>(client.out.empty() ? POLLIN : POLLOUT), 0});
    next = std::min(next, client.deadline);
  }
  const bool forever = next == steady_clock::time_point::max();
  const auto patience = forever ? milliseconds{-1} : std::chrono::ceil<milliseconds>(std::max(next, now) - now);
  if (::poll(polled.data(), polled.size(), static_cast<int>(patience.count())) < 0 && errno != EINTR) {
    log::error(kLog, "poll fails (error {}); the control socket is closed", errno);
    stops_ = true;
    return;
  }
  stops_ = polled[0].revents != 0;
  accepts_ = true;

  auto entry = polled.begin() + 2;
  for (Client& client : clients_) {
    const short seen = (entry++)->revents;
    if (seen != 0) serve(client);
    if (steady_clock::now() >= client.deadline) client.gone = true;
  }
  std::erase_if(clients_, [](const Client& client) { return client.gone; });
  if (polled[1].revents != 0) accept_client();
}

void ControlServer::accept_client() {
  UniqueFd fd{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (!fd) {
    accepts_ = errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS;
    return;
  }
  // The directory lets nobody else in; this holds even where it was opened up.
  const auto user = user_of_peer(fd.get());
  if (!user || *user != ::geteuid()) return;
  clients_.push_back({.fd = std::move(fd), .deadline = steady_clock::now() + limits_.patience, .in = {}, .out = {}});
}

void ControlServer::serve(Client& client) {
  if (client.out.empty()) {
    receive(client);
    return;
  }
  transmit(client);
  answer_lines(client);  // that came behind the one whose reply is out now
}

void ControlServer::receive(Client& client) {
  std::array<char, kMaxRequestBytes> chunk;
  const ssize_t got = ::recv(client.fd.get(), chunk.data(), chunk.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    client.gone = true;
    return;
  }
  client.in.append(chunk.data(), static_cast<std::size_t>(got));
  answer_lines(client);
}

/// Requests are taken one at a time: who sends many waits for the reply to the first.
void ControlServer::answer_lines(Client& client) {
  while (client.out.empty() && !client.ends && !client.gone) {
    const std::size_t end = client.in.find('\n');
    if (end == std::string::npos && client.in.size() <= kMaxRequestBytes) return;
    if (end == std::string::npos || end > kMaxRequestBytes) {
      client.out =
          error_reply({ErrorCode::InvalidInput, fmt::format("request: longer than {} bytes", kMaxRequestBytes)});
      client.ends = true;
    } else {
      client.out = handler_(std::string_view{client.in}.substr(0, end));
      client.in.erase(0, end + 1);
    }
    client.out += '\n';
    client.deadline = steady_clock::now() + limits_.patience;
    transmit(client);
  }
}

/// Sends what the client takes now.
void ControlServer::transmit(Client& client) {
  const ssize_t sent = ::send(client.fd.get(), client.out.data(), client.out.size(), MSG_NOSIGNAL);
  if (sent < 0) {
    client.gone = errno != EAGAIN && errno != EINTR;
    return;
  }
  client.out.erase(0, static_cast<std::size_t>(sent));
  if (!client.out.empty()) return;
  client.gone = client.ends;
  client.deadline = steady_clock::now() + limits_.patience;
}

void remove_dead_sockets(const std::filesystem::path& directory) {
  for (const auto& path : control_sockets(directory)) {
    const auto alive = connect_to(path);
    if (!alive && alive.error().code == ErrorCode::NotFound) ::unlink(path.c_str());
  }
}

}  // namespace tabacus::app
