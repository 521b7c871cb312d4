#include "tests/bench/proxy/client.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "base/text.hpp"
#include "tests/bench/proxy/socket.hpp"

namespace tabacus::bench {
namespace {

SSL_CTX* context_trusting(const std::string& certificate) {
  static SSL_CTX* const context = [&] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(made, certificate.c_str(), nullptr);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
    return made;
  }();
  return context;
}

}  // namespace

Client::Client(const Target& target) : name_{target.name}, fd_{connect_to_loopback(target.port)} {
  if (target.certificate.empty()) return;
  tls_.reset(SSL_new(context_trusting(target.certificate)));
  SSL_set_fd(tls_.get(), fd_.get());
  if (SSL_connect(tls_.get()) != 1) give_up("TLS to " + name_);
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) give_up("send to " + name_);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string_view Client::read_some() {
  const ssize_t got = tls_ ? SSL_read(tls_.get(), chunk_.data(), static_cast<int>(chunk_.size()))
                           : ::recv(fd_.get(), chunk_.data(), chunk_.size(), 0);
  return {chunk_.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

bool Client::is_silent_for(int timeout_ms) const {
  pollfd wanted{.fd = fd_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&wanted, 1, timeout_ms) == 0;
}

std::string_view Client::read_through(std::string_view marker) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  std::size_t searched = 0;
  for (;;) {
    const std::size_t found = buffer_.find(marker, searched);
    if (found != std::string::npos) {
      begin_ = found + marker.size();
      return std::string_view{buffer_}.substr(0, begin_);
    }
    searched = buffer_.size() - std::min(buffer_.size(), marker.size());
    const std::string_view more = read_some();
    if (more.empty()) give_up(fmt::format("read from {}, which ended after \"{}\"", name_, buffer_.substr(0, 200)));
    buffer_.append(more);
  }
}

std::string request(const Target& target, std::string_view query, std::string_view body) {
  return fmt::format(
      "POST {}?{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      target.path, query, target.port, body.size(), body);
}

std::int64_t cpu_ns(pid_t pid) {
  if (pid < 0) return 0;
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) give_up("read a process's time");
  return static_cast<std::int64_t>(used.tv_sec) * 1'000'000'000 + used.tv_nsec;
}

double memory_kib(pid_t pid, std::string_view field) {
  std::ifstream status{fmt::format("/proc/{}/status", pid)};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field)) return std::strtod(line.c_str() + field.size() + 1, nullptr);
  return 0;
}

void reset_peak(pid_t pid) {
  if (pid >= 0) std::ofstream{fmt::format("/proc/{}/clear_refs", pid)} << "5";
}

}  // namespace tabacus::bench
