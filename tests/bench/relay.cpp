// What a proxy adds to a call, in three roles so that each runs in a process of its own: an upstream, our proxy with
// metering and recording on, and the load that measures. Driven by tests/bench/peers/relay.
//   bench_relay upstream            prints its port, serves until stdin ends
//   bench_relay proxy UPSTREAM DIR  prints "PORT /TOKEN/anthropic", serves until stdin ends
//   bench_relay load PORT PREFIX    prints one JSON line: request and event delays in microseconds
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "analytics/api/engine.hpp"
#include "base/text.hpp"
#include "tests/support/fake_upstream.hpp"

namespace {

using namespace tabacus;
using tabacus::test::FakeUpstream;
using tabacus::test::RawSocket;

constexpr int kRequests = 3000;
constexpr int kEvents = 300;
constexpr std::chrono::milliseconds kEventPause{5};

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

constexpr std::string_view kAnswer =
    R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-5","content":[{"type":"text","text":"ok"}],)"
    R"("stop_reason":"end_turn","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":3}})";
constexpr std::string_view kRequest =
    R"({"model":"claude-opus-4-5","max_tokens":16,"messages":[{"role":"user","content":"a small question"}]})";

std::string chunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

/// Events that carry the moment at which they were sent.
void stream_events(RawSocket& client) {
  client.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < kEvents; ++i) {
    std::this_thread::sleep_for(kEventPause);
    client.send(
        chunk(fmt::format("event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,"
                          "\"delta\":{{\"type\":\"text_delta\",\"text\":\"@{}@\"}}}}\n\n",
                          now_ns())));
  }
  client.send("0\r\n\r\n");
}

void serve_upstream(RawSocket& client) {
  for (;;) {
    const std::string head = tabacus::test::read_head(client);
    if (head.empty()) return;
    (void)client.read_exactly(kRequest.size());
    if (head.find("stream") != std::string::npos)
      stream_events(client);
    else
      client.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                              kAnswer.size(), kAnswer));
  }
}

void wait_for_end_of_input() {
  while (std::getchar() != EOF) {
  }
}

int run_upstream() {
  const FakeUpstream upstream{[](RawSocket& client, int) { serve_upstream(client); }};
  fmt::print("{}\n", upstream.port());
  std::fflush(stdout);
  wait_for_end_of_input();
  std::_Exit(0);  // connections may still be open; nothing here is worth an orderly end
}

int run_proxy(const std::string& upstream, const char* directory) {
  const auto engine = analytics::Engine::open({directory, {}}).value();
  analytics::TabOptions tab{TabId::mint(), TabSessionId::mint(), "bench", "/", {}};
  tab.inherited.emplace_back("ANTHROPIC_BASE_URL", upstream);
  const auto endpoint = engine->open_tab(tab).value();
  for (const auto& [name, value] : endpoint.environment)
    if (name == "ANTHROPIC_BASE_URL") fmt::print("{} {}\n", endpoint.port, value.substr(value.find('/', 7)));
  std::fflush(stdout);
  wait_for_end_of_input();
  engine->close();
  const auto health = engine->health();
  const auto stats = engine->stats(tab.tab);
  fmt::print(stderr, "proxy: {} calls, {} without usage, {} tap gaps, {} dropped\n", stats ? stats->calls : 0,
             stats ? stats->without_usage : 0, health.tap_gaps, health.calls_dropped);
  return health.tap_gaps + health.calls_dropped == 0 ? 0 : 1;
}

std::string request(std::uint16_t port, std::string_view prefix, std::string_view query) {
  return fmt::format("POST {}/v1/messages{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n{}", prefix,
                     query, port, kRequest.size(), kRequest);
}

std::vector<double> request_times_us(std::uint16_t port, std::string_view prefix) {
  RawSocket client = RawSocket::connect(port);
  const std::string bytes = request(port, prefix, "");
  std::vector<double> times;
  for (int i = 0; i < kRequests + 200; ++i) {
    const std::int64_t start = now_ns();
    client.send(bytes);
    const std::string answer = client.read_until("\"output_tokens\":3}}");
    if (!answer.ends_with("}}")) return {};
    if (i >= 200) times.push_back(static_cast<double>(now_ns() - start) / 1000);  // the first ones warm up
  }
  return times;
}

std::vector<double> event_delays_us(std::uint16_t port, std::string_view prefix) {
  RawSocket client = RawSocket::connect(port);
  client.send(request(port, prefix, "?stream"));
  std::vector<double> delays;
  for (int i = 0; i < kEvents; ++i) {
    (void)client.read_until("@");
    const std::string sent = client.read_until("@");
    if (sent.size() < 2) return {};
    const auto sent_ns = parse_int(std::string_view{sent}.substr(0, sent.size() - 1));
    delays.push_back(static_cast<double>(now_ns() - sent_ns.value_or(0)) / 1000);
  }
  return delays;
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

int run_load(std::uint16_t port, std::string_view prefix) {
  const auto requests = request_times_us(port, prefix);
  const auto events = event_delays_us(port, prefix);
  if (requests.empty() || events.empty()) return fmt::print(stderr, "bench_relay: no answer\n"), 1;
  fmt::print(
      "{{\"request_p50_us\":{:.1f},\"request_p99_us\":{:.1f},\"event_p50_us\":{:.1f},\"event_p99_us\":{:.1f}}}\n",
      percentile(requests, 0.5), percentile(requests, 0.99), percentile(events, 0.5), percentile(events, 0.99));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view role = argc > 1 ? argv[1] : "";
  if (role == "upstream") return run_upstream();
  if (role == "proxy" && argc == 4) return run_proxy(argv[2], argv[3]);
  if (role == "load" && argc == 4) return run_load(static_cast<std::uint16_t>(parse_int(argv[2]).value_or(0)), argv[3]);
  fmt::print(stderr, "usage: bench_relay upstream | proxy UPSTREAM DIRECTORY | load PORT PREFIX\n");
  return 2;
}
