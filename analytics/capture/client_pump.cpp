#include "analytics/capture/client_pump.hpp"

namespace tabacus::analytics {

net::Awaitable<void> pump_client(ClientReader& reader, net::Stream& upstream, const bool& stopping, PumpedBytes bytes) {
  bool open = true;
  while (open && !stopping) {
    co_await reader.wait();
    const std::string_view pending = reader.pending();
    if (pending.empty()) {
      open = !reader.ended();
      continue;
    }
    if (bytes.before) co_await bytes.before();
    const std::string_view passing = bytes.may_pass ? bytes.may_pass(pending) : pending;
    if (!passing.empty()) {
      const Result<void> written = co_await upstream.write(passing);
      bytes.sent(passing);
      open = written.has_value();
    }
    reader.consume(pending.size());
  }
  if (reader.gone())
    upstream.close(net::Close::Normal);
  else if (!open)
    upstream.shutdown_write();
}

}  // namespace tabacus::analytics
