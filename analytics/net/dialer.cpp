#include "analytics/net/dialer.hpp"

#include <boost/asio/ssl/context.hpp>
#include <iterator>
#include <vector>

#include "analytics/net/asio.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/socket_stream.hpp"
#include "base/log.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics::net {
namespace {

constexpr log::Category kLog{"net"};

using Deadline = asio::steady_timer::time_point;

/// RFC 8305 section 5: how long an address may be silent before the next one is tried beside it.
constexpr std::chrono::milliseconds kAttemptDelay{250};

std::chrono::milliseconds left_until(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Deadline::clock::now());
  return std::max(left, std::chrono::milliseconds{0});
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
  if (ec)
    race->last_error = ec;
  else if (!race->winner)
    race->winner = socket;
  race->progress.notify();
}

Awaitable<Result<tcp::socket>> connect_first(Executor executor, std::vector<tcp::endpoint> endpoints, Deadline deadline,
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

struct Lookup {
  explicit Lookup(const Executor& executor) : resolver{executor}, done{executor} {}

  tcp::resolver resolver;
  Event done;
  ErrorValue error;
  std::vector<tcp::endpoint> endpoints;
  bool finished = false;
};

Awaitable<void> look_up(std::shared_ptr<Lookup> lookup, std::string host, std::uint16_t port) {
  const auto [ec, found] = co_await lookup->resolver.async_resolve(host, std::to_string(port), kAsValues);
  lookup->error = ec;
  for (const auto& entry : found) lookup->endpoints.push_back(entry.endpoint());
  lookup->finished = true;
  lookup->done.notify();
}

/// getaddrinfo runs on a thread of Asio's; past the deadline, or once stopped, its answer is not waited
/// for.
Awaitable<Result<std::vector<tcp::endpoint>>> resolve(Executor executor, std::string host, std::uint16_t port,
                                                      Deadline deadline, DialStop& stop) {
  ErrorValue not_literal;
  const auto address = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return std::vector<tcp::endpoint>{{address, port}};

  const auto lookup = std::make_shared<Lookup>(executor);
  stop.on_request([lookup] { lookup->done.notify(); });
  const ScopeExit quiet{[&stop] { stop.on_request({}); }};
  spawn(executor, look_up(lookup, host, port));
  while (!lookup->finished && !stop.requested() && left_until(deadline).count() > 0)
    co_await lookup->done.wait_for(left_until(deadline));
  if (!lookup->finished) {
    lookup->resolver.cancel();
    if (stop.requested()) co_return stopped();
    co_return fail(ErrorCode::TimedOut, "its name did not resolve in time");
  }
  if (lookup->error) co_return fail(ErrorCode::NotFound, fmt::format("resolve: {}", lookup->error.message()));
  co_return std::move(lookup->endpoints);
}

Result<void> trust(asio::ssl::context& context, const std::vector<std::filesystem::path>& extra_ca_files) {
  static constexpr unsigned char kOnlyHttp11[] = "\x08http/1.1";
  ErrorValue ec;
  context.set_verify_mode(asio::ssl::verify_peer, ec);
  if (!ec) context.set_default_verify_paths(ec);
  if (ec) return fail_with("load the system's certificates", ec);
  if (SSL_CTX_set_alpn_protos(context.native_handle(), kOnlyHttp11, sizeof(kOnlyHttp11) - 1) != 0)
    return fail(ErrorCode::Io, "offer http/1.1 by ALPN");
  for (const auto& file : extra_ca_files) {
    context.load_verify_file(file.string(), ec);
    if (ec) log::warn(kLog, "certificates of {}: {}", file.string(), ec.message());  // as Node does
  }
  return {};
}

}  // namespace

struct Dialer::State {
  Executor executor;
  DialOptions options;
  std::optional<asio::ssl::context> tls;  // made at first use: reading the system's certificates takes milliseconds

  Result<asio::ssl::context*> tls_context() {
    if (tls) return &*tls;
    asio::ssl::context context{asio::ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    const auto trusted = trust(context, options.extra_ca_files);
    if (!trusted) return fail(trusted.error());
    tls.emplace(std::move(context));
    return &*tls;
  }

  Awaitable<Result<std::unique_ptr<Stream>>> secure(tcp::socket socket, std::string host, Deadline deadline,
                                                    DialStop& stop) {
    const auto context = tls_context();
    if (!context) co_return fail(context.error());
    const auto handshake = begin_tls(std::move(socket), **context, host);
    stop.on_request([handshake] { abandon(*handshake); });
    const ScopeExit quiet{[&stop] { stop.on_request({}); }};
    auto late = std::make_shared<bool>(false);
    asio::steady_timer watchdog{executor, deadline};
    watchdog.async_wait([handshake, late](const ErrorValue& ec) {
      if (ec) return;
      *late = true;
      abandon(*handshake);
    });
    auto stream = co_await finish_tls(handshake);
    watchdog.cancel();
    if (stop.requested()) co_return stopped();
    if (*late) co_return fail(ErrorCode::TimedOut, "no TLS handshake in time");
    co_return stream;
  }

  Awaitable<Result<Dialed>> dial(DialTarget target, DialStop& stop) {
    const Deadline start = Deadline::clock::now();
    const Deadline deadline = start + options.deadline;
    const auto endpoints = co_await resolve(executor, target.host, target.port, deadline, stop);
    if (!endpoints) co_return fail(endpoints.error());
    auto socket = co_await connect_first(executor, *endpoints, deadline, stop);
    if (!socket) co_return fail(socket.error());

    Dialed dialed;
    dialed.connect = since(start);
    if (!target.tls) {
      dialed.stream = make_stream(std::move(*socket));
      co_return dialed;
    }
    const Deadline connected = Deadline::clock::now();
    auto stream = co_await secure(std::move(*socket), target.host, deadline, stop);
    if (!stream) co_return fail(stream.error());
    dialed.stream = std::move(*stream);
    dialed.tls = since(connected);
    co_return dialed;
  }
};

Dialer::Dialer(const Executor& executor, DialOptions options)
    : state_{new State{executor, std::move(options), std::nullopt}} {}

Dialer::~Dialer() = default;

Awaitable<Result<Dialed>> Dialer::dial(DialTarget target, DialStop& stop) {
  const std::string attempted = fmt::format("connect to {}:{}", target.host, target.port);
  auto dialed = co_await state_->dial(std::move(target), stop);
  if (!dialed) co_return fail(dialed.error(), attempted);
  co_return dialed;
}

}  // namespace tabacus::analytics::net
