#include "tests/bench/proxy/copy_proxy.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_map>

#include "tests/bench/proxy/socket.hpp"

namespace tabacus::bench {
namespace {

struct End {
  UniqueFd fd;
  std::string unsent;  // what the other end brought and this one did not take yet
};

struct Pair {
  std::array<End, 2> ends;
};

class CopyProxy {
 public:
  explicit CopyProxy(std::uint16_t upstream_port) : upstream_port_{upstream_port} {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = 0}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener_.get(), &event);
    fmt::print("{}\n", port_of(listener_));
    std::fflush(stdout);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t tag = events[static_cast<std::size_t>(i)].data.u64;
        if (tag == 0)
          accept_all();
        else if (const auto found = pairs_.find(tag / 2);
                 found != pairs_.end() && !serve(found->first, found->second, tag % 2))
          pairs_.erase(found);
      }
    }
  }

 private:
  void accept_all() {
    for (;;) {
      UniqueFd client{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
      if (!client) return;
      send_at_once(client.get());
      Pair& pair = pairs_[++last_pair_];
      pair.ends[0].fd = std::move(client);
      pair.ends[1].fd = begin_connect_to_loopback(upstream_port_);
      for (const std::size_t side : {0U, 1U}) watch(EPOLL_CTL_ADD, last_pair_, pair, side);
    }
  }

  /// An end is read while the other takes what it brings.
  void watch(int operation, std::uint64_t number, const Pair& pair, std::size_t side) const {
    const std::uint32_t in = pair.ends[1 - side].unsent.empty() ? EPOLLIN : 0U;
    const std::uint32_t out = pair.ends[side].unsent.empty() ? 0U : EPOLLOUT;
    epoll_event event{.events = in | out, .data = {.u64 = number * 2 + side}};
    ::epoll_ctl(epoll_.get(), operation, pair.ends[side].fd.get(), &event);
  }

  /// False: an end has closed or broken.
  bool serve(std::uint64_t number, Pair& pair, std::size_t side) {
    End& here = pair.ends[side];
    End& there = pair.ends[1 - side];
    if (!here.unsent.empty()) {
      const ssize_t sent = ::send(here.fd.get(), here.unsent.data(), here.unsent.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return false;
      if (sent > 0) here.unsent.erase(0, static_cast<std::size_t>(sent));
      if (here.unsent.empty()) rewatch(number, pair);
    }
    while (there.unsent.empty()) {
      const ssize_t got = ::recv(here.fd.get(), buffer_.data(), buffer_.size(), 0);
      if (got < 0) return errno == EAGAIN;
      if (got == 0) return false;
      ssize_t sent = ::send(there.fd.get(), buffer_.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return false;
      sent = sent < 0 ? 0 : sent;
      if (sent == got) {
        if (static_cast<std::size_t>(got) < buffer_.size()) return true;
        continue;
      }
      there.unsent.assign(buffer_.data() + sent, static_cast<std::size_t>(got - sent));
      rewatch(number, pair);
    }
    return true;
  }

  void rewatch(std::uint64_t number, const Pair& pair) const {
    for (const std::size_t side : {0U, 1U}) watch(EPOLL_CTL_MOD, number, pair, side);
  }

  const std::uint16_t upstream_port_;
  const UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  const UniqueFd listener_ = listen_on_loopback();
  std::unordered_map<std::uint64_t, Pair> pairs_;
  std::uint64_t last_pair_ = 0;
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace

void run_copy_proxy(std::uint16_t upstream_port) {
  CopyProxy proxy{upstream_port};
  proxy.run();
}

}  // namespace tabacus::bench
