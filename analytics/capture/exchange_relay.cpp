#include "analytics/capture/exchange_relay.hpp"

#include <algorithm>
#include <cstring>

#include "analytics/capture/budget_gate.hpp"
#include "analytics/capture/client_pump.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kLargestBuffer = 64 * 1024;
// A request that may have to be sent again on a fresh connection is kept up to this size.
constexpr std::size_t kMaxRetained = 1024 * 1024;
// How long an answered request may go on being sent before its connections are closed.
constexpr std::chrono::milliseconds kPatienceAfterAnswer{1000};

}  // namespace

ExchangeRelay::ExchangeRelay(CaptureServices& services, const CaptureTab& tab, net::Stream& client,
                             ClientReader& reader, UpstreamPool& pool, GrowingBuffer& buffer, ExchangeRequest request)
    : services_{services},
      tab_{tab},
      client_{client},
      reader_{reader},
      pool_{pool},
      request_{std::move(request)},
      method_{request_.message.head.method},
      credentials_{tab.credentials ? LiveCredentials::of(request_.message.head.headers) : Headers{}},
      tap_{services, tab},
      request_framer_{request_.message.body},
      pump_ended_{services.executor},
      buffer_{buffer} {}

net::Awaitable<ExchangeResult> ExchangeRelay::run() {
  if (tab_.asks_for_usage && !tab_.is_paused()) asking_ = usage_asking_of(request_);
  if (asking_ != nullptr) co_await read_to_ask();
  if (failure_ || interrupted_ || request_cut_) co_return conclude();
  upstream_ = pool_.take_idle(request_.route->upstream);
  if (upstream_) {
    co_await attempt();
    if (!may_retry()) co_return conclude();
    failure_.reset();
  }
  const bool connected = co_await connect();
  if (connected) co_await attempt();
  co_return conclude();
}

/// Reads the request before anything is sent of it: only its whole body tells whether to ask.
net::Awaitable<void> ExchangeRelay::read_to_ask() {
  std::string raw;
  std::vector<std::string_view> payload;
  while (!request_complete() && raw.size() <= kMaxAskingRequestBytes && !interrupted_) {
    if (reader_.pending().empty()) co_await reader_.wait();
    const std::string_view pending = reader_.pending();
    request_cut_ = pending.empty() && reader_.ended();
    if (request_cut_) co_return;
    payload.clear();
    const auto taken = request_framer_.feed(pending, payload);
    if (!taken) {
      fail_exchange(ExchangeEnd::Refused, {400, "bad_request", taken.error().message});
      co_return;
    }
    for (const std::string_view piece : payload) first_body_.append(piece);
    raw.append(pending.substr(0, *taken));
    reader_.consume(*taken);
  }
  request_.head_complete = services_.clock.steady();  // the time until then was the client's
  auto asked = request_complete() ? ask_for_usage(request_, first_body_, *asking_) : std::nullopt;
  if (!asked) asking_ = nullptr;
  sent_ = asked ? std::move(asked->head) + asked->body : request_.raw_head + raw;
  if (asked) first_body_ = std::move(asked->body);
}

void ExchangeRelay::interrupt(Interrupt why) {
  // On a switched connection the client's last bytes may still be on their way; the pump ends after them.
  if (switched_ && why == Interrupt::ClientGone) return;
  interrupted_ = true;
  dial_stop_.request();
  if (upstream_) upstream_->stream->close(net::Close::Reset);
}

void ExchangeRelay::fail_exchange(ExchangeEnd end, OwnAnswer answer) {
  if (!failure_) failure_ = Failure{end, std::move(answer)};
}

/// What is decrypted is counted as the tunnel it came through.
std::optional<TunnelRecord> ExchangeRelay::row_of(const UpstreamUrl& upstream) const {
  if (upstream.tls) return std::nullopt;
  TunnelRecord row;
  row.tab = tab_.tab;
  row.kind = TunnelKind::Request;
  row.host = upstream.host;
  row.port = upstream.port;
  row.started_at = services_.clock.wall();
  return row;
}

void ExchangeRelay::open_tap() {
  if (std::exchange(opened_, true)) return;
  const UpstreamUrl& upstream = request_.route->upstream;
  if (request_.route->provider == nullptr) {
    tap_.counted(row_of(upstream), request_.started);
    return;
  }
  ExchangeOpened opened{tab_.tab,
                        tab_.session,
                        request_.route->slot(),
                        upstream.host,
                        upstream.is_loopback(),
                        services_.clock.wall(),
                        std::move(request_.message.head),
                        std::move(request_.endpoint),
                        request_.caller,
                        request_.message.wants_websocket,
                        false,
                        request_.budget_ticket,
                        asking_ != nullptr};
  if (opened.wants_websocket && opened.budget_ticket != 0) as_opened_ = opened;
  tap_.opened(std::move(opened), request_.started);
}

