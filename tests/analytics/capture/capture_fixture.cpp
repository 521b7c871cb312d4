#include "tests/analytics/capture/capture_fixture.hpp"

#include <future>
#include <map>

namespace tabacus::analytics::test {
namespace {

net::Awaitable<void> close_listener(std::shared_ptr<TabListener> listener, std::chrono::milliseconds grace,
                                    std::promise<void>& closed) {
  co_await listener->close(grace);
  closed.set_value();
}

void add(TappedExchange& exchange, TapEvent event) {
  if (auto* opened = std::get_if<ExchangeOpened>(&event.what)) exchange.opened = std::move(*opened);
  if (auto* started = std::get_if<ResponseStarted>(&event.what)) exchange.response = std::move(started->head);
  if (auto* body = std::get_if<BodyBytes>(&event.what)) {
    exchange.lossy |= body->gap_before;
    exchange.lost_bytes += body->lost_bytes;
    (body->direction == Direction::ToClient ? exchange.response_body : exchange.request_body) += body->bytes;
  }
  if (auto* ended = std::get_if<BodyEnded>(&event.what)) {
    exchange.lossy |= ended->gap_before;
    exchange.lost_bytes += ended->lost_bytes;
    ++exchange.bodies_ended;
  }
  if (auto* closed = std::get_if<ExchangeClosed>(&event.what)) exchange.closed = std::move(*closed);
}

}  // namespace

CaptureFixture::CaptureFixture() = default;
CaptureFixture::~CaptureFixture() = default;

void CaptureFixture::TearDown() {
  close_port();
  thread_.reset();
  upstream_.reset();
  std::filesystem::remove(authority_file_);
}

Result<std::vector<std::string>> CaptureFixture::look_up(const std::string& name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return fail(ErrorCode::NotFound, "resolve: no such name");
  return found->second;
}

void CaptureFixture::start_upstream(FakeUpstream::Script script) {
  upstream_ = std::make_unique<FakeUpstream>(std::move(script));
}

void CaptureFixture::serve_upstream(FakeUpstream::Script script) {
  start_upstream(std::move(script));
  open_port(upstream_->url());
}

void CaptureFixture::speak_tls(const net::Credential& credential) {
  services_.tls = net::TlsServer::make(credential, nullptr).value();
}

void CaptureFixture::open_port(const std::string& upstream_url) {
  CaptureTab tab{TabId::mint(), TabSessionId::mint(), random_token(24), {}};
  tab.asks_for_usage = asks_for_usage_;
  tab.routes[slot_] = Route{provider_of_slot(slot_), parse_upstream_url(upstream_url).value(), upstream_url};
  tab.is_forward_proxy = is_forward_proxy_;
  tab.authority = authority_;
  services_.tunnels = &tunnel_log_;
  tab.proxy = proxy_;
  listener_ = TabListener::open(services_, std::move(tab)).value();
  thread_->run([this] { listener_->start(); });
}

void CaptureFixture::close_port(std::chrono::milliseconds grace) {
  if (!listener_) return;
  std::promise<void> closed;
  thread_->post([&] { net::spawn(thread_->executor(), close_listener(std::move(listener_), grace, closed)); });
  closed.get_future().wait();
}

void CaptureFixture::let_hours_pass() {
  RawSocket unfinished = connect();  // a head that has begun is what has a limit
  unfinished.send("GET");
  RawSocket other = connect();  // answered by the port itself, after it has read what came before
  other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  (void)other.read_until("\r\n\r\n");
  bool acted = false;
  for (int attempts = 0; attempts < 6 && !acted; ++attempts) {  // should it begin only after the first
    clock_.advance(std::chrono::hours{1});
    acted = unfinished.closes_within(std::chrono::milliseconds{1500});
  }
  EXPECT_TRUE(acted);
}

std::string CaptureFixture::head(std::string_view method, std::string_view path, std::string_view fields) const {
  return fmt::format("{} /{}/{}{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}\r\n", method, token(), slot_, path, port(),
                     fields);
}

std::string CaptureFixture::post(std::string_view path, std::string_view body) const {
  return head("POST", path, fmt::format("Content-Length: {}\r\n", body.size())).append(body);
}

std::vector<TappedExchange> CaptureFixture::close_and_collect() {
  close_port();
  tap_.close();
  std::map<ExchangeId, TappedExchange> exchanges;
  for (auto events = tap_.take(); !events.empty(); events = tap_.take())
    for (TapEvent& event : events) add(exchanges[event.exchange], std::move(event));
  std::vector<TappedExchange> in_order;
  for (auto& [id, exchange] : exchanges) in_order.push_back(std::move(exchange));
  return in_order;
}

}  // namespace tabacus::analytics::test
