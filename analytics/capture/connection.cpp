#include "analytics/capture/connection.hpp"

#include <array>
#include <vector>

#include "analytics/capture/budget_gate.hpp"
#include "analytics/capture/modes/proxy_access.hpp"
#include "analytics/capture/reader_stream.hpp"
#include "analytics/capture/tunnel_relay.hpp"
#include "analytics/net/tls_or_plain.hpp"
#include "analytics/wire/http1_head.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"capture"};

// How long a refused client may go on sending before its connection is closed under its hands: a close with unread
// bytes would reset the connection and with it the answer.
constexpr std::chrono::milliseconds kLinger{2000};
// How long an upstream may take for the last bytes of a tunnel whose client has gone.
constexpr std::chrono::milliseconds kLastBytes{1000};

// How long a client may be silent after its CONNECT before it is taken for one that waits for its server's greeting.
// Long enough for a client far away or on a busy machine: what begins later is not read.
constexpr std::chrono::milliseconds kPatienceForHello{1000};

/// Content type of the record in which a TLS client says hello. Source: RFC 8446 section 5.1.
constexpr char kTlsHandshake = '\x16';

/// The offer of HTTP/2 over plain TCP is hop-by-hop and ends here; a WebSocket offer passes.
constexpr std::array<std::string_view, 3> kUpgradeFields{"Connection", "Upgrade", "HTTP2-Settings"};

/// As it goes upstream: with the target of the plan, the upstream's own Host, and without what ends here.
std::string upstream_head(std::string_view raw, const RequestMessage& message, const ForwardPlan& plan) {
  const bool drops_upgrade = !message.head.headers.find("Upgrade").empty() && !message.wants_websocket;
  std::vector<std::string_view> dropped{plan.dropped.begin(), plan.dropped.end()};
  if (drops_upgrade) dropped.insert(dropped.end(), kUpgradeFields.begin(), kUpgradeFields.end());
  return rewrite_request_head(raw, plan.target, plan.route->upstream.authority(), dropped);
}

}  // namespace

Connection::Connection(CaptureServices& services, std::shared_ptr<const CaptureTab> tab,
                       std::unique_ptr<net::Stream> client, std::uint16_t port, UpstreamPool& pool,
                       std::shared_ptr<const CallerAnswer> caller, ConnectionOrigin origin)
    : services_{services},
      tab_{std::move(tab)},
      client_{std::move(client)},
      port_{port},
      caller_{std::move(caller)},
      origin_{std::move(origin)},
      reader_{services.executor, *client_, services.peers,
              [this] {
                if (active_ != nullptr) active_->interrupt(Interrupt::ClientGone);
              }},
      pool_{pool},
      lingered_{services.executor},
      said_hello_{services.executor} {}

net::Awaitable<void> Connection::read_client(std::shared_ptr<Connection> self) {
  co_await self->reader_.run();
  if (!self->reader_.gone() || self->active_ == nullptr) co_return;
  co_await self->lingered_.wait_for(kLastBytes);
  if (self->active_ != nullptr) self->active_->interrupt(Interrupt::LastBytesLate);
}

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
  lingered_.notify();
  client_->close(net::Close::Normal);
}

void Connection::finish() {
  finishing_ = true;
  if (inner_)
    inner_->finish();
  else if (active_ == nullptr)
    abort();
}

void Connection::abort() {
  finishing_ = true;
  if (inner_) inner_->abort();
  if (active_ != nullptr) active_->interrupt(Interrupt::TabClosed);
  client_->close(active_ != nullptr ? net::Close::Reset : net::Close::Normal);
}

void Connection::check_deadline(SteadyTime now) {
  if (inner_) inner_->check_deadline(now);
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
  ModePlan plan = plan_for(
      *message, {tab_, port_, &services_, origin_.decrypted ? &*origin_.decrypted : nullptr, origin_.own_tunnel});
  if (auto* refusal = std::get_if<RefusalPlan>(&plan)) {
    const std::string method = message->head.method;
    if (auto& meant = refusal->meant) {
      // The tab's token must not get into a record.
      message->head.target = meant->target;
      tell_of_refusal(services_, *tab_, told_of(std::move(message->head), *meant->route, meant->endpoint),
                      ExchangeEnd::Refused, refusal->answer);
    }
    co_await refuse(std::move(refusal->answer), nullptr, method);
    co_return false;
  }
  if (const auto* to = std::get_if<TunnelPlan>(&plan)) {
    co_await tunnel(to->to, ConnectAnswer::Due);
    co_return false;
  }
  if (const auto* to = std::get_if<DecryptPlan>(&plan)) {
    co_await decrypt(to->to);
    co_return false;
  }
  if (std::holds_alternative<EnterPlan>(plan)) {
    co_await enter();
    co_return false;
  }
  auto& forward = std::get<ForwardPlan>(plan);
  std::string raw = upstream_head(head_, *message, forward);
  message->head.target = std::move(forward.target);
  ExchangeRequest request{std::move(*message),
                          std::move(raw),
                          std::move(forward.endpoint),
                          forward.route.get(),
                          started,
                          complete,
                          caller_};
  if (services_.budgets != nullptr) {
    const bool passes = co_await pass_budgets(request);
    if (!passes) co_return false;
  }
  const bool goes_on = co_await relay(std::move(request));
  co_return goes_on;
}

net::Awaitable<bool> Connection::pass_budgets(ExchangeRequest& request) {
  Passage passage = co_await services_.budgets->pass(*tab_, request, reader_);
  request.budget_ticket = passage.ticket;
  if (!passage.refusal) co_return true;
  const Provider* provider = request.route->provider;
  const std::string method = request.message.head.method;
  tell_of_refusal(services_, *tab_,
                  told_of(std::move(request.message.head), *request.route, std::move(request.endpoint)),
                  ExchangeEnd::OverBudget, *passage.refusal);
  co_await refuse(std::move(*passage.refusal), provider, method);
  co_return false;
}

