#include "app/cli/event_socket.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "app/control/unix_socket.hpp"
#include "base/log.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"events"};
constexpr std::size_t kMostClients = 16;
constexpr timeval kPatience{.tv_sec = 2, .tv_usec = 0};  ///< for a client to make room for an event

bool has_hung_up(int fd) {
  pollfd polled{fd, POLLRDHUP, 0};
  return ::poll(&polled, 1, 0) > 0 && (polled.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

bool send_line(int fd, std::string_view text) {
  std::string line{text};
  line += '\n';
  return ::send(fd, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

}  // namespace

Result<std::unique_ptr<EventSocket>> EventSocket::start(const std::filesystem::path& path,
                                                        analytics::ServeOptions options) {
  UniqueFd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!wake) return fail_errno("open an eventfd for", path.native());
  auto listener = listen_at(path);
  if (!listener) return fail(listener.error(), "open the socket of events");
  return std::unique_ptr<EventSocket>{new EventSocket{path, std::move(options), std::move(*listener), std::move(wake)}};
}

EventSocket::EventSocket(std::filesystem::path path, analytics::ServeOptions options, UniqueFd listener, UniqueFd wake)
    : path_{std::move(path)}, options_{std::move(options)}, listener_{std::move(listener)}, wake_{std::move(wake)} {
  acceptor_ = std::jthread{[this] { accept_all(); }};
  ::pthread_setname_np(acceptor_.native_handle(), "events");
}

EventSocket::~EventSocket() {
  stops_ = true;
  ::eventfd_write(wake_.get(), 1);
  acceptor_.join();
  clients_.clear();
  ::unlink(path_.c_str());
}

void EventSocket::accept_all() {
  std::array<pollfd, 2> polled{pollfd{wake_.get(), POLLIN, 0}, pollfd{listener_.get(), POLLIN, 0}};
  while (!stops_) {
    if (::poll(polled.data(), polled.size(), -1) <= 0) continue;
    UniqueFd fd{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (fd) take(std::move(fd));
  }
}

void EventSocket::take(UniqueFd fd) {
  std::erase_if(clients_, [](const Client& client) { return client.is_gone.load(); });
  const auto user = user_of_peer(fd.get());
  if (!user || *user != ::geteuid() || clients_.size() >= kMostClients) return;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  Client& client = clients_.emplace_back();
  client.fd = std::move(fd);
  client.thread = std::jthread{[this, &client] { serve(client); }};
}

void EventSocket::serve(Client& client) const {
  const int fd = client.fd.get();
  const auto told = analytics::tell_events(options_, analytics::EventsUntil::NobodyReads, [&](std::string_view line) {
    if (stops_) return false;
    return line.empty() ? !has_hung_up(fd) : send_line(fd, line);
  });
  if (!told) log::warn(kLog, "{}", told.error().message);
  ::shutdown(fd, SHUT_RDWR);
  client.is_gone = true;
}

}  // namespace tabacus::app
