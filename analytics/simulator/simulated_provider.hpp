// The simulated provider's server: HTTP/1.1 on loopback, one thread ("simulator"), answers from the dialects.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "analytics/api/simulator.hpp"
#include "analytics/net/io_thread.hpp"
#include "analytics/net/listener.hpp"
#include "analytics/simulator/script.hpp"

namespace tabacus::analytics::simulator {

class RequestReader;
class SocketScript;
class WebSocket;

/// What was sent for one model.
struct SimulatedTotals {
  std::int64_t calls = 0;   ///< answered with 200, cut ones included
  std::int64_t errors = 0;  ///< answered with an error status
  SimulatedUsage usage;     ///< the last told of each call, summed
};

class SimulatedProvider final : public Simulator {
 public:
  SimulatedProvider(SimulatorOptions options, std::unique_ptr<net::IoThread> thread,
                    std::unique_ptr<net::Listener> listener);
  ~SimulatedProvider() override;

  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }

 private:
  net::Awaitable<void> accept_all();
  net::Awaitable<void> serve(std::unique_ptr<net::Stream> client);
  net::Awaitable<bool> send(net::Stream& client, SimulatedAnswer answer, const SimulatedRequest& request);
  net::Awaitable<bool> send_whole(net::Stream& client, const SimulatedAnswer& answer, std::string coding, bool is_head);
  net::Awaitable<bool> send_pieces(net::Stream& client, const SimulatedAnswer& answer, std::string coding);
  net::Awaitable<std::optional<SimulatedAnswer>> serve_socket(net::Stream& client, RequestReader& reader,
                                                              SimulatedRequest upgrade);
  net::Awaitable<bool> send_messages(WebSocket& socket, SimulatedAnswer answer, const SocketScript& script);
  SimulatedAnswer answer(const SimulatedRequest& request);
  SimulatedAnswer answer_with_faults(SimulatedRequest& request);
  SimulatedAnswer totals_answer() const;
  void count(const SimulatedAnswer& answer, const std::optional<SimulatedUsage>& told);

  const SimulatorOptions options_;
  std::map<std::string, SimulatedTotals> totals_;  // simulator thread, by model
  std::map<std::string, int> faults_;              // simulator thread: how often each of limited number was met
  std::uint64_t requests_ = 0;                     // simulator thread
  std::unique_ptr<net::Listener> listener_;
  std::unique_ptr<net::IoThread> thread_;  // its loop's coroutines use what stands above
};

}  // namespace tabacus::analytics::simulator
