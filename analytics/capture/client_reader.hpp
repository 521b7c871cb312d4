// Reads the client at all times, so that its going away is seen also while the upstream is silent. Net thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "analytics/capture/peer_identity.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/stream.hpp"
#include "base/growing_buffer.hpp"

namespace tabacus::analytics {

/// Two buffers: one that the socket fills, one that is being consumed. A client that sends faster than it is consumed
/// is not read any more.
class ClientReader {
 public:
  /// `on_gone` is called once, when the client has closed its connection; not when it only ended its sending.
  ClientReader(const net::Executor& executor, net::Stream& client, const PeerIdentity& peers,
               std::function<void()> on_gone);

  /// Runs until the client ends or stop(). The owner keeps everything alive meanwhile.
  [[nodiscard]] net::Awaitable<void> run();
  void stop();

  /// What has come and is not consumed; valid until consumed to its end.
  [[nodiscard]] std::string_view pending() const;
  void consume(std::size_t count);
  /// Waits until there is something pending, the client has ended, or wake(). One caller at a time.
  [[nodiscard]] net::Awaitable<void> wait();
  void wake() { arrived_.notify(); }

  [[nodiscard]] bool ended() const { return ended_ && pending().empty(); }  ///< no more bytes will come
  [[nodiscard]] bool gone() const { return gone_; }

 private:
  [[nodiscard]] bool is_closed() const;
  net::Awaitable<void> wait_until_consumed();
  void keep(std::size_t count);
  net::Awaitable<void> watch_half_closed();
  void declare_gone();

  net::Stream& client_;
  const PeerIdentity& peers_;
  const std::function<void()> on_gone_;
  net::Handover arrived_;  // waited for by the consumer
  net::Event consumed_;    // waited for by run()
  GrowingBuffer incoming_;
  GrowingBuffer ready_{0};
  std::size_t ready_begin_ = 0;
  std::size_t ready_end_ = 0;
  bool ended_ = false;
  bool gone_ = false;
  bool stopped_ = false;
};

}  // namespace tabacus::analytics