net::Awaitable<bool> ExchangeRelay::connect() {
  const Route& route = *request_.route;
  auto connection = co_await pool_.connect(route.upstream, route.refuses, dial_stop_);
  if (!connection) {
    OwnAnswer answer = unreachable(connection.error());
    const ExchangeEnd end = is_refusal(answer) ? ExchangeEnd::Refused : ExchangeEnd::NoUpstream;
    fail_exchange(end, std::move(answer));
    co_return false;
  }
  upstream_ = std::move(*connection);
  closed_.connect = upstream_->connect;
  closed_.tls = upstream_->tls;
  co_return !interrupted_;
}

/// The whole exchange over the upstream connection at hand.
net::Awaitable<void> ExchangeRelay::attempt() {
  const bool started = co_await send_start();
  if (started) {
    if (!request_complete()) {
      pump_running_ = true;
      net::spawn(services_.executor, pump_body());
    }
    co_await relay_answer();
  }
  co_await stop_pump();
}

/// The head, and what has come of the body, in one write.
net::Awaitable<bool> ExchangeRelay::send_start() {
  std::string_view body;
  std::vector<std::string_view> payload;
  if (sent_.empty()) {
    const auto taken = request_framer_.feed(reader_.pending(), payload);
    if (!taken) {
      fail_exchange(ExchangeEnd::Refused, {400, "bad_request", taken.error().message});
      co_return false;
    }
    body = reader_.pending().substr(0, *taken);
    sent_ = std::move(request_.raw_head);
    sent_.append(body);
  }
  const Result<void> written = co_await upstream_->stream->write(sent_);
  const auto ours = services_.clock.steady() - request_.head_complete;
  closed_.overhead = ours - closed_.connect.value_or(Nanoseconds{}) - closed_.tls.value_or(Nanoseconds{});

  const bool first_time = !opened_;
  if (first_time && !first_body_.empty()) payload.push_back(first_body_);
  open_tap();
  tap_.body(Direction::ToUpstream, payload);
  if (first_time && request_complete()) tap_.body_ended(Direction::ToUpstream);
  first_body_ = std::string{};
  reader_.consume(body.size());
  if (!upstream_->reused) retains_ = false;
  if (!retains_) sent_ = std::string{};
  // A peer that closed while we wrote may have answered before: its answer is read all the same.
  co_return written.has_value() || !upstream_->reused;
}

void ExchangeRelay::retain(std::string_view bytes) {
  if (!retains_) return;
  retains_ = sent_.size() + bytes.size() <= kMaxRetained;
  if (retains_)
    sent_.append(bytes);
  else
    sent_ = std::string{};
}

/// The rest of the request's body. Ends early when the upstream takes no more: its answer may explain why.
net::Awaitable<void> ExchangeRelay::pump_body() {
  std::vector<std::string_view> payload;
  while (!request_complete() && !pump_stopping_ && !request_cut_) {
    co_await reader_.wait();
    const std::string_view pending = reader_.pending();
    if (pending.empty()) {
      request_cut_ = reader_.ended();
      continue;
    }
    payload.clear();
    const auto taken = request_framer_.feed(pending, payload);
    if (!taken) {
      fail_exchange(ExchangeEnd::Refused, {400, "bad_request", taken.error().message});
      break;
    }
    const std::string_view bytes = pending.substr(0, *taken);
    retain(bytes);
    const Result<void> written = co_await upstream_->stream->write(bytes);
    tap_.body(Direction::ToUpstream, payload);
    reader_.consume(bytes.size());
    // Also when writing failed: a second attempt sends what was read, and reads no more.
    if (request_complete()) tap_.body_ended(Direction::ToUpstream);
    if (!written) break;
  }
  if (request_cut_ || failure_) upstream_->stream->close(net::Close::Reset);
  pump_running_ = false;
  pump_ended_.notify();
}

/// After a 101: whatever the client sends, until it ends.
net::Awaitable<void> ExchangeRelay::pump_raw() {
  PumpedBytes bytes;
  bytes.sent = [this](std::string_view sent) { tap_.body(Direction::ToUpstream, {&sent, 1}); };
  if (turns_) {
    bytes.before = [this] { return services_.budgets->catch_up(tab_.tab); };
    bytes.may_pass = [this](std::string_view come) { return turns_->from_client(come); };
  }
  co_await pump_client(reader_, *upstream_->stream, pump_stopping_, std::move(bytes));
  pump_running_ = false;
  pump_ended_.notify();
}

