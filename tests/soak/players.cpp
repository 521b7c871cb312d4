#include "tests/soak/players.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "tests/bench/proxy/checked.hpp"
#include "tests/bench/proxy/socket.hpp"

namespace tabacus::soak {
namespace {

using bench::now_ns;

constexpr int kGapUs = 50'000;
constexpr std::size_t kMaxFaults = 20;
constexpr std::size_t kSlowBite = 512;
constexpr std::int64_t kSlowPauseNs = 30'000'000;
constexpr std::int64_t kPatienceNs = 60'000'000'000;

std::uint64_t expected_hash(std::int64_t id, std::int64_t events) {
  std::uint64_t hash = bench::hash_on(bench::kEmptyHash, bench::checked_start(id));
  for (std::int64_t i = 0; i < events; ++i) hash = bench::hash_on(hash, bench::checked_delta(id, i));
  const std::uint64_t body = bench::hash_on(bench::kEmptyHash, bench::checked_body(id));
  return bench::hash_on(hash, bench::checked_end(events, body));
}

}  // namespace

struct Players::Player {
  UniqueFd fd;
  Part part = Part::Whole;
  int generation = 0;
  std::int64_t id = 0;
  std::int64_t events = 0;
  std::string head;
  std::optional<analytics::BodyFramer> framer;  // from the head on
  int status = 0;
  std::uint64_t hash = bench::kEmptyHash;
  std::uint64_t expected = 0;
  std::int64_t bytes = 0;
  std::int64_t leave_after = 0;  // bytes of body, of an Abort
  std::int64_t heard_ns = 0;
  std::int64_t next_bite_ns = 0;  // of a Slow
};

Players::Players(int count, std::uint32_t seed)
    : players_(static_cast<std::size_t>(count)),
      epoll_{::epoll_create1(EPOLL_CLOEXEC)},
      random_{seed},
      buffer_(64 * 1024) {}

Players::~Players() = default;

void Players::use(const bench::Target& target) {
  target_ = target;
  ++generation_;
  open_ = true;
}

void Players::pause() { open_ = false; }

bool Players::all_ended() const {
  return std::ranges::none_of(players_, [](const Player& player) { return static_cast<bool>(player.fd); });
}

void Players::play(std::chrono::milliseconds time, bool begins) {
  const std::int64_t end = now_ns() + std::chrono::nanoseconds{time}.count();
  std::array<epoll_event, 256> events;
  std::size_t next = 0;
  while (now_ns() < end) {
    // A few at a time, so that calls spread over time.
    for (std::size_t i = 0; i < 20; ++i, next = (next + 1) % players_.size())
      if (begins && open_ && !players_[next].fd) begin(next);
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), 5);
    for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u64, buffer_.size());
    const std::int64_t now = now_ns();
    for (std::size_t i = 0; i < players_.size(); ++i) {
      Player& player = players_[i];
      if (!player.fd) continue;
      if (player.part == Part::Slow && now >= player.next_bite_ns) read(i, kSlowBite);
      if (player.fd && now - player.heard_ns > kPatienceNs) {
        fault(player, "heard nothing for a minute");
        player.fd.reset();
      }
    }
  }
}

void Players::begin(std::size_t who) {
  Player player;
  player.id = ++last_id_;
  player.generation = generation_;
  const auto roll = random_() % 100;
  player.part = roll < 82 ? Part::Whole : roll < 86 ? Part::Slow : roll < 97 ? Part::Abort : Part::Dead;
  player.events = player.part == Part::Slow ? 10 + static_cast<std::int64_t>(random_() % 40)
                                            : 20 + static_cast<std::int64_t>(random_() % 360);
  player.leave_after = static_cast<std::int64_t>(random_() % 20'000);
  player.expected = expected_hash(player.id, player.events);
  player.heard_ns = now_ns();
  const bool dead = player.part == Part::Dead;
  const std::string body = bench::checked_body(player.id);
  const std::string bytes = fmt::format(
      "POST {}?do=checked&id={}&n={}&gap_us={} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n{}",
      dead ? target_.websocket_path : target_.path, player.id, player.events, kGapUs, target_.port, body.size(), body);
  player.fd = bench::connect_to_loopback(target_.port);
  if (::send(player.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
    lost(player);
    return;
  }
  if (player.part != Part::Slow) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = who}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, player.fd.get(), &event);
  }
  players_[who] = std::move(player);
}

void Players::read(std::size_t who, std::size_t at_most) {
  Player& player = players_[who];
  if (!player.fd) return;
  const ssize_t got = ::recv(player.fd.get(), buffer_.data(), at_most, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    lost(player);
    return;
  }
  player.heard_ns = now_ns();
  player.next_bite_ns = player.heard_ns + kSlowPauseNs;
  take(player, {buffer_.data(), static_cast<std::size_t>(got)});
}

void Players::take_head(Player& player) {
  const std::size_t end = player.head.find("\r\n\r\n");
  if (end == std::string::npos) return;
  const auto message = analytics::parse_response_head(player.head.substr(0, end + 4), "POST");
  if (!message) {
    fault(player, "an answer without a readable head");
    player.fd.reset();
    return;
  }
  player.status = message->head.status;
  player.framer.emplace(message->body);
  const std::string rest = player.head.substr(end + 4);
  player.head.clear();
  take(player, rest);
}

void Players::take(Player& player, std::string_view bytes) {
  if (!player.framer) {
    player.head.append(bytes);
    take_head(player);
    return;
  }
  std::vector<std::string_view> payload;
  const auto taken = player.framer->feed(bytes, payload);
  if (!taken || *taken != bytes.size()) {
    fault(player, "a body that is framed wrongly");
    player.fd.reset();
    return;
  }
  for (const std::string_view piece : payload) {
    player.hash = bench::hash_on(player.hash, piece);
    player.bytes += static_cast<std::int64_t>(piece.size());
  }
  if (player.framer->done()) {
    finish(player);
  } else if (player.part == Part::Abort && player.bytes > player.leave_after) {
    tally.ended[player.id] = {Part::Abort, now_ns(), player.events};
    ++tally.aborted;
    player.fd.reset();
  }
}

void Players::finish(Player& player) {
  tally.bytes += player.bytes;
  const bool dead = player.part == Part::Dead;
  if (player.status != (dead ? 502 : 200))
    fault(player, fmt::format("status {}", player.status));
  else if (!dead && player.hash != player.expected)
    fault(player, fmt::format("{} bytes of body with a wrong hash", player.bytes));
  if (!dead) tally.ended[player.id] = {Part::Whole, now_ns(), player.events};
  ++(dead ? tally.refused : player.part == Part::Slow ? tally.slow : tally.whole);
  player.fd.reset();
}

/// Forgiven when its proxy was killed.
void Players::lost(Player& player) {
  if (player.generation == generation_ && open_)
    fault(player, fmt::format("the connection ended after {} bytes", player.bytes));
  else
    ++tally.killed;
  player.fd.reset();
}

void Players::fault(const Player& player, std::string_view what) {
  if (tally.faults.size() < kMaxFaults)
    tally.faults.push_back(fmt::format("call {} ({} events): {}", player.id, player.events, what));
}

}  // namespace tabacus::soak
