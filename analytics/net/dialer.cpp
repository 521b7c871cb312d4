#include "analytics/net/dialer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <future>
#include <mutex>

#include "analytics/net/asio.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/proxy_tunnel.hpp"
#include "analytics/net/resolver.hpp"
#include "analytics/net/socket_stream.hpp"
#include "analytics/net/watchdog.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics::net {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

/// RFC 8305 section 5: how long an address may be silent before the next one is tried beside it.
constexpr std::chrono::milliseconds kAttemptDelay{200};

std::chrono::milliseconds left_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Deadline::clock::now());
  return std::max(left, std::chrono::milliseconds{0});
}

/// An upstream that vanished while the machine slept, or behind a middle box that forgot it, never says so: three
/// minutes of silence on what the kernel itself asks are its end. Failure leaves the system's defaults.
void end_when_silent(tcp::socket& socket) {
  const auto set = [&socket](int level, int option, int value) {
    (void)::setsockopt(socket.native_handle(), level, option, &value, sizeof(value));
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);   // seconds
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);  // seconds
  set(IPPROTO_TCP, TCP_KEEPCNT, 8);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 180'000);  // milliseconds
}

Nanoseconds since(Deadline start) { return std::chrono::duration_cast<Nanoseconds>(Deadline::clock::now() - start); }

tl::unexpected<Error> stopped() { return fail(ErrorCode::Closed, "given up"); }

/// Addresses of one name, tried side by side; the first to answer wins.
struct Race {
  explicit Race(const Executor& executor) : progress{executor} {}

  Event progress;
  std::vector<std::shared_ptr<tcp::socket>> sockets;
  std::shared_ptr<tcp::socket> winner;
  std::size_t running = 0;
  ErrorValue last_error = asio::error::host_not_found;

  void stop() {
    ErrorValue ignored;
    for (const auto& socket : sockets)
      if (socket != winner) socket->close(ignored);
  }
};

Awaitable<void> attempt(std::shared_ptr<Race> race, std::shared_ptr<tcp::socket> socket, tcp::endpoint endpoint) {
  const auto [ec] = co_await socket->async_connect(endpoint, kAsValues);
  --race->running;
  if (ec) {
    race->last_error = ec;
    ErrorValue ignored;
    socket->close(ignored);
  } else if (!race->winner) {
    race->winner = socket;
  }
  race->progress.notify();
}

Awaitable<Result<tcp::socket>> connect_first(Executor executor, Endpoints endpoints, Deadline deadline,
                                             DialStop& stop) {
  const auto race = std::make_shared<Race>(executor);
  stop.on_request([race] { race->progress.notify(); });
  const ScopeExit quiet{[&stop] { stop.on_request({}); }};
  for (std::size_t next = 0; !race->winner && !stop.requested() && left_until(deadline).count() > 0;) {
    if (next < endpoints.size()) {
      const auto socket = std::make_shared<tcp::socket>(executor);
      race->sockets.push_back(socket);
      ++race->running;
      spawn(executor, attempt(race, socket, endpoints[next++]));
    } else if (race->running == 0) {
      break;
    }
    const auto patience =
        next < endpoints.size() ? std::min(kAttemptDelay, left_until(deadline)) : left_until(deadline);
    co_await race->progress.wait_for(patience);
  }
  const bool timed_out = !race->winner && race->running > 0;
  race->stop();
  if (stop.requested()) co_return stopped();
  if (race->winner) co_return std::move(*race->winner);
  if (timed_out) co_return fail(ErrorCode::TimedOut, "no answer in time");
  co_return fail_with("connect", race->last_error);
}

/// The stream that a dial is setting up; closed under its hands when the time is up or nobody wants it any more.
class UnderWay {
 public:
  UnderWay(const Executor& executor, Deadline deadline, DialStop& stop)
      : stop_{stop}, watchdog_{executor, left_until(deadline), [this] { close(); }} {
    stop_.on_request([this] { close(); });
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay() { stop_.on_request({}); }

  /// The step that runs now waits for this stream.
  void waits_for(Stream& stream) {
    stream_ = &stream;
    if (stop_.requested() || watchdog_.is_late()) close();
  }
  /// What a step's failure was really due to.
  [[nodiscard]] tl::unexpected<Error> failed(const Error& error, std::string_view when_late) {
    stream_ = nullptr;
    if (stop_.requested()) return stopped();
    if (watchdog_.is_late()) return fail(ErrorCode::TimedOut, std::string{when_late});
    return fail(error);
  }

 private:
  void close() {
    if (stream_ != nullptr) stream_->close(Close::Normal);
  }

  DialStop& stop_;
  Stream* stream_ = nullptr;
  const Watchdog watchdog_;
};

/// Leaves the addresses that may be dialed. Says why there is none.
std::string drop_refused(Endpoints& endpoints, const RefuseAddress& refuses) {
  std::string reason;
  std::erase_if(endpoints, [&](const tcp::endpoint& endpoint) {
    std::string refused = refuses(endpoint.address().to_string(), endpoint.port());
    const bool drop = !refused.empty();
    if (drop) reason = std::move(refused);
    return drop;
  });
  return endpoints.empty() ? reason : std::string{};
}

std::string describe(const DialTarget& target) {
  std::string text = fmt::format("connect to {}:{}", target.host, target.port);
  if (target.proxy) text += fmt::format(" through the proxy {}:{}", target.proxy->host, target.proxy->port);
  return text;
}

}  // namespace