net::Awaitable<void> ExchangeRelay::stop_pump() {
  if (pump_running_ && answer_complete_ && !switched_) co_await pump_ended_.wait_for(kPatienceAfterAnswer);
  pump_stopping_ = true;
  if (pump_running_) upstream_->stream->close(net::Close::Reset);
  while (pump_running_) {
    reader_.wake();
    co_await pump_ended_.wait_for(std::chrono::milliseconds{100});
  }
  pump_stopping_ = false;
}

/// RFC 9112 section 9.3.1: a kept connection may be closed just as it is used again. Only then, and only before a byte
/// of an answer came, is a request sent a second time.
bool ExchangeRelay::may_retry() const {
  return upstream_->reused && retains_ && !answer_begun_ && !interrupted_ && !reader_.gone() &&
         (!failure_ || failure_->end != ExchangeEnd::Refused);
}

/// Reads more of the answer; 0 when there will be none.
net::Awaitable<std::size_t> ExchangeRelay::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.grow(buffer_.size() * 2);
  const Result<std::size_t> got = co_await upstream_->stream->read_some({buffer_.data() + end_, buffer_.size() - end_});
  read_failed_ = !got.has_value();
  if (read_failed_) co_return 0;
  if (*got > 0 && !std::exchange(answer_begun_, true)) {
    retains_ = false;
    sent_ = std::string{};
  }
  end_ += *got;
  co_return *got;
}

net::Awaitable<bool> ExchangeRelay::write_client(std::string_view bytes) {
  client_touched_ = true;
  const Result<void> written = co_await client_.write(bytes);
  if (!written) client_lost_ = true;
  co_return written.has_value();
}

/// What the client gets in place of `bytes`, a head and the payload at hand.
std::string_view ExchangeRelay::without_hidden(std::string_view bytes, std::size_t head_size, bool done) {
  if (!hiding_) return bytes;
  passed_.assign(bytes.substr(0, head_size));
  passed_ += hiding_->pass(payload_, done);
  return passed_;
}

/// Passes interim heads on and returns the final one, still unsent at the start of available().
net::Awaitable<std::optional<ResponseMessage>> ExchangeRelay::relay_heads(std::size_t& head_size) {
  HeadScanner scanner;
  for (;;) {
    const auto end = scanner.find_end(available());
    if (!end) {
      fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_invalid", "its answer: " + end.error().message});
      co_return std::nullopt;
    }
    if (!*end) {
      const std::size_t got = co_await fill();
      if (got > 0) continue;
      fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_failed", "the upstream closed without an answer"});
      co_return std::nullopt;
    }
    head_size = **end;
    auto message = parse_response_head(available().substr(0, head_size), method_);
    if (!message) {
      fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_invalid", "its answer: " + message.error().message});
      co_return std::nullopt;
    }
    if (!message->is_interim()) co_return std::move(*message);
    const bool written = co_await write_client(available().substr(0, head_size));
    if (!written) co_return std::nullopt;
    begin_ += head_size;
    scanner.reset();
  }
}

/// Sends on what is available of the head and body in one write, then taps it. False: the exchange is over.
net::Awaitable<bool> ExchangeRelay::relay_piece(std::size_t head_size, BodyFramer& framer, ResponseMessage* head) {
  payload_.clear();
  const auto taken = framer.feed(available().substr(head_size), payload_);
  if (!taken) {
    fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_invalid", "its answer: " + taken.error().message});
    co_return false;
  }
  const std::size_t size = head_size + *taken;
  const std::string_view bytes = without_hidden(available().substr(0, size), head_size, framer.done());
  if (!bytes.empty()) {
    const bool written = co_await write_client(bytes);
    if (!written) co_return false;
  }
  if (head != nullptr) tap_.response(std::move(head->head));
  tap_.body(Direction::ToClient, payload_);
  begin_ += size;
  if (begin_ == end_ && end_ == buffer_.size() && buffer_.size() < kLargestBuffer) buffer_.grow(buffer_.size() * 2);
  co_return true;
}

net::Awaitable<void> ExchangeRelay::relay_answer() {
  std::size_t head_size = 0;
  auto head = co_await relay_heads(head_size);
  if (!head) co_return;
  const int status = head->head.status;
  const bool keeps_alive = head->keep_alive;
  if (tab_.credentials && status < 400 && credentials_.size() > 0)
    tab_.credentials->note(request_.route->upstream.authority(), std::move(credentials_), services_.clock.steady());
  if (status == 101 && !request_.message.wants_websocket) {
    fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_invalid", "it switched protocols unasked"});
    co_return;
  }
  BodyFramer framer{head->body};
  if (status == 101) guard_turns(head->head);
  if (asking_ != nullptr) hiding_ = UsageHiding::of(*head, *asking_);
  bool going = co_await relay_piece(head_size, framer, &*head);
  if (!going) co_return;
  if (status == 101) {
    co_await relay_raw();
    co_return;
  }
  while (!framer.done()) {
    const std::size_t got = co_await fill();
    if (got == 0) {
      if (framer.ends_with_connection() && !read_failed_) {
        payload_.clear();
        const std::string_view rest = without_hidden({}, 0, true);
        if (rest.empty()) break;
        going = co_await write_client(rest);
        if (!going) co_return;
        break;
      }
      fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_failed", "the upstream cut its answer short"});
      co_return;
    }
    going = co_await relay_piece(0, framer, nullptr);
    if (!going) co_return;
  }
  answer_complete_ = true;
  upstream_reusable_ = keeps_alive && begin_ == end_;
  tap_.body_ended(Direction::ToClient);
}

