#include "tests/bench/proxy/crowd.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <thread>

#include "base/text.hpp"
#include "tests/bench/proxy/client.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/proxy/upstream.hpp"

namespace tabacus::bench {
namespace {

class Poll {
 public:
  void add(int fd, std::uint64_t who, std::uint32_t events) { control(EPOLL_CTL_ADD, fd, who, events); }
  void change(int fd, std::uint64_t who, std::uint32_t events) { control(EPOLL_CTL_MOD, fd, who, events); }

  /// Calls `serve` for each that is ready; false when nothing was for five seconds.
  template <typename Function>
  bool wait(Function serve) {
    const int count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), 5000);
    for (int i = 0; i < count; ++i) serve(events_[static_cast<std::size_t>(i)].data.u64);
    return count > 0;
  }

 private:
  void control(int operation, int fd, std::uint64_t who, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.u64 = who}};
    ::epoll_ctl(epoll_.get(), operation, fd, &event);
  }

  UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  std::array<epoll_event, 256> events_{};
};

void send_whole(int fd, std::string_view bytes, const Target& target) {
  if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    give_up("send a small request to " + target.name);
}

struct Stream {
  UniqueFd fd;
  std::string unread;  // an unfinished part of an event
  std::int64_t last_sent = 0;
  std::int64_t last_arrived = 0;
};

class Streams {
 public:
  Streams(const Target& target, const StreamsPlan& plan) : target_{target}, plan_{plan} {
    result_.memory_before_kib = memory_kib(target.pid, "VmRSS");
    result_.delays_us.reserve(static_cast<std::size_t>(plan.streams) * static_cast<std::size_t>(plan.events));
  }

  StreamsResult follow() {
    open_all();
    const std::size_t expected = static_cast<std::size_t>(plan_.streams) * static_cast<std::size_t>(plan_.events);
    const std::size_t half_way = expected / 2;
    while (ended_ < plan_.streams) {
      if (!poll_.wait([this](std::uint64_t who) { serve(streams_[who]); }))
        give_up(fmt::format("follow {} streams through {}", plan_.streams, target_.name));
      if (result_.memory_open_kib == 0 && result_.delays_us.size() >= half_way)
        result_.memory_open_kib = memory_kib(target_.pid, "VmRSS");
    }
    if (result_.delays_us.size() != expected)
      give_up(fmt::format("get {} events through {}, got {}", expected, target_.name, result_.delays_us.size()));
    return std::move(result_);
  }

 private:
  void open_all() {
    const std::string bytes =
        request(target_, fmt::format("do=stream&n={}&gap_us={}", plan_.events, plan_.gap_us), kSmallRequest);
    const std::int64_t step = static_cast<std::int64_t>(plan_.gap_us) * 1000 / plan_.streams;
    std::int64_t next = now_ns();
    streams_.resize(static_cast<std::size_t>(plan_.streams));
    for (std::size_t i = 0; i < streams_.size(); ++i, next += step) {
      while (now_ns() < next) std::this_thread::sleep_for(std::chrono::nanoseconds{next - now_ns()});
      streams_[i].fd = connect_to_loopback(target_.port);
      send_whole(streams_[i].fd.get(), bytes, target_);
      poll_.add(streams_[i].fd.get(), i, EPOLLIN);
    }
  }

  void serve(Stream& stream) {
    const ssize_t got = ::recv(stream.fd.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) give_up("read a stream to its end from " + target_.name);
    const std::int64_t now = now_ns();
    stream.unread.append(buffer_.data(), static_cast<std::size_t>(got));
    std::size_t used = 0;
    for (;;) {
      const std::size_t begin = stream.unread.find('@', used);
      const std::size_t end = begin == std::string::npos ? begin : stream.unread.find('@', begin + 1);
      if (end == std::string::npos) break;
      note(stream, parse_int(std::string_view{stream.unread}.substr(begin + 1, end - begin - 1)).value_or(0), now);
      used = end + 1;
    }
    stream.unread.erase(0, used);
    if (!stream.unread.ends_with("\r\n0\r\n\r\n")) return;
    stream.fd.reset();
    ++ended_;
  }

  void note(Stream& stream, std::int64_t sent, std::int64_t arrived) {
    result_.delays_us.push_back(static_cast<double>(arrived - sent) / 1e3);
    if (stream.last_sent != 0) {
      const std::int64_t gap = (arrived - stream.last_arrived) - (sent - stream.last_sent);
      result_.largest_gap_us = std::max(result_.largest_gap_us, static_cast<double>(gap) / 1e3);
    }
    stream.last_sent = sent;
    stream.last_arrived = arrived;
  }

  const Target& target_;
  const StreamsPlan plan_;
  Poll poll_;
  std::vector<Stream> streams_;
  std::array<char, 16 * 1024> buffer_{};
  StreamsResult result_;
  int ended_ = 0;
};

/// True when an answer's last byte has come. Answers are small, but may come in pieces.
bool read_answer(int fd, std::string& unread, const Target& target) {
  std::array<char, 4096> buffer;
  const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) give_up("read an answer from " + target.name);
  unread.append(buffer.data(), static_cast<std::size_t>(got));
  if (!unread.ends_with(kSmallAnswerEnd)) return false;
  unread.clear();
  return true;
}

}  // namespace

StreamsResult follow_streams(const Target& target, const StreamsPlan& plan) { return Streams{target, plan}.follow(); }

double requests_per_second(const Target& target, int connections, std::chrono::milliseconds time) {
  const std::string bytes = request(target, "do=answer", kSmallRequest);
  std::vector<Stream> clients(static_cast<std::size_t>(connections));
  Poll poll;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].fd = connect_to_loopback(target.port);
    poll.add(clients[i].fd.get(), i, EPOLLIN);
    send_whole(clients[i].fd.get(), bytes, target);
  }
  const std::int64_t start = now_ns();
  const std::int64_t end = start + std::chrono::nanoseconds{time}.count();
  std::int64_t answers = 0;
  while (now_ns() < end)
    if (!poll.wait([&](std::uint64_t who) {
          if (!read_answer(clients[who].fd.get(), clients[who].unread, target)) return;
          ++answers;
          send_whole(clients[who].fd.get(), bytes, target);
        }))
      give_up("get an answer from " + target.name);
  return static_cast<double>(answers) * 1e9 / static_cast<double>(now_ns() - start);
}

double connections_per_second(const Target& target, int count, int at_once) {
  const std::string bytes = request(target, "do=answer", kSmallRequest);
  std::vector<Stream> clients(static_cast<std::size_t>(at_once));
  std::vector<bool> connected(clients.size());
  Poll poll;
  int begun = 0;
  int ended = 0;
  const auto begin = [&](std::size_t who) {
    clients[who].fd.reset();
    if (begun == count) return;
    ++begun;
    clients[who].fd = begin_connect_to_loopback(target.port);
    connected[who] = false;
    poll.add(clients[who].fd.get(), who, EPOLLOUT);
  };
  const std::int64_t start = now_ns();
  for (std::size_t i = 0; i < clients.size(); ++i) begin(i);
  while (ended < count) {
    const bool any = poll.wait([&](std::uint64_t who) {
      if (!connected[who]) {
        connected[who] = true;
        send_whole(clients[who].fd.get(), bytes, target);
        poll.change(clients[who].fd.get(), who, EPOLLIN);
      } else if (read_answer(clients[who].fd.get(), clients[who].unread, target)) {
        ++ended;
        begin(who);
      }
    });
    if (!any) give_up("get an answer from " + target.name);
  }
  return count * 1e9 / static_cast<double>(now_ns() - start);
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace tabacus::bench
