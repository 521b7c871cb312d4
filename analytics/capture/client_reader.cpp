#include "analytics/capture/client_reader.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

// Small while a client is idle or sends heads; grows with a large upload.
constexpr std::size_t kFirstBuffer = 8 * 1024;
constexpr std::size_t kLargestBuffer = 64 * 1024;
// How often a client that cannot be read is asked for.
constexpr std::chrono::milliseconds kStalled{200};

}  // namespace

ClientReader::ClientReader(const net::Executor& executor, net::Stream& client, const PeerIdentity& peers,
                           std::function<void()> on_gone)
    : client_{client},
      peers_{peers},
      on_gone_{std::move(on_gone)},
      arrived_{executor},
      consumed_{executor},
      incoming_(kFirstBuffer) {}

net::Awaitable<void> ClientReader::run() {
  while (!stopped_) {
    const Result<std::size_t> got = co_await client_.read_some(incoming_.span());
    if (stopped_) break;
    if (!got) {
      declare_gone();
      break;
    }
    if (*got == 0) {
      ended_ = true;
      arrived_.notify();
      co_await watch_half_closed();
      break;
    }
    co_await wait_until_consumed();
    if (stopped_ || gone_) break;
    keep(*got);
    // What came goes on first; the next read, which mostly finds nothing, would only hold it up.
    arrived_.hand_over();
  }
}

/// While the upstream takes nothing, the client is not read, and the end of its stream stays behind what it sent.
net::Awaitable<void> ClientReader::wait_until_consumed() {
  while (!pending().empty() && !stopped_) {
    const bool consumed = co_await consumed_.wait_for(kStalled);
    if (consumed || stopped_ || !is_closed()) continue;
    declare_gone();
    break;
  }
}

void ClientReader::keep(std::size_t count) {
  const bool was_filled = count == incoming_.size();
  std::swap(incoming_, ready_);
  ready_begin_ = 0;
  ready_end_ = count;
  const std::size_t wanted = was_filled ? std::min(ready_.size() * 2, kLargestBuffer) : kFirstBuffer;
  if (incoming_.size() < wanted) incoming_ = GrowingBuffer{wanted};
}

/// A closed and a half-closed client both send FIN. Which one it is, the system knows.
bool ClientReader::is_closed() const { return has_closed(peers_.peer_of(client_.native_handle())); }

/// FIN leaves before the socket is let go, hence the first short waits; the later ones notice a client that goes away
/// while it only listens.
net::Awaitable<void> ClientReader::watch_half_closed() {
  for (std::chrono::milliseconds pause{1}; !stopped_; pause = std::min(pause * 5, std::chrono::milliseconds{500})) {
    if (is_closed()) {
      declare_gone();
      co_return;
    }
    co_await consumed_.wait_for(pause);
  }
}

void ClientReader::declare_gone() {
  ended_ = gone_ = true;
  arrived_.notify();
  on_gone_();
}

void ClientReader::stop() {
  stopped_ = true;
  consumed_.notify();
}

std::string_view ClientReader::pending() const { return {ready_.data() + ready_begin_, ready_end_ - ready_begin_}; }

void ClientReader::consume(std::size_t count) {
  ready_begin_ += count;
  if (ready_begin_ == ready_end_) consumed_.notify();
}

net::Awaitable<void> ClientReader::wait() {
  if (pending().empty() && !ended_) co_await arrived_.wait();
}

}  // namespace tabacus::analytics
