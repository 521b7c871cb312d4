#include "tests/bench/proxy/scenarios.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "base/text.hpp"
#include "tests/bench/proxy/client.hpp"
#include "tests/bench/proxy/crowd.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/proxy/upstream.hpp"

namespace tabacus::bench {
namespace {

double us(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }
double ms(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

void pause_ms(int time) { std::this_thread::sleep_for(std::chrono::milliseconds{time}); }

/// A number that no other connection of this run bears.
std::int64_t mint_id() {
  static std::int64_t last = 0;
  return ++last;
}

std::int64_t value_of_header(std::string_view head, std::string_view name) {
  const std::string lower = to_lower_ascii(head);
  const std::size_t at = lower.find(to_lower_ascii(name) + ": ");
  if (at == std::string::npos) return 0;
  const std::size_t begin = at + name.size() + 2;
  return parse_int(head.substr(begin, head.find('\r', begin) - begin)).value_or(0);
}

/// Asks the upstream itself; empty when it does not know within a second.
std::optional<std::int64_t> ask(const Scale& scale, std::string_view what, std::int64_t id) {
  Client upstream{*scale.upstream};
  upstream.send(request(*scale.upstream, fmt::format("do={}&of={}", what, id), ""));
  if (upstream.is_silent_for(1000)) return std::nullopt;
  return value_of_header(upstream.read_through("\r\n\r\n"), "X-Value");
}

Figures one_connection(const Target& target, const Scale& scale) {
  const int count = target.is_slow ? 200 : scale.quick ? 1500 : 4000;
  constexpr int kWarmUp = 100;
  Client client{target};
  const std::string bytes = request(target, "do=answer", kSmallRequest);
  std::vector<double> times;
  std::int64_t cpu_before = 0;
  for (int i = 0; i < count + kWarmUp; ++i) {
    if (i == kWarmUp) cpu_before = cpu_ns(target.pid);
    const std::int64_t start = now_ns();
    client.send(bytes);
    (void)client.read_through(kSmallAnswerEnd);
    if (i >= kWarmUp) times.push_back(us(now_ns() - start));
  }
  pause_ms(400);  // what metering and recording still have to do belongs to these requests
  return {{"p50_us", percentile(times, 0.5)},
          {"p99_us", percentile(times, 0.99)},
          {"cpu_us", us(cpu_ns(target.pid) - cpu_before) / count}};
}

Figures many_connections(const Target& target, const Scale& scale) {
  const auto time = std::chrono::milliseconds{scale.quick ? 500 : 1500};
  return {{"requests_per_s", requests_per_second(target, 64, time)}};
}

Figures short_connections(const Target& target, const Scale& scale) {
  return {{"connections_per_s", connections_per_second(target, scale.quick ? 1000 : 2000, 32)}};
}

Figures one_stream(const Target& target, const Scale& scale) {
  const int count = target.is_slow || scale.quick ? 100 : 300;
  const StreamsResult result = follow_streams(target, {.streams = 1, .events = count, .gap_us = 5000});
  return {{"p50_us", percentile(result.delays_us, 0.5)},
          {"p99_us", percentile(result.delays_us, 0.99)},
          {"largest_gap_ms", result.largest_gap_us / 1000}};
}

Figures streams(const Target& target, int count, const Scale& scale) {
  reset_peak(target.pid);
  const std::int64_t cpu_before = cpu_ns(target.pid);
  const int events = scale.quick ? 40 : 100;
  const StreamsResult result = follow_streams(target, {.streams = count, .events = events, .gap_us = 50'000});
  const double idle = result.memory_before_kib;
  Figures figures{{"p50_us", percentile(result.delays_us, 0.5)},
                  {"p99_us", percentile(result.delays_us, 0.99)},
                  // The contract's figures are for five seconds of events.
                  {"cpu_s", static_cast<double>(cpu_ns(target.pid) - cpu_before) / 1e9 * 100 / events}};
  if (target.pid >= 0) {
    figures["peak_mb"] = memory_kib(target.pid, "VmHWM") / 1024;
    figures["kib_per_stream"] = (result.memory_open_kib - idle) / count;
  }
  return figures;
}

Figures streams_200(const Target& target, const Scale& scale) { return streams(target, 200, scale); }
Figures streams_1000(const Target& target, const Scale& scale) { return streams(target, 1000, scale); }

Figures upload(const Target& target, std::size_t megabytes, int count) {
  const std::string words = R"({"role":"user","content":"what a long conversation holds, again and again"},)";
  std::string body = R"({"model":"claude-opus-4-5","max_tokens":16,"messages":[)";
  while (body.size() < megabytes * 1'000'000) body += words;
  body.back() = ']';
  body += '}';
  const std::string bytes = request(target, "do=answer", body);
  Client client{target};
  reset_peak(target.pid);
  std::vector<double> times;
  std::vector<double> first_bytes;
  for (int i = 0; i < count; ++i) {
    const std::int64_t start = now_ns();
    client.send(bytes);
    const std::int64_t first = value_of_header(client.read_through(kSmallAnswerEnd), "X-First-Byte");
    times.push_back(ms(now_ns() - start));
    first_bytes.push_back(ms(first - start));
  }
  return {{"ms", percentile(times, 0.5)},
          {"first_byte_ms", percentile(first_bytes, 0.5)},
          {"peak_mb", memory_kib(target.pid, "VmHWM") / 1024}};
}

Figures upload_2(const Target& target, const Scale&) { return upload(target, 2, target.is_slow ? 3 : 20); }
Figures upload_50(const Target& target, const Scale&) { return upload(target, 50, target.is_slow ? 1 : 3); }

/// A first call, metered and recorded to its end, so that what only the first one allocates is no growth.
void warm_up(const Target& target, Client& client) {
  client.send(request(target, "do=answer", kSmallRequest));
  (void)client.read_through(kSmallAnswerEnd);
  pause_ms(400);
}

Figures bulk(const Target& target, std::int64_t megabytes) {
  Client client{target};
  warm_up(target, client);
  const double memory_before = memory_kib(target.pid, "VmRSS");
  reset_peak(target.pid);
  const std::int64_t cpu_before = cpu_ns(target.pid);
  const std::int64_t start = now_ns();
  client.send(request(target, fmt::format("do=bulk&mb={}", megabytes), kSmallRequest));
  constexpr std::string_view kEnd = "\r\n0\r\n\r\n";
  std::size_t total = 0;
  std::string tail;
  while (!tail.ends_with(kEnd)) {
    const std::string_view bytes = client.read_some();
    if (bytes.empty()) give_up("read all of the answer from " + target.name);
    total += bytes.size();
    tail.append(bytes.substr(bytes.size() - std::min(bytes.size(), kEnd.size())));
    tail.erase(0, tail.size() - std::min(tail.size(), kEnd.size()));
  }
  const double seconds = static_cast<double>(now_ns() - start) / 1e9;
  const double growth = (memory_kib(target.pid, "VmHWM") - memory_before) / 1024;
  pause_ms(100);
  return {{"mb_per_s", static_cast<double>(total) / 1e6 / seconds},
          {"growth_mb", growth},
          {"cpu_s_per_gb", static_cast<double>(cpu_ns(target.pid) - cpu_before) / static_cast<double>(total)}};
}

Figures bulk_100(const Target& target, const Scale&) { return bulk(target, 100); }
Figures bulk_1000(const Target& target, const Scale&) { return bulk(target, 1000); }

/// How long after the client has closed its upstream sees it; a second stands for never.
double time_to_close_ms(const Target& target, const Scale& scale, std::string_view what) {
  const std::int64_t id = mint_id();
  Client client{target};
  client.send(request(target, fmt::format("do={}&n=100000&gap_us=5000&id={}", what, id), kSmallRequest));
  if (what == "stream") (void)client.read_through("@\"");
  pause_ms(20);
  const std::int64_t start = now_ns();
  client.close();
  const auto closed = ask(scale, "closed", id);
  return closed ? ms(*closed - start) : 1000;
}

Figures client_gone(const Target& target, const Scale& scale) {
  std::map<std::string, std::vector<double>> times;
  for (int i = 0; i < 10; ++i)
    for (const std::string what : {"stream", "silent"})
      if (times[what].empty() || times[what].front() < 1000)
        times[what].push_back(time_to_close_ms(target, scale, what));
  return {{"closed_ms", percentile(times["stream"], 0.5)}, {"closed_silent_ms", percentile(times["silent"], 0.5)}};
}

Figures slow_client(const Target& target, const Scale& scale) {
  const std::int64_t id = mint_id();
  Client client{target};
  warm_up(target, client);
  const double memory_before = memory_kib(target.pid, "VmRSS");
  client.send(request(target, fmt::format("do=bulk&mb=500&id={}", id), kSmallRequest));
  pause_ms(100);
  std::int64_t read = 0;
  for (int i = 0; i < 50; ++i) {
    read += static_cast<std::int64_t>(client.read_some().size());
    pause_ms(10);
  }
  const std::int64_t written = ask(scale, "written", id).value_or(0);
  return {{"held_mb", static_cast<double>(written - read) / 1e6},
          {"growth_mb", (memory_kib(target.pid, "VmRSS") - memory_before) / 1024}};
}

std::string masked_text(std::string_view text) {
  std::string frame{'\x81', static_cast<char>(0x80 | text.size()), 1, 2, 3, 4};
  for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ static_cast<char>(i % 4 + 1));
  return frame;
}

Figures websocket(const Target& target, const Scale& scale) {
  const int count = scale.quick ? 1000 : 3000;
  Client client{target};
  client.send(
      fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                  target.websocket_path, target.port));
  (void)client.read_through("\r\n\r\n");
  const std::string bytes = masked_text(R"({"type":"response.create","model":"gpt-5","input":"a small question"})");
  std::vector<double> times;
  const std::int64_t cpu_before = cpu_ns(target.pid);
  for (int i = 0; i < count; ++i) {
    const std::int64_t start = now_ns();
    client.send(bytes);
    (void)client.read_through(kSmallAnswerEnd);
    times.push_back(us(now_ns() - start));
  }
  pause_ms(200);
  return {{"p50_us", percentile(times, 0.5)}, {"cpu_us", us(cpu_ns(target.pid) - cpu_before) / count}};
}

constexpr Scenario kScenarios[] = {
    {"S1", "one connection, small requests", one_connection, UpstreamKind::Plain, Peers::All},
    {"S2", "64 connections", many_connections},
    {"S3", "one stream, an event each 5 ms", one_stream, UpstreamKind::Plain, Peers::All, 3},
    {"S4a", "200 streams of 20 events/s", streams_200, UpstreamKind::Plain, Peers::Fast, 3},
    {"S4b", "1,000 streams of 20 events/s", streams_1000, UpstreamKind::Plain, Peers::Fast, 3},
    {"S5a", "request of 2 MB", upload_2, UpstreamKind::Plain, Peers::All},
    {"S5b", "request of 50 MB", upload_50},
    {"S6", "stream of 100 MB", bulk_100},
    {"S6-1GB", "stream of 1 GB", bulk_1000, UpstreamKind::Plain, Peers::Fast, 1},
    {"S7", "the client goes away", client_gone, UpstreamKind::Plain, Peers::Fast, 3},
    {"S8", "slow client, fast upstream", slow_client, UpstreamKind::Plain, Peers::Fast, 1},
    {"S9", "short connections, 32 at a time", short_connections},
    {"S10", "WebSocket round trips", websocket},
    {"TLS-S1", "TLS upstream: one connection, small requests", one_connection, UpstreamKind::Tls},
    {"TLS-S6", "TLS upstream: stream of 100 MB", bulk_100, UpstreamKind::Tls},
};

}  // namespace

std::span<const Scenario> scenarios() { return kScenarios; }

}  // namespace tabacus::bench
