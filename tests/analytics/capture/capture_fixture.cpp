#include "tests/analytics/capture/capture_fixture.hpp"

#include <future>
#include <map>

namespace tabacus::analytics::test {
namespace {

net::Awaitable<void> close_listener(std::shared_ptr<TabListener> listener, std::promise<void>& closed) {
  co_await listener->close(std::chrono::milliseconds{2000});
  closed.set_value();
}

void add(TappedExchange& exchange, TapEvent event) {
  if (auto* opened = std::get_if<ExchangeOpened>(&event.what)) exchange.opened = std::move(*opened);
  if (auto* started = std::get_if<ResponseStarted>(&event.what)) exchange.response = std::move(started->head);
  if (auto* body = std::get_if<BodyBytes>(&event.what))
    (body->direction == Direction::ToClient ? exchange.response_body : exchange.request_body) += body->bytes;
  if (std::holds_alternative<BodyEnded>(event.what)) ++exchange.bodies_ended;
  if (auto* closed = std::get_if<ExchangeClosed>(&event.what)) exchange.closed = std::move(*closed);
}

}  // namespace

void CaptureFixture::TearDown() {
  close_port();
  thread_.reset();
  upstream_.reset();
}

void CaptureFixture::start_upstream(FakeUpstream::Script script) {
  upstream_ = std::make_unique<FakeUpstream>(std::move(script));
}

void CaptureFixture::serve_upstream(FakeUpstream::Script script) {
  start_upstream(std::move(script));
  open_port(upstream_->url());
}

void CaptureFixture::open_port(const std::string& upstream_url) {
  CaptureTab tab{TabId::mint(), TabSessionId::mint(), random_token(24), {}};
  tab.routes["anthropic"] =
      Route{provider_of_slot("anthropic"), parse_upstream_url(upstream_url).value(), upstream_url};
  listener_ = TabListener::open(services_, std::move(tab)).value();
  thread_->run([this] { listener_->start(); });
}

void CaptureFixture::close_port() {
  if (!listener_) return;
  std::promise<void> closed;
  thread_->post([&] { net::spawn(thread_->executor(), close_listener(std::move(listener_), closed)); });
  closed.get_future().wait();
}

std::string CaptureFixture::head(std::string_view method, std::string_view path, std::string_view fields) const {
  return fmt::format("{} /{}/anthropic{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}\r\n", method, token(), path, port(),
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
