// The live feed while many streams run through a real `tabacus run`: how long after its end a call is told to a reader,
// and what readers cost the streams, in paired runs that take turns.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "tests/bench/proxy/client.hpp"
#include "tests/bench/proxy/crowd.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/serve/inspector_process.hpp"
#include "tests/bench/serve/parts.hpp"

namespace tabacus::bench {
namespace {

constexpr int kProbes = 60;
constexpr int kReaders = 4;
constexpr StreamsPlan kLong{.streams = 1, .events = 400, .gap_us = 100'000};
constexpr StreamsPlan kShort{.streams = 1, .events = 60, .gap_us = 100'000};

struct Upstream {
  testing::Process process;
  std::uint16_t port = 0;

  Upstream(const std::string& certificate, const std::string& key)
      : process{{own_path(), "upstream", certificate, key}} {
    port = static_cast<std::uint16_t>(parse_int(split(process.read_line(), ' ').front()).value_or(0));
    if (port == 0) give_up("start the upstream");
  }
};

/// A small call in a session of its name, from its request to its answer's last byte; when that came.
std::int64_t probe(const Target& target, const std::string& session) {
  constexpr std::string_view kBody =
      R"({"model":"claude-opus-4-5","max_tokens":16,"messages":[{"role":"user","content":"a small question"}]})";
  Client client{target};
  client.send(
      fmt::format("POST {}?do=answer HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n"
                  "x-session-id: {}\r\nContent-Length: {}\r\n\r\n{}",
                  target.path, target.port, session, kBody.size(), kBody));
  static_cast<void>(client.read_through("\"output_tokens\":3}}"));
  return now_ns();
}

StreamsPlan with_streams(StreamsPlan plan, int streams) {
  plan.streams = streams;
  return plan;
}

void measure_delay(const Settings& settings, const Target& target, const InspectorProcess& inspector,
                   std::string_view beside, int streams, ServeReport& report) {
  std::atomic<bool> ends = false;
  std::thread crowd{[&] {
    while (streams > 0 && !ends) static_cast<void>(follow_streams(target, with_streams(kLong, streams)));
  }};
  if (streams > 0) std::this_thread::sleep_for(std::chrono::seconds{5});
  test::RawSocket reader = inspector.follow();
  std::vector<double> delays;
  for (int i = 0; i < kProbes; ++i) {
    const std::string session = fmt::format("probe-{}-{}-{}", settings.pairs, streams, i);
    const std::int64_t ended = probe(target, session);
    if (!reader.read_until(session).ends_with(session)) give_up("be told of a call");
    delays.push_back(static_cast<double>(now_ns() - ended) / 1e6);
    std::this_thread::sleep_for(std::chrono::milliseconds{60 + 7 * (i % 10)});
  }
  ends = true;
  crowd.join();
  report.figure(fmt::format("live feed beside {}, p50 ms after the call's end", beside), percentile(delays, 0.5), 50);
  report.figure(fmt::format("live feed beside {}, p95 ms", beside), percentile(delays, 0.95));
}

void measure_cost(const Settings& settings, const Target& target, const InspectorProcess& inspector,
                  ServeReport& report) {
  std::vector<double> ratios;
  const auto delay = [&] {
    return percentile(follow_streams(target, with_streams(kShort, settings.streams)).delays_us, 0.5);
  };
  for (int pair = 0; pair < settings.pairs; ++pair) {
    double with = 0, without = 0;
    // Which comes first changes, so that neither always meets a warmer machine.
    for (const bool reads : {pair % 2 == 0, pair % 2 != 0}) {
      std::atomic<bool> ends = false;
      std::vector<std::thread> readers;
      for (int i = 0; reads && i < kReaders; ++i)
        readers.emplace_back([&] {
          test::RawSocket socket = inspector.follow();
          while (!ends) static_cast<void>(socket.read_until("\n\n"));  // who meters is told each second
        });
      (reads ? with : without) = delay();
      ends = true;
      for (std::thread& reader : readers) reader.join();
    }
    ratios.push_back(with / without);
  }
  report.figure(
      fmt::format("event delay of {} streams with {} readers, times that without", settings.streams, kReaders),
      percentile(ratios, 0.5), 1.25);
}

}  // namespace

void measure_feed(const Settings& settings, ServeReport& report) {
  const std::string certificate = settings.work / "certificate.pem";
  const std::string key = settings.work / "key.pem";
  testing::Process openssl{{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-days", "2", "-subj", "/CN=bench", "-keyout", key, "-out", certificate}};
  if (openssl.wait() != 0) give_up("make a certificate: " + openssl.err());
  const Upstream upstream{certificate, key};
  const std::string url = fmt::format("http://127.0.0.1:{}", upstream.port);
  const std::filesystem::path directory = settings.work / "live";
  const Tabacus tabacus = start_tabacus({.program = settings.program,
                                         .home = settings.work,
                                         .directory = directory,
                                         .anthropic_upstream = url,
                                         .openai_upstream = url + "/v1",
                                         .certificate = certificate});
  static_cast<void>(probe(tabacus.target, "first"));
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  const InspectorProcess inspector{settings.program, directory};
  measure_delay(settings, tabacus.target, inspector, "nothing else", 0, report);
  measure_delay(settings, tabacus.target, inspector, fmt::format("{} streams", settings.streams), settings.streams,
                report);
  measure_cost(settings, tabacus.target, inspector, report);
}

}  // namespace tabacus::bench
