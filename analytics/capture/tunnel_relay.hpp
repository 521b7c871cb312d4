// Bytes to and fro between the client and a host, unread: the inside of a CONNECT. Net thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/capture/client_reader.hpp"
#include "analytics/capture/interrupt.hpp"
#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/model/tunnel.hpp"
#include "analytics/wire/authority.hpp"

namespace tabacus::analytics {

constexpr std::string_view kConnectEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";

/// Whether the client has been told yet that its CONNECT succeeded.
enum class ConnectAnswer : std::uint8_t { Due, Sent };

/// Each side's end is passed on to the other, which may go on sending; a broken side breaks both. A side that does not
/// read is not read for.
class TunnelRelay final : public Interruptible, public std::enable_shared_from_this<TunnelRelay> {
 public:
  TunnelRelay(CaptureServices& services, const CaptureTab& tab, net::Stream& client, ClientReader& reader, Authority to,
              net::RefuseAddress refuses);

  /// Returns when both directions have ended, or with the answer that the client should get: none could be begun.
  [[nodiscard]] net::Awaitable<std::optional<OwnAnswer>> run(ConnectAnswer answer);
  void interrupt(Interrupt why) override;

  /// After run(): what became of it; times, tab and kind are the caller's.
  [[nodiscard]] const TunnelRecord& record() const { return record_; }

 private:
  net::Awaitable<bool> connect();
  net::Awaitable<void> pump_up();
  net::Awaitable<void> pump_down();
  net::Awaitable<void> close_after_grace(std::shared_ptr<TunnelRelay> self);
  void end_as(TunnelEnd end, std::string error);

  CaptureServices& services_;
  const CaptureTab& tab_;
  net::Stream& client_;
  ClientReader& reader_;
  const Authority to_;
  const net::RefuseAddress refuses_;
  net::DialStop dial_stop_;
  std::unique_ptr<net::Stream> upstream_;
  bool pump_running_ = false;
  bool pump_stopping_ = false;
  net::Event pump_ended_;
  net::Event ended_;
  TunnelRecord record_;
};

}  // namespace tabacus::analytics
