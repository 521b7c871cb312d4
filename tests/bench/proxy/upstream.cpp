#include "tests/bench/proxy/upstream.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <queue>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"
#include "tests/bench/proxy/checked.hpp"
#include "tests/bench/proxy/socket.hpp"

namespace tabacus::bench {
namespace {

constexpr std::string_view kAnswer =
    R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-5","content":[{"type":"text","text":"ok"}],)"
    R"("stop_reason":"end_turn","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":3}})";
constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view kFirstEvent =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
    "\"role\":\"assistant\",\"model\":\"claude-opus-4-5\",\"content\":[],\"usage\":{\"input_tokens\":10,"
    "\"output_tokens\":1}}}\n\n";
constexpr std::string_view kLastEvents =
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":300}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
constexpr std::string_view kTurn =
    R"({"type":"response.completed","response":{"id":"resp_1","model":"gpt-5","status":"completed",)"
    R"("usage":{"input_tokens":10,"output_tokens":3}}})";
constexpr std::size_t kBlock = 64 * 1024;

std::string chunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

std::string delta(std::string_view text) {
  return fmt::format(
      "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,"
      "\"delta\":{{\"type\":\"text_delta\",\"text\":\"{}\"}}}}\n\n",
      text);
}

/// One chunk of exactly kBlock bytes of events as providers send them: some ten characters of text each.
std::string block_of_events() {
  const std::string usual = delta("some words ");
  std::string events;
  while (events.size() + 3 * usual.size() < kBlock) events += usual;
  events += delta(std::string(kBlock - events.size() - delta("").size(), 'x'));
  return chunk(events);
}

std::string_view parameter(std::string_view query, std::string_view name) {
  for (const std::string_view pair : split(query, '&'))
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
  return {};
}

std::string_view header(std::string_view head, std::string_view name) {
  for (std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignore_case(line.substr(0, colon), name))
      return trim(line.substr(colon + 1));
  }
  return {};
}

std::int64_t number(std::string_view text) { return parse_int(text).value_or(0); }

struct Peer {
  UniqueFd fd;
  SSL* tls = nullptr;
  std::string in;
  std::string out;
  std::size_t out_at = 0;
  std::int64_t blocks_left = 0;  // of a bulk answer
  std::size_t block_at = 0;
  std::string query;            // of the request at hand
  std::int64_t body_left = -1;  // -1: between requests
  std::int64_t first_body_ns = 0;
  std::uint64_t body_hash = kEmptyHash;  // of a request whose answer tells it
  bool checked = false;
  std::int64_t events = 0;  // of a stream
  std::int64_t events_left = 0;
  std::int64_t gap_ns = 0;
  std::int64_t id = 0;
  std::int64_t written = 0;
  bool websocket = false;
  bool waits_to_write = false;
};

struct Tick {
  std::int64_t at;
  std::uint64_t peer;
  bool operator<(const Tick& other) const { return at > other.at; }  // the earliest on top
};

enum class Io { Again, Ended };

class Upstream {
 public:
  Upstream(const std::string& certificate, const std::string& key) : tls_{SSL_CTX_new(TLS_server_method())} {
    if (SSL_CTX_use_certificate_chain_file(tls_, certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_, key.c_str(), SSL_FILETYPE_PEM) != 1)
      give_up("load " + certificate);
    SSL_CTX_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    watch(plain_listener_.get(), kPlainListener, EPOLL_CTL_ADD, EPOLLIN);
    watch(tls_listener_.get(), kTlsListener, EPOLL_CTL_ADD, EPOLLIN);
    fmt::print("{} {}\n", port_of(plain_listener_), port_of(tls_listener_));
    std::fflush(stdout);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const std::optional<timespec> wait = time_to_next_tick();
      const int count = ::epoll_pwait2(epoll_.get(), events.data(), events.size(), wait ? &*wait : nullptr, nullptr);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t who = events[static_cast<std::size_t>(i)].data.u64;
        if (who == kPlainListener || who == kTlsListener)
          accept_all(who == kTlsListener);
        else
          serve(who);
      }
      run_ticks();
    }
  }

 private:
  static constexpr std::uint64_t kPlainListener = 0;
  static constexpr std::uint64_t kTlsListener = 1;

  void watch(int fd, std::uint64_t who, int operation, std::uint32_t events) const {
    epoll_event event{.events = events, .data = {.u64 = who}};
    ::epoll_ctl(epoll_.get(), operation, fd, &event);
  }

  void accept_all(bool tls) {
    for (;;) {
      UniqueFd fd{
          ::accept4((tls ? tls_listener_ : plain_listener_).get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
      if (!fd) return;
      send_at_once(fd.get());
      const std::uint64_t who = ++last_peer_;
      watch(fd.get(), who, EPOLL_CTL_ADD, EPOLLIN | EPOLLRDHUP);
      Peer& peer = peers_[who];
      if (tls) {
        peer.tls = SSL_new(tls_);
        SSL_set_fd(peer.tls, fd.get());
        SSL_set_accept_state(peer.tls);
      }
      peer.fd = std::move(fd);
    }
  }

  void serve(std::uint64_t who) {
    const auto found = peers_.find(who);
    if (found == peers_.end()) return;
    Peer& peer = found->second;
    const bool open = read_all(peer) && take_requests(who, peer) && write_all(who, peer);
    if (!open) end(who, peer);
  }

  void end(std::uint64_t who, Peer& peer) {
    if (peer.id != 0) {
      closed_at_[peer.id] = now_ns();
      const auto [first, last] = waiting_for_close_.equal_range(peer.id);
      for (auto waiter = first; waiter != last; ++waiter) {
        const auto found = peers_.find(waiter->second);
        if (found == peers_.end()) continue;
        answer_value(found->second, closed_at_[peer.id]);
        write_all(waiter->second, found->second);
      }
      waiting_for_close_.erase(peer.id);
    }
    SSL_free(peer.tls);
    peers_.erase(who);
  }

  /// False: the connection is over.
  bool read_all(Peer& peer) {
    for (;;) {
      const ssize_t got = peer.tls != nullptr ? SSL_read(peer.tls, buffer_.data(), static_cast<int>(buffer_.size()))
                                              : ::recv(peer.fd.get(), buffer_.data(), buffer_.size(), 0);
      if (got <= 0) return again(peer, got) == Io::Again;
      take_bytes(peer, {buffer_.data(), static_cast<std::size_t>(got)});
      if (static_cast<std::size_t>(got) < buffer_.size() && peer.tls == nullptr) return true;
    }
  }

  static Io again(const Peer& peer, ssize_t result) {
    if (peer.tls == nullptr) return result < 0 && errno == EAGAIN ? Io::Again : Io::Ended;
    const int error = SSL_get_error(peer.tls, static_cast<int>(result));
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Io::Again : Io::Ended;
  }

  /// Bodies are counted, not kept.
  static void take_bytes(Peer& peer, std::string_view bytes) {
    if (peer.body_left > 0 && peer.in.empty()) {
      if (peer.first_body_ns == 0) peer.first_body_ns = now_ns();
      const auto body = std::min<std::size_t>(static_cast<std::size_t>(peer.body_left), bytes.size());
      note_body(peer, bytes.substr(0, body));
      bytes.remove_prefix(body);
    }
    peer.in.append(bytes);
  }

  static void note_body(Peer& peer, std::string_view bytes) {
    peer.body_left -= static_cast<std::int64_t>(bytes.size());
    if (peer.checked) peer.body_hash = hash_on(peer.body_hash, bytes);
  }

  bool take_requests(std::uint64_t who, Peer& peer) {
    if (peer.websocket) return take_messages(peer);
    for (;;) {
      if (peer.body_left < 0 && !take_head(peer)) return true;
      const auto body = std::min<std::size_t>(static_cast<std::size_t>(peer.body_left), peer.in.size());
      if (body > 0 && peer.first_body_ns == 0) peer.first_body_ns = now_ns();
      note_body(peer, std::string_view{peer.in}.substr(0, body));
      peer.in.erase(0, body);
      if (peer.body_left > 0) return true;
      peer.body_left = -1;
      answer(who, peer);
      if (peer.websocket) return true;
    }
  }

  static bool take_head(Peer& peer) {
    const std::size_t end = peer.in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::string_view head = std::string_view{peer.in}.substr(0, end + 2);
    const std::string_view target = head.substr(0, head.find(" HTTP/"));
    const std::size_t question = target.find('?');
    peer.query = question == std::string_view::npos ? "" : std::string{target.substr(question + 1)};
    peer.websocket = !header(head, "Upgrade").empty();
    peer.body_left = number(header(head, "Content-Length"));
    peer.first_body_ns = 0;
    peer.checked = parameter(peer.query, "do") == "checked";
    peer.body_hash = kEmptyHash;
    if (const std::int64_t id = number(parameter(peer.query, "id")); id != 0) peer.id = id;
    peer.in.erase(0, end + 4);
    return true;
  }

  void answer(std::uint64_t who, Peer& peer) {
    const std::string_view what = parameter(peer.query, "do");
    const std::int64_t of = number(parameter(peer.query, "of"));
    if (peer.websocket) {
      peer.out +=
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    } else if (what == "stream" || peer.checked) {
      peer.out += kStreamHead;
      peer.out += chunk(peer.checked ? checked_start(peer.id) : std::string{kFirstEvent});
      peer.events = peer.events_left = number(parameter(peer.query, "n"));
      peer.gap_ns = number(parameter(peer.query, "gap_us")) * 1000;
      ticks_.push({now_ns() + peer.gap_ns, who});
    } else if (what == "bulk") {
      peer.out += kStreamHead;
      peer.out += chunk(kFirstEvent);
      peer.blocks_left = number(parameter(peer.query, "mb")) * 1'000'000 / static_cast<std::int64_t>(kBlock);
    } else if (what == "closed") {
      if (const auto known = closed_at_.find(of); known != closed_at_.end())
        answer_value(peer, known->second);
      else
        waiting_for_close_.emplace(of, who);
    } else if (what == "written") {
      for (const auto& [other, candidate] : peers_)
        if (candidate.id == of) answer_value(peer, candidate.written);
    } else if (what != "silent") {
      peer.out += fmt::format(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-First-Byte: {}\r\nContent-Length: {}\r\n\r\n{}",
          peer.first_body_ns, kAnswer.size(), kAnswer);
    }
  }

  static void answer_value(Peer& peer, std::int64_t value) {
    peer.out += fmt::format("HTTP/1.1 200 OK\r\nX-Value: {}\r\nContent-Length: 0\r\n\r\n", value);
  }

  /// Small masked frames (RFC 6455 section 5.2), the only kind that the load sends.
  static bool take_messages(Peer& peer) {
    for (;;) {
      if (peer.in.size() < 6) return true;
      const std::size_t length = static_cast<unsigned char>(peer.in[1]) & 0x7F;
      if (length > 125 || peer.in.size() < 6 + length) return length <= 125;
      peer.in.erase(0, 6 + length);
      peer.out += '\x81';
      peer.out += '\x7E';
      peer.out += static_cast<char>(kTurn.size() >> 8);
      peer.out += static_cast<char>(kTurn.size() & 0xFF);
      peer.out += kTurn;
    }
  }

  bool write_all(std::uint64_t who, Peer& peer) {
    for (;;) {
      std::string_view next = std::string_view{peer.out}.substr(peer.out_at);
      if (next.empty() && peer.blocks_left > 0) next = std::string_view{block_}.substr(peer.block_at);
      if (next.empty()) break;
      const ssize_t sent = peer.tls != nullptr ? SSL_write(peer.tls, next.data(), static_cast<int>(next.size()))
                                               : ::send(peer.fd.get(), next.data(), next.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        if (again(peer, sent) == Io::Ended) return false;
        want_write(who, peer, true);
        return true;
      }
      sent_some(peer, static_cast<std::size_t>(sent));
    }
    want_write(who, peer, false);
    return true;
  }

  void sent_some(Peer& peer, std::size_t count) const {
    peer.written += static_cast<std::int64_t>(count);
    if (!peer.out.empty()) {
      peer.out_at += count;
      if (peer.out_at < peer.out.size()) return;
      peer.out.clear();
      peer.out_at = 0;
      return;
    }
    peer.block_at += count;
    if (peer.block_at < block_.size()) return;
    peer.block_at = 0;
    if (--peer.blocks_left == 0) peer.out = chunk(kLastEvents) + "0\r\n\r\n";
  }

  void want_write(std::uint64_t who, Peer& peer, bool wants) const {
    if (peer.waits_to_write == wants) return;
    peer.waits_to_write = wants;
    watch(peer.fd.get(), who, EPOLL_CTL_MOD, EPOLLIN | EPOLLRDHUP | (wants ? EPOLLOUT : 0U));
  }

  std::optional<timespec> time_to_next_tick() const {
    if (ticks_.empty()) return std::nullopt;
    const std::int64_t left = std::max<std::int64_t>(0, ticks_.top().at - now_ns());
    return timespec{left / 1'000'000'000, left % 1'000'000'000};
  }

  void run_ticks() {
    while (!ticks_.empty() && ticks_.top().at <= now_ns()) {
      const Tick tick = ticks_.top();
      ticks_.pop();
      const auto found = peers_.find(tick.peer);
      if (found == peers_.end()) continue;
      Peer& peer = found->second;
      if (peer.events_left-- > 0) {
        ticks_.push({tick.at + peer.gap_ns, tick.peer});
        peer.out += chunk(peer.checked ? checked_delta(peer.id, peer.events - peer.events_left - 1)
                                       : delta(fmt::format("@{}@", now_ns())));
      } else {
        peer.out +=
            chunk(peer.checked ? checked_end(peer.events, peer.body_hash) : std::string{kLastEvents}) + "0\r\n\r\n";
      }
      if (!write_all(tick.peer, peer)) end(tick.peer, peer);
    }
  }

  SSL_CTX* tls_;
  const UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  const UniqueFd plain_listener_ = listen_on_loopback();
  const UniqueFd tls_listener_ = listen_on_loopback();
  const std::string block_ = block_of_events();
  std::vector<char> buffer_ = std::vector<char>(256 * 1024);
  std::unordered_map<std::uint64_t, Peer> peers_;
  std::uint64_t last_peer_ = kTlsListener;
  std::priority_queue<Tick> ticks_;
  std::unordered_map<std::int64_t, std::int64_t> closed_at_;
  std::unordered_multimap<std::int64_t, std::uint64_t> waiting_for_close_;
};

}  // namespace

void run_upstream(const std::string& certificate_file, const std::string& key_file) {
  Upstream upstream{certificate_file, key_file};
  upstream.run();
}

}  // namespace tabacus::bench