net::Awaitable<bool> Connection::relay(ExchangeRequest request) {
  const Provider* provider = request.route->provider;
  const std::string method = request.message.head.method;
  ExchangeRelay exchange{services_, *tab_, *client_, reader_, pool_, answer_, std::move(request)};
  active_ = &exchange;
  ExchangeResult result = co_await exchange.run();
  active_ = nullptr;
  if (result.answer) {
    co_await refuse(std::move(*result.answer), provider, method);
    co_return false;
  }
  if (result.next == Next::Reset) client_->close(net::Close::Reset);
  // run() closes; with bytes unread that would be a reset.
  const bool is_drained = result.next == Next::CloseAtOnce && reader_.pending().empty();
  if (result.next != Next::NextRequest && result.next != Next::Reset && !is_drained) co_await linger();
  co_return result.next == Next::NextRequest;
}

void Connection::record_tunnel(TunnelRecord row, SystemTime wall, SteadyTime started) {
  if (services_.tunnels == nullptr || tab_->is_paused()) return;
  row.tab = tab_->tab;
  row.started_at = wall;
  row.total = services_.clock.steady() - started;
  services_.tunnels->on_tunnel_ended(row);
}

net::Awaitable<void> Connection::tunnel(Authority to, ConnectAnswer answer) {
  const SystemTime wall = services_.clock.wall();
  const SteadyTime started = services_.clock.steady();
  auto refuses = refused_addresses(to, port_);
  const auto relay =
      std::make_shared<TunnelRelay>(services_, *tab_, *client_, reader_, std::move(to), std::move(refuses));
  active_ = relay.get();
  auto failure = co_await relay->run(answer);
  active_ = nullptr;
  record_tunnel(relay->record(), wall, started);
  if (!failure) co_return;
  if (answer == ConnectAnswer::Sent)
    client_->close(net::Close::Reset);
  else
    co_await refuse(std::move(*failure), nullptr, "CONNECT");
}

/// Until the client has sent something or ended, or was silent for too long.
net::Awaitable<void> Connection::wait_for_hello() {
  if (!reader_.pending().empty() || reader_.ended()) co_return;
  net::spawn(services_.executor, give_up_on_hello(shared_from_this()));
  while (reader_.pending().empty() && !reader_.ended() && !hello_late_) co_await reader_.wait();
  said_hello_.notify();
}

net::Awaitable<void> Connection::give_up_on_hello(std::shared_ptr<Connection> self) {
  const bool in_time = co_await self->said_hello_.wait_for(kPatienceForHello);
  if (in_time) co_return;
  self->hello_late_ = true;
  self->reader_.wake();
}

/// Ends the client's TLS and serves the requests inside. What is no TLS, or cannot be vouched for, is carried unread.
net::Awaitable<void> Connection::decrypt(Authority to) {
  const SystemTime wall = services_.clock.wall();
  const SteadyTime started = services_.clock.steady();
  const Result<void> told = co_await client_->write(kConnectEstablished);
  if (!told) co_return;
  co_await wait_for_hello();
  if (reader_.ended()) co_return;
  const auto server = tab_->authority->server_for(to.host, wall);
  if (!server) log::warn(kLog, "{} is carried unread: {}", to.text(), server.error().message);
  if (!server || !reader_.pending().starts_with(kTlsHandshake)) {
    co_await tunnel(std::move(to), ConnectAnswer::Sent);
    co_return;
  }
  const auto counts = std::make_shared<ByteCounts>();
  auto stream = (*server)->begin(services_.executor,
                                 std::make_unique<ReaderStream>(shared_from_this(), reader_, *client_, counts), {});
  TunnelRecord row;
  row.kind = TunnelKind::Decrypted;
  row.host = to.host;
  row.port = to.port;
  head_started_ = services_.clock.steady();
  const Result<void> shaken = co_await stream->handshake();
  head_started_.reset();
  if (shaken) {
    ConnectionOrigin origin;
    origin.decrypted = std::move(to);
    co_await run_inner(std::move(stream), std::move(origin));
  } else {
    stream->close(net::Close::Normal);
    row.end = TunnelEnd::HandshakeFailed;
    row.error = shaken.error().message;
  }
  row.sent_bytes = counts->read;
  row.received_bytes = counts->written;
  record_tunnel(std::move(row), wall, started);
}

/// Serves what comes through a CONNECT to our own port as a connection to it.
net::Awaitable<void> Connection::enter() {
  const Result<void> told = co_await client_->write(kConnectEstablished);
  if (!told) co_return;
  auto inside = std::make_unique<ReaderStream>(shared_from_this(), reader_, *client_, std::make_shared<ByteCounts>());
  auto stream = net::make_tls_or_plain(services_.executor, std::move(inside), services_.tls);
  ConnectionOrigin origin;
  origin.own_tunnel = true;
  co_await run_inner(std::move(stream), std::move(origin));
}

net::Awaitable<void> Connection::run_inner(std::unique_ptr<net::Stream> stream, ConnectionOrigin origin) {
  inner_ = std::make_shared<Connection>(services_, tab_, std::move(stream), port_, pool_, caller_, std::move(origin));
  if (finishing_) inner_->finish();
  co_await inner_->run();
  inner_.reset();
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

ExchangeOpened Connection::told_of(RequestHead head, const Route& route, std::string endpoint) const {
  return {tab_->tab,
          tab_->session,
          route.slot(),
          route.upstream.host,
          route.upstream.is_loopback(),
          services_.clock.wall(),
          std::move(head),
          std::move(endpoint),
          caller_};
}

}  // namespace tabacus::analytics