struct Dialer::State {
  using Client = Result<std::shared_ptr<const TlsClient>>;

  State(const Executor& on, DialOptions given)
      : executor{on}, options{std::move(given)}, resolver{on, std::move(options.look_up)} {}

  const Executor executor;
  DialOptions options;
  Resolver resolver;
  std::mutex mutex;
  std::shared_future<Client> client;  // guarded by mutex; empty until someone wants it

  std::shared_future<Client> load_client(std::launch how) {
    const std::lock_guard lock{mutex};
    if (!client.valid())
      client = std::async(how, [this] { return TlsClient::make(options.trust, options.key_log); }).share();
    return client;
  }

  Awaitable<Result<std::unique_ptr<Stream>>> secure(std::unique_ptr<Stream> stream, std::string host,
                                                    std::uint16_t port, UnderWay& way, bool& resumed) {
    const Client& tls = load_client(std::launch::deferred).get();
    if (!tls) co_return fail(tls.error());
    auto begun = (*tls)->begin(executor, std::move(stream), host, port);
    if (!begun) co_return fail(begun.error());
    way.waits_for(**begun);
    const Result<void> shaken = co_await (*begun)->handshake();
    if (!shaken) co_return way.failed(shaken.error(), "no TLS handshake in time");
    resumed = (*begun)->is_resumed();
    co_return std::move(*begun);
  }

  Awaitable<Result<std::unique_ptr<Stream>>> pass_proxy(std::unique_ptr<Stream> stream, const DialTarget& target,
                                                        UnderWay& way) {
    const ProxyServer& proxy = *target.proxy;
    if (proxy.tls) {
      bool ignored = false;
      auto secured = co_await secure(std::move(stream), proxy.host, proxy.port, way, ignored);
      if (!secured) co_return fail(secured.error());
      stream = std::move(*secured);
    }
    way.waits_for(*stream);
    const Result<void> opened = co_await open_tunnel(*stream, target.host, target.port, proxy.authorization);
    if (!opened) co_return way.failed(opened.error(), "the proxy did not answer in time");
    co_return std::move(stream);
  }

  Awaitable<Result<Dialed>> dial(DialTarget target, DialStop& stop) {
    const Deadline start = Deadline::clock::now();
    const Deadline deadline = start + options.deadline;
    const std::string host = target.proxy ? target.proxy->host : target.host;
    const std::uint16_t port = target.proxy ? target.proxy->port : target.port;
    auto endpoints = co_await resolver.resolve(host, port, deadline, stop);
    if (!endpoints) co_return fail(endpoints.error());
    if (target.refuses && !target.proxy) {
      const std::string reason = drop_refused(*endpoints, target.refuses);
      if (!reason.empty()) co_return fail(ErrorCode::InvalidInput, reason);
    }
    auto socket = co_await connect_first(executor, std::move(*endpoints), deadline, stop);
    if (!socket) co_return fail(socket.error());
    end_when_silent(*socket);

    UnderWay way{executor, deadline, stop};
    Dialed dialed;
    dialed.stream = make_stream(std::move(*socket));
    if (target.proxy) {
      auto passed = co_await pass_proxy(std::move(dialed.stream), target, way);
      if (!passed) co_return fail(passed.error());
      dialed.stream = std::move(*passed);
    }
    dialed.connect = since(start);
    if (!target.tls) co_return dialed;

    const Deadline connected = Deadline::clock::now();
    auto secured = co_await secure(std::move(dialed.stream), target.host, target.port, way, dialed.resumed);
    if (!secured) co_return fail(secured.error());
    dialed.stream = std::move(*secured);
    dialed.tls = since(connected);
    co_return dialed;
  }
};

Dialer::Dialer(const Executor& executor, DialOptions options) : state_{new State{executor, std::move(options)}} {}

Dialer::~Dialer() = default;

void Dialer::prepare_tls() { (void)state_->load_client(std::launch::async); }

Awaitable<Result<Dialed>> Dialer::dial(DialTarget target, DialStop& stop) {
  const std::string attempted = describe(target);
  auto dialed = co_await state_->dial(std::move(target), stop);
  if (!dialed) co_return fail(dialed.error(), attempted);
  co_return dialed;
}

}  // namespace tabacus::analytics::net
