#include "analytics/capture/connection.hpp"

#include <array>

#include "analytics/capture/capability.hpp"
#include "analytics/capture/own_pages.hpp"
#include "analytics/wire/http1_head.hpp"

namespace tabacus::analytics {
namespace {

// How long a refused client may go on sending before its connection is closed under its hands: a close with unread
// bytes would reset the connection and with it the answer.
constexpr std::chrono::milliseconds kLinger{2000};

/// The offer of HTTP/2 over plain TCP is hop-by-hop and ends here; a WebSocket offer passes.
constexpr std::array<std::string_view, 3> kUpgradeFields{"Connection", "Upgrade", "HTTP2-Settings"};

std::string upstream_target(const Route& route, const AddressedTarget& addressed) {
  std::string target = route.provider->upstream_path(route.upstream.base_path, addressed.path);
  if (target.empty()) target.push_back('/');
  return target.append(addressed.query);
}

std::string upstream_head(std::string_view raw, const RequestMessage& message, const UpstreamUrl& upstream) {
  const bool drops_upgrade = !message.head.headers.find("Upgrade").empty() && !message.wants_websocket;
  const std::span<const std::string_view> dropped{kUpgradeFields.data(), drops_upgrade ? kUpgradeFields.size() : 0};
  return rewrite_request_head(raw, message.head.target, upstream.authority(), dropped);
}

/// What keeps a well-formed request from being forwarded; empty when nothing does.
std::optional<OwnAnswer> refusal_of(const RequestHead& head, const Route* route, const CaptureTab& tab,
                                    std::uint16_t port) {
  if (head.method == "CONNECT") return OwnAnswer{405, "bad_request", "this port takes no CONNECT"};
  if (!head.target.starts_with('/')) return OwnAnswer{400, "bad_request", "this port is no forward proxy"};
  if (!comes_from_a_program(head.headers, port))
    return OwnAnswer{403, "forbidden", "Host must be this port's own, and no Origin given"};
  if (route == nullptr) return no_such_path(tab);
  return std::nullopt;
}

}  // namespace

Connection::Connection(CaptureServices& services, std::shared_ptr<const CaptureTab> tab,
                       std::unique_ptr<net::Stream> client, std::uint16_t port)
    : services_{services},
      tab_{std::move(tab)},
      client_{std::move(client)},
      port_{port},
      reader_{services.executor, *client_, services.peers,
              [this] {
                if (active_ != nullptr) active_->interrupt(Interrupt::ClientGone);
              }},
      pool_{services.dialer},
      lingered_{services.executor} {}

net::Awaitable<void> Connection::read_client(std::shared_ptr<Connection> self) { co_await self->reader_.run(); }

net::Awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  net::spawn(services_.executor, read_client(self));
  bool open = true;
  while (open && !finishing_) {
    open = co_await read_head();
    if (!open) break;
    open = co_await serve_head();
  }
  reader_.stop();
  client_->close(net::Close::Normal);
}

void Connection::finish() {
  finishing_ = true;
  if (active_ == nullptr) abort();
}

void Connection::abort() {
  finishing_ = true;
  if (active_ != nullptr) active_->interrupt(Interrupt::TabClosed);
  client_->close(active_ != nullptr ? net::Close::Reset : net::Close::Normal);
}

void Connection::check_deadline(SteadyTime now) {
  if (head_started_ && now - *head_started_ > kHeadTimeout) abort();
}

net::Awaitable<bool> Connection::read_head() {
  HeadScanner scanner;
  head_.clear();
  for (;;) {
    while (reader_.pending().empty() && !reader_.ended() && !finishing_) co_await reader_.wait();
    const std::string_view pending = reader_.pending();
    if (pending.empty() || finishing_) co_return false;
    if (!head_started_) head_started_ = services_.clock.steady();
    head_.append(pending);
    const auto end = scanner.find_end(head_);
    if (!end) {
      const OwnAnswer answer{end.error().code == ErrorCode::Exhausted ? 431 : 400, "bad_request", end.error().message};
      co_await refuse(answer, nullptr, "GET");
      co_return false;
    }
    const std::size_t unused = *end ? head_.size() - **end : 0;
    reader_.consume(pending.size() - unused);
    if (!*end) continue;
    head_.resize(**end);
    if (head_ != "\r\n") co_return true;
    // RFC 9112 section 2.2: an empty line before a request is passed over.
    head_.clear();
    scanner.reset();
  }
}