/// On a socket each turn is asked about; one that is refused ends the socket once the upstream is between messages.
void ExchangeRelay::guard_turns(const ResponseHead& head) {
  if (services_.budgets == nullptr || request_.budget_ticket == 0) return;
  turns_ = TurnGate::of(head.headers, *request_.route->provider, [this] {
    turn_refusal_ =
        services_.budgets->pass_turn(request_.budget_ticket, *request_.route->provider, as_opened_->request.headers);
    if (turn_refusal_ && turns_->may_speak()) upstream_->stream->close(net::Close::Reset);
    return !turn_refusal_;
  });
}

net::Awaitable<void> ExchangeRelay::refuse_turn() {
  const Provider& provider = *request_.route->provider;
  const std::string body =
      provider.error_body(turn_refusal_->status, turn_refusal_->type, "tabacus: " + turn_refusal_->message);
  const std::string told = refusal_on_socket(provider, turn_refusal_->status, body);
  as_opened_->budget_ticket = 0;  // the socket's, which it ends
  as_opened_->wall = services_.clock.wall();
  tell_of_refusal(services_, tab_, std::move(*as_opened_), ExchangeEnd::OverBudget, *turn_refusal_);
  const bool written = co_await write_client(told);
  answer_complete_ = written;
  tap_.body_ended(Direction::ToClient);
}

/// After a 101: whatever the upstream sends, until it ends.
net::Awaitable<void> ExchangeRelay::relay_raw() {
  switched_ = true;
  pump_running_ = true;
  net::spawn(services_.executor, pump_raw());
  BodyFramer endless{{BodyKind::UntilClose}};
  for (;;) {
    if (begin_ < end_) {
      if (turns_) turns_->from_upstream(available());
      const bool going = co_await relay_piece(0, endless, nullptr);
      if (!going) co_return;
    }
    if (turn_refusal_ && turns_->may_speak()) break;
    const std::size_t got = co_await fill();
    if (got == 0) break;
  }
  if (turn_refusal_ && turns_->may_speak()) {
    co_await refuse_turn();
    co_return;
  }
  if (interrupted_ || reader_.gone()) co_return;
  if (read_failed_) {
    fail_exchange(ExchangeEnd::UpstreamCut, {502, "upstream_failed", "the upstream broke the connection"});
    co_return;
  }
  answer_complete_ = true;
  tap_.body_ended(Direction::ToClient);
}

ExchangeResult ExchangeRelay::conclude() {
  open_tap();
  ExchangeResult result{Next::Reset, std::nullopt};
  const bool client_left = client_lost_ || reader_.gone();
  if (answer_complete_) {
    const bool is_last = !request_.message.keep_alive && request_complete();
    const bool goes_on = keep_upstream() && request_.message.keep_alive;
    result.next = goes_on ? Next::NextRequest : is_last ? Next::CloseAtOnce : Next::Close;
  } else if (client_left || interrupted_ || request_cut_ || !failure_) {
    closed_.end = ExchangeEnd::ClientGone;
    closed_.error = client_left    ? "the client closed its connection"
                    : interrupted_ ? "the tab was closed"
                                   : "the client ended its request half-way";
  } else {
    closed_.end = failure_->end;
    closed_.error = failure_->answer.message;
    if (!client_touched_) {
      tap_.response({failure_->answer.status, std::string{reason_phrase(failure_->answer.status)}, {}});
      result = {Next::Close, std::move(failure_->answer)};
    }
  }
  if (upstream_) upstream_->stream->close(net::Close::Normal);
  if (buffer_.size() > kFirstBuffer) buffer_ = GrowingBuffer{kFirstBuffer};
  tap_.closed(std::move(closed_));
  return result;
}

/// True when both connections stand at the start of a next exchange; the upstream's is in the pool then.
bool ExchangeRelay::keep_upstream() {
  if (!request_complete() || !upstream_reusable_) return false;
  pool_.keep(request_.route->upstream, std::move(upstream_));
  return true;
}

}  // namespace tabacus::analytics
