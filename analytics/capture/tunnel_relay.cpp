#include "analytics/capture/tunnel_relay.hpp"

#include <algorithm>

#include "analytics/capture/client_pump.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kFirstBuffer = 8 * 1024;
constexpr std::size_t kLargestBuffer = 64 * 1024;
// A client that closed may have sent bytes just before; a host that does not take them is not waited for any longer.
constexpr std::chrono::milliseconds kGraceAfterClient{2000};

}  // namespace

TunnelRelay::TunnelRelay(CaptureServices& services, const CaptureTab& tab, net::Stream& client, ClientReader& reader,
                         Authority to, net::RefuseAddress refuses)
    : services_{services},
      tab_{tab},
      client_{client},
      reader_{reader},
      to_{std::move(to)},
      refuses_{std::move(refuses)},
      pump_ended_{services.executor},
      ended_{services.executor} {
  record_.host = to_.host;
  record_.port = to_.port;
}

void TunnelRelay::end_as(TunnelEnd end, std::string error) {
  if (record_.end != TunnelEnd::Complete) return;
  record_.end = end;
  record_.error = std::move(error);
}

net::Awaitable<std::optional<OwnAnswer>> TunnelRelay::run(ConnectAnswer answer) {
  // What goes through a CONNECT is nearly always TLS: it takes the way that https takes.
  const UpstreamUrl as_https{true, to_.host, to_.port, {}};
  net::DialTarget target{to_.host, to_.port, false, tab_.proxy.proxy_for(as_https), refuses_};
  auto dialed = co_await services_.dialer.dial(std::move(target), dial_stop_);
  if (!dialed) {
    end_as(TunnelEnd::Unreachable, dialed.error().message);
    co_return unreachable(dialed.error());
  }
  upstream_ = std::move(dialed->stream);
  record_.connect = dialed->connect;
  if (answer == ConnectAnswer::Due) {
    const Result<void> told = co_await client_.write(kConnectEstablished);
    if (!told) end_as(TunnelEnd::ClientGone, "the client closed its connection");
    if (!told) co_return std::nullopt;
  }
  pump_running_ = true;
  net::spawn(services_.executor, pump_up());
  co_await pump_down();
  while (pump_running_) {
    reader_.wake();
    if (pump_stopping_)
      co_await pump_ended_.wait_for(std::chrono::milliseconds{100});
    else
      co_await pump_ended_.wait();
  }
  upstream_->close(net::Close::Normal);
  ended_.notify();
  co_return std::nullopt;
}

net::Awaitable<void> TunnelRelay::pump_up() {
  PumpedBytes bytes;
  bytes.sent = [this](std::string_view sent) { record_.sent_bytes += static_cast<std::int64_t>(sent.size()); };
  co_await pump_client(reader_, *upstream_, pump_stopping_, std::move(bytes));
  pump_running_ = false;
  pump_ended_.notify();
}

net::Awaitable<void> TunnelRelay::pump_down() {
  std::vector<char> buffer(kFirstBuffer);
  for (;;) {
    const Result<std::size_t> got = co_await upstream_->read_some(buffer);
    if (!got) {
      if (!reader_.gone()) end_as(TunnelEnd::Broken, "the host broke the connection");
      break;
    }
    if (*got == 0) {
      client_.shutdown_write();
      co_return;
    }
    const std::string_view bytes{buffer.data(), *got};
    const Result<void> written = co_await client_.write(bytes);
    if (!written) {
      end_as(TunnelEnd::ClientGone, "the client closed its connection");
      break;
    }
    record_.received_bytes += static_cast<std::int64_t>(*got);
    if (*got == buffer.size()) buffer.resize(std::min(buffer.size() * 2, kLargestBuffer));
  }
  pump_stopping_ = true;
  upstream_->close(net::Close::Reset);
  client_.close(reader_.gone() ? net::Close::Normal : net::Close::Reset);
}

void TunnelRelay::interrupt(Interrupt why) {
  if (why == Interrupt::LastBytesLate) return;  // a tunnel has its own grace
  dial_stop_.request();
  if (why == Interrupt::TabClosed) {
    end_as(TunnelEnd::ClientGone, "the tab was closed");
    if (upstream_) upstream_->close(net::Close::Reset);
    return;
  }
  // Its last bytes may still be on their way; the pump ends after them, and closes the upstream.
  if (upstream_) net::spawn(services_.executor, close_after_grace(shared_from_this()));
}

net::Awaitable<void> TunnelRelay::close_after_grace(std::shared_ptr<TunnelRelay> self) {
  const bool ended = co_await self->ended_.wait_for(kGraceAfterClient);
  if (ended) co_return;
  self->end_as(TunnelEnd::ClientGone, "the client closed its connection");
  self->upstream_->close(net::Close::Reset);
}

}  // namespace tabacus::analytics