/// False when the connection is over.
net::Awaitable<bool> Connection::serve_head() {
  const SteadyTime started = *std::exchange(head_started_, std::nullopt);
  const SteadyTime complete = services_.clock.steady();
  auto message = parse_request_head(head_);
  if (!message) {
    const OwnAnswer answer{400, "bad_request", message.error().message};
    co_await refuse(answer, nullptr, "GET");
    co_return false;
  }
  const std::string target = message->head.target;
  const auto addressed = address_on(*tab_, target);
  const auto route = addressed ? tab_->routes.find(addressed->slot) : tab_->routes.end();
  const Route* known = route != tab_->routes.end() ? &route->second : nullptr;
  if (addressed && comes_from_a_program(message->head.headers, port_)) {
    if (auto page = own_page(services_, *addressed)) {
      co_await refuse(std::move(*page), nullptr, message->head.method);
      co_return false;
    }
  }
  const auto refused = refusal_of(message->head, known, *tab_, port_);
  // From here on the target is the upstream's: the tab's token goes neither there nor into a record.
  if (known != nullptr) message->head.target = upstream_target(*known, *addressed);
  if (refused) {
    const std::string method = message->head.method;
    if (known != nullptr) record_refusal(std::move(message->head), std::string{addressed->path}, *known, *refused);
    co_await refuse(*refused, nullptr, method);
    co_return false;
  }
  std::string raw = upstream_head(head_, *message, known->upstream);
  ExchangeRequest request{std::move(*message), std::move(raw), std::string{addressed->path}, known, started, complete};
  const bool goes_on = co_await relay(std::move(request));
  co_return goes_on;
}

net::Awaitable<bool> Connection::relay(ExchangeRequest request) {
  const Provider* provider = request.route->provider;
  const std::string method = request.message.head.method;
  ExchangeRelay exchange{services_, *tab_, *client_, reader_, pool_, std::move(request)};
  active_ = &exchange;
  ExchangeResult result = co_await exchange.run();
  active_ = nullptr;
  if (result.answer) {
    co_await refuse(std::move(*result.answer), provider, method);
    co_return false;
  }
  if (result.next == Next::Reset) client_->close(net::Close::Reset);
  if (result.next == Next::Close) co_await linger();
  co_return result.next == Next::NextRequest;
}

net::Awaitable<void> Connection::refuse(OwnAnswer answer, const Provider* provider, std::string_view method) {
  head_started_.reset();
  const std::string bytes = render(answer, provider, method);
  co_await client_->write(bytes);
  co_await linger();
}

/// Lets the client read its answer: ends our side, and reads on until the client ends or the time is up.
net::Awaitable<void> Connection::linger() {
  client_->shutdown_write();
  net::spawn(services_.executor, close_after_linger(shared_from_this()));
  while (!reader_.ended()) {
    co_await reader_.wait();
    reader_.consume(reader_.pending().size());
  }
  lingered_.notify();
}

net::Awaitable<void> Connection::close_after_linger(std::shared_ptr<Connection> self) {
  const bool ended = co_await self->lingered_.wait_for(kLinger);
  if (!ended) self->client_->close(net::Close::Normal);
}

void Connection::record_refusal(RequestHead head, std::string endpoint, const Route& route, const OwnAnswer& answer) {
  ExchangeTap tap{services_, *tab_};
  const SteadyTime now = services_.clock.steady();
  tap.opened({tab_->tab, tab_->session, std::string{route.provider->slot}, route.upstream.host,
              route.upstream.is_loopback(), services_.clock.wall(), std::move(head), std::move(endpoint)},
             now);
  tap.response({answer.status, std::string{reason_phrase(answer.status)}, {}});
  ExchangeClosed closed;
  closed.end = ExchangeEnd::Refused;
  closed.error = answer.message;
  tap.closed(std::move(closed));
}

}  // namespace tabacus::analytics
