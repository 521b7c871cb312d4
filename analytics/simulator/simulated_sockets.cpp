// The simulated provider's WebSockets: an upgrade is granted or refused, then each message is answered in its turn.
// Simulator thread.
#include "analytics/net/event.hpp"
#include "analytics/simulator/http_exchange.hpp"
#include "analytics/simulator/json.hpp"
#include "analytics/simulator/simulated_provider.hpp"
#include "analytics/simulator/socket_script.hpp"
#include "analytics/simulator/web_socket.hpp"

namespace tabacus::analytics::simulator {
namespace {

std::unique_ptr<SocketScript> open_script(const SimulatedRequest& upgrade) {
  for (const auto dialect : {open_openai_socket, open_gemini_socket})
    if (auto script = dialect(upgrade)) return script;
  return nullptr;
}

SimulatedAnswer refusal(int status) {
  return json_answer(status, {{"error", {{"type", fmt::format("simulated_{}", status)}, {"message", "no WebSocket"}}}});
}

}  // namespace

/// Serves a WebSocket to its end, or gives the answer that refuses it.
net::Awaitable<std::optional<SimulatedAnswer>> SimulatedProvider::serve_socket(net::Stream& client,
                                                                               RequestReader& reader,
                                                                               SimulatedRequest upgrade) {
  const Fault fault = fault_for("", upgrade.socket_fault.empty() ? upgrade.fault : upgrade.socket_fault);
  if (fault.status != 0) co_return refusal(fault.status);
  const auto script = open_script(upgrade);
  const auto head = switching_head(reader.headers());
  if (!script || !head) co_return refusal(426);
  const Result<void> switched = co_await client.write(*head);
  WebSocket socket{client, reader.headers(), reader.take_received()};
  bool open = switched.has_value();
  if (open) open = co_await send_messages(socket, script->greeting(), *script);
  while (open) {
    const Result<std::string> message = co_await socket.receive();
    if (!message) break;
    SimulatedAnswer reply = script->answer(*message, ++requests_);
    open = co_await send_messages(socket, std::move(reply), *script);
  }
  if (open) co_await socket.close(1000, "");
  co_return std::nullopt;
}

/// False when the connection is over: the client is gone, or the answer was to be cut.
net::Awaitable<bool> SimulatedProvider::send_messages(WebSocket& socket, SimulatedAnswer answer,
                                                      const SocketScript& script) {
  const std::chrono::milliseconds delay{options_.event_delay_ms * (answer.fault.slow ? 10U : 1U)};
  const WsKind kind = script.speaks_binary() ? WsKind::Binary : WsKind::Text;
  if (answer.fault.drops) co_return false;
  const bool is_cut = answer.fault.cuts || answer.fault.truncates || answer.fault.stalls;
  const std::size_t wanted = is_cut ? answer.pieces.size() / 2 : answer.pieces.size();
  net::Event pause{thread_->executor()};
  std::optional<SimulatedUsage> told;
  for (std::size_t i = 0; i < wanted; ++i) {
    if (i > 0 && delay.count() > 0) co_await pause.wait_for(delay);
    if (answer.pieces[i].told) told = answer.pieces[i].told;
    const bool is_last = i + 1 == wanted;
    if (is_last) count(answer, told);  // before it is sent: who has read it may ask for the totals at once
    const Result<void> sent = co_await socket.send(kind, answer.pieces[i].bytes);
    if (sent) continue;
    if (!is_last) count(answer, told);
    co_return false;
  }
  for (bool waits = answer.fault.stalls; waits;) {
    const Result<std::string> more = co_await socket.receive();
    waits = more.has_value();
  }
  co_return !is_cut;
}

}  // namespace tabacus::analytics::simulator
