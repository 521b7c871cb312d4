#include "analytics/capture/client_pump.hpp"

namespace tabacus::analytics {

net::Awaitable<void> pump_client(ClientReader& reader, net::Stream& upstream, const bool& stopping,
                                 std::function<void(std::string_view)> sent) {
  bool open = true;
  while (open && !stopping) {
    co_await reader.wait();
    const std::string_view pending = reader.pending();
    if (pending.empty()) {
      open = !reader.ended();
      continue;
    }
    const Result<void> written = co_await upstream.write(pending);
    sent(pending);
    reader.consume(pending.size());
    open = written.has_value();
  }
  if (reader.gone())
    upstream.close(net::Close::Normal);
  else if (!open)
    upstream.shutdown_write();
}

}  // namespace tabacus::analytics
