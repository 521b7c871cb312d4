#include "analytics/net/tls_or_plain.hpp"

#include "analytics/net/watchdog.hpp"
#include "base/log.hpp"

namespace tabacus::analytics::net {
namespace {

constexpr log::Category kLog{"net"};

/// ContentType handshake (RFC 8446 section 5.1). No HTTP method begins with it.
constexpr char kTlsHandshake = 0x16;

class TlsOrPlain final : public Stream {
 public:
  TlsOrPlain(const Executor& executor, std::unique_ptr<Stream> client, std::shared_ptr<const TlsServer> server,
             std::chrono::milliseconds deadline)
      : executor_{executor}, stream_{std::move(client)}, server_{std::move(server)}, deadline_{deadline} {}

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    return server_ ? decide(into) : stream_->read_some(into);
  }
  Awaitable<Result<void>> write(std::string_view bytes) override { return stream_->write(bytes); }
  void shutdown_write() override { stream_->shutdown_write(); }
  void close(Close how) override { stream_->close(how); }
  bool is_idle() override { return stream_->is_idle(); }
  int native_handle() override { return stream_->native_handle(); }
  bool is_socket() const override { return !server_ && stream_->is_socket(); }

 private:
  Awaitable<Result<std::size_t>> decide(std::span<char> into) {
    const Result<std::size_t> got = co_await stream_->read_some(into);
    const std::shared_ptr<const TlsServer> server = std::exchange(server_, nullptr);
    if (!got || *got == 0 || into[0] != kTlsHandshake) co_return got;

    auto tls = server->begin(executor_, std::move(stream_), {into.data(), *got});
    TlsStream& shaking = *tls;
    stream_ = std::move(tls);
    const Result<void> shaken = co_await shake_hands(shaking);
    if (!shaken) {
      log::info(kLog, "a client's {}", shaken.error().message);
      co_return fail(shaken.error());
    }
    const Result<std::size_t> first = co_await shaking.read_some(into);
    co_return first;
  }

  Awaitable<Result<void>> shake_hands(TlsStream& tls) {
    const Watchdog watchdog{executor_, deadline_, [&tls] { tls.close(Close::Normal); }};
    const Result<void> shaken = co_await tls.handshake();
    if (watchdog.is_late()) co_return fail(ErrorCode::TimedOut, "TLS handshake: not done in time");
    co_return shaken;
  }

  const Executor executor_;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<const TlsServer> server_;  // null once decided
  const std::chrono::milliseconds deadline_;
};

}  // namespace

std::unique_ptr<Stream> make_tls_or_plain(const Executor& executor, std::unique_ptr<Stream> client,
                                          std::shared_ptr<const TlsServer> server, std::chrono::milliseconds deadline) {
  return std::make_unique<TlsOrPlain>(executor, std::move(client), std::move(server), deadline);
}

}  // namespace tabacus::analytics::net
