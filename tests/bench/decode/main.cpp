// How fast answers become calls: splitting of events, full decoding, one event at a time, 200 MB in pieces of any size,
// a long request and its memory, what finding causes costs, memory per open call. Thread CPU time, best of some rounds;
// one JSON line per result, with the bar it is held to where there is one. `bench_decode --write DIR` writes the
// streams for the peers to read (see peers/decode) and measures nothing; `--decoding` measures that alone.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/metering/call_memory.hpp"
#include "analytics/metering/exchange.hpp"
#include "analytics/providers/request_shape.hpp"
#include "analytics/wire/json_array.hpp"
#include "analytics/wire/ndjson.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "base/text.hpp"
#include "tests/bench/decode/streams.hpp"
#include "tests/support/exchange_script.hpp"
#include "tests/support/socket_script.hpp"

namespace tabacus::bench {
namespace {

using namespace analytics;

constexpr std::size_t kStreamBytes = 16 * 1024 * 1024;
constexpr std::size_t kMaxEventBytes = 8 * 1024 * 1024;
constexpr int kRounds = 5;

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Seconds of the fastest of some rounds.
template <typename Work>
double best_of(Work work) {
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < kRounds; ++round) {
    const double begin = thread_seconds();
    work();
    best = std::min(best, thread_seconds() - begin);
  }
  return best;
}

void tell(std::string_view figure, std::string_view of, double value, double bar, bool more_is_better) {
  const bool met = more_is_better ? value >= bar : value <= bar;
  fmt::print(R"({{"bench":"decode","figure":"{}","of":"{}","value":{:.3f},"bar":{},"verdict":"{}"}})"
             "\n",
             figure, of, value, bar, met ? "PASS" : "BEHIND");
  std::fflush(stdout);
}

/// A figure without a bar.
void tell(std::string_view figure, std::string_view of, double value) {
  fmt::print(R"({{"bench":"decode","figure":"{}","of":"{}","value":{:.3f}}})"
             "\n",
             figure, of, value);
  std::fflush(stdout);
}

std::size_t bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::vector<std::string> pieces_of(std::string_view body, std::size_t size) {
  std::vector<std::string> pieces;
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) pieces.emplace_back(body.substr(0, size));
  return pieces;
}

/// Each event alone, as a provider that flushes sends them.
std::vector<std::string> events_of(std::string_view body) {
  std::vector<std::string> pieces;
  for (std::size_t end = 0; !body.empty(); body.remove_prefix(std::min(end, body.size()))) {
    // Near by: a search for the kind of line end that a stream has not would go to its end each time.
    const std::string_view near = body.substr(0, 4096);
    const std::size_t lf = near.find("\n\n");
    const std::size_t crlf = near.find("\r\n\r\n");
    end = lf < crlf ? lf + 2 : crlf == std::string_view::npos ? body.size() : crlf + 4;
    pieces.emplace_back(body.substr(0, end));
  }
  return pieces;
}

void measure_splitting(const SampleStream& stream) {
  for (const std::size_t size : {64 * 1024, 1460}) {
    const auto pieces = pieces_of(stream.body, size);
    std::size_t events = 0;
    const double seconds = best_of([&] {
      SseParser parser{kMaxEventBytes};
      const SseParser::Sink count = [&](const SseEvent&) { ++events; };
      for (const std::string& piece : pieces) static_cast<void>(parser.feed(piece, count));
      static_cast<void>(parser.finish(count));
    });
    tell("sse_mb_per_s", fmt::format("{} in pieces of {}", stream.name, size),
         static_cast<double>(stream.body.size()) / 1e6 / seconds, 500, true);
    if (events == 0) fmt::print(stderr, "bench: no event was found\n");
  }
}

/// Seconds for so many bytes of `body`, over and over, in pieces of that size.
template <typename Feed>
double seconds_in_pieces(std::string_view body, std::size_t bytes, std::size_t piece, Feed feed) {
  const double begin = thread_seconds();
  for (std::size_t left = bytes; left > 0;) {
    std::string_view rest = body.substr(0, left);
    left -= rest.size();
    for (; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) feed(rest.substr(0, piece));
  }
  return thread_seconds() - begin;
}

/// Twice the bytes take twice the time, however small the pieces.
void measure_pieces(const SampleStream& stream) {
  constexpr std::size_t kBytes = 200'000'000;
  constexpr double kLinear = 2.6;  // of a half to the whole, on a machine that does other things too
  std::string lines;
  std::string array = "[";
  for (const std::string_view event : split(std::string_view{stream.body}.substr(0, 1024 * 1024), '\n')) {
    if (!event.starts_with("data: {")) continue;
    lines.append(event.substr(6)) += '\n';
    array.append(event.substr(6)) += ",\n";
  }
  const auto told = [&](std::string_view parser, std::size_t piece, const auto& seconds_for) {
    const double half = seconds_for(kBytes / 2, piece);
    const double whole = seconds_for(kBytes, piece);
    const std::string of = fmt::format("{} in pieces of {}", parser, piece);
    tell("seconds_for_200_mb", of, whole);
    tell("times_that_of_100_mb", of, whole / half, kLinear, false);
  };
  for (const std::size_t piece : {1, 16, 1460, 64 * 1024}) {
    told("sse", piece, [&](std::size_t bytes, std::size_t size) {
      SseParser parser{kMaxEventBytes};
      const SseParser::Sink sink = [](const SseEvent&) {};
      return seconds_in_pieces(stream.body, bytes, size,
                               [&](std::string_view text) { static_cast<void>(parser.feed(text, sink)); });
    });
    told("lines", piece, [&](std::size_t bytes, std::size_t size) {
      NdjsonParser parser{kMaxEventBytes};
      const NdjsonParser::Sink sink = [](std::string_view) {};
      return seconds_in_pieces(lines, bytes, size,
                               [&](std::string_view text) { static_cast<void>(parser.feed(text, sink)); });
    });
    told("json_array", piece, [&](std::size_t bytes, std::size_t size) {
      JsonArraySplitter splitter{kMaxEventBytes};
      std::vector<std::string> elements;
      static_cast<void>(splitter.feed("[", elements));
      return seconds_in_pieces(std::string_view{array}.substr(1), bytes, size, [&](std::string_view text) {
        static_cast<void>(splitter.feed(text, elements));
        elements.clear();
      });
    });
  }
}

class Played {
 public:
  Played(const SampleStream& stream, const PriceBook& book) : stream_{stream}, book_{book} {
    request_ = test::parse_http_text(fmt::format("POST {} HTTP/1.1\nHost: {}\n\n", stream.path, stream.host));
    response_ = test::parse_http_text("HTTP/1.1 200 OK\ncontent-type: text/event-stream\n\n");
  }

  [[nodiscard]] std::unique_ptr<Exchange> open() const {
    auto exchange = open_exchange(test::opened_by(request_, stream_.slot), SteadyTime{}, book_);
    exchange->on_body({Direction::ToUpstream, stream_.request}, SteadyTime{});
    exchange->on_body_end({Direction::ToUpstream});
    exchange->on_response(test::started_by(response_));
    return exchange;
  }

  /// Seconds that the meter takes for the answer in these pieces.
  [[nodiscard]] double seconds_for(const std::vector<std::string>& pieces) const {
    std::vector<BodyBytes> bodies;
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < kRounds; ++round) {
      bodies.clear();
      for (const std::string& piece : pieces) bodies.push_back({Direction::ToClient, piece});
      const auto exchange = open();
      const double begin = thread_seconds();
      for (const BodyBytes& body : bodies) exchange->on_body(body, SteadyTime{});
      exchange->on_body_end({Direction::ToClient});
      exchange->on_closed({}, SteadyTime{});
      best = std::min(best, thread_seconds() - begin);
      check(exchange->take_finished().at(0));
    }
    return best;
  }

 private:
  /// A decoder that reads nothing is fast.
  void check(const CallRecord& call) const {
    const bool tells_usage = stream_.name != "openai_chat_without_usage";
    const auto state = tells_usage ? UsageState::Measured : UsageState::Missing;
    if (call.facts.usage_state == state && call.facts.content_deltas + 1 >= static_cast<std::int64_t>(stream_.events))
      return;
    fmt::print(stderr, "bench: {} was not decoded\n", stream_.name);
    std::exit(1);
  }

  const SampleStream& stream_;
  const PriceBook& book_;
  test::HttpText request_;
  test::HttpText response_;
};

void measure_decoding(const SampleStream& stream, const PriceBook& book) {
  const Played played{stream, book};
  tell("decode_mb_per_s", stream.name,
       static_cast<double>(stream.body.size()) / 1e6 / played.seconds_for(pieces_of(stream.body, 16 * 1024)), 100,
       true);
  const auto events = events_of(stream.body);
  tell("us_per_event", stream.name, played.seconds_for(events) * 1e6 / static_cast<double>(events.size()), 3, false);
}

void measure_request(const SampleStream& stream, const PriceBook& book) {
  const std::string body = long_request(2 * 1024 * 1024);
  const auto request = test::parse_http_text(fmt::format("POST {} HTTP/1.1\nHost: {}\n\n", stream.path, stream.host));
  const auto pieces = pieces_of(body, 64 * 1024);
  CallMemory memory{HashKey{1, 2}};
  for (CallMemory* const causes : {static_cast<CallMemory*>(nullptr), &memory}) {
    const std::string of = stream.name + (causes != nullptr ? ", hashed to find causes" : "");
    const auto read = [&](std::size_t& most) {
      auto exchange = open_exchange(test::opened_by(request, stream.slot), SteadyTime{}, book, causes);
      for (const std::string& piece : pieces) {
        exchange->on_body({Direction::ToUpstream, piece}, SteadyTime{});
        most = std::max(most, bytes_in_use());
      }
      exchange->on_body_end({Direction::ToUpstream});
      return exchange;
    };
    std::size_t most = 0;
    const double seconds = best_of([&] { static_cast<void>(read(most)); });
    tell("request_of_2_mb_ms", of, seconds * 1e3, 5, false);
    const std::size_t before = bytes_in_use();
    most = 0;
    const auto exchange = read(most);
    tell("request_of_2_mb_kib_while_it_comes", of, static_cast<double>(most - before) / 1024);
    tell("request_of_2_mb_kib_kept", of, static_cast<double>(bytes_in_use() - before) / 1024, 64, false);
  }
}

/// What became of the cache, and whether it was tried before: for a session that has long been talking.
void measure_causes() {
  constexpr int kCalls = 200;
  const HashKey key{1, 2};
  const std::string body = long_request(2 * 1024 * 1024);
  const auto shape = std::make_shared<const RequestShape>(read_request_shape(body, key).value_or(RequestShape{}));
  CallMemory memory{key};
  CallRecord call;
  call.provider = "anthropic";
  call.upstream_host = "api.anthropic.com";
  call.identity.wire_session = "s";
  call.facts.model_served = "claude-sonnet-4-5";
  call.facts.usage.input_uncached = Tokens{10};
  call.facts.usage.cache_read = Tokens{0};
  call.facts.usage.cache_write_5m = Tokens{100'000};
  const double seconds = best_of([&] {
    for (int i = 0; i < kCalls; ++i) {
      call.times.started_at += std::chrono::minutes{1};
      memory.explain(call, shape, {}, 0);
    }
  });
  const double blocks = static_cast<double>(shape->blocks.size());
  tell("us_per_cause", fmt::format("a prompt of {} blocks against the last six", blocks), seconds * 1e6 / kCalls);
  const double hashing = best_of([&] { static_cast<void>(read_request_shape(body, key)); });
  tell("hash_mb_per_s", "a prompt of 2 MB", static_cast<double>(body.size()) / 1e6 / hashing);
}

void measure_memory(const SampleStream& stream, const PriceBook& book) {
  constexpr std::size_t kCalls = 200;
  const Played played{stream, book};
  const auto pieces = pieces_of(std::string_view{stream.body}.substr(0, 256 * 1024), 4096);
  std::vector<std::unique_ptr<Exchange>> open;
  open.reserve(kCalls);
  const auto before = bytes_in_use();
  for (std::size_t i = 0; i < kCalls; ++i) {
    open.push_back(played.open());
    for (const std::string& piece : pieces) open.back()->on_body({Direction::ToClient, piece}, SteadyTime{});
  }
  tell("kib_per_open_call", stream.name, static_cast<double>(bytes_in_use() - before) / 1024 / kCalls, 64, false);
}

/// A turn over a WebSocket whose prompt was long: while it comes, and while its answer does.
void measure_socket_memory(const PriceBook& book) {
  constexpr std::size_t kCalls = 20;
  const auto upgrade = test::parse_http_text(
      "GET /v1/responses HTTP/1.1\nHost: api.openai.com\nConnection: Upgrade\nUpgrade: websocket\n\n");
  const std::string asked =
      fmt::format(R"({{"type":"response.create","model":"gpt-5","input":[{{"role":"user","content":"{}"}}]}})",
                  std::string(2 * 1024 * 1024, 'x'));
  CallMemory memory{HashKey{1, 2}};
  std::vector<std::unique_ptr<test::SocketScript>> open;
  const auto before = bytes_in_use();
  for (std::size_t i = 0; i < kCalls; ++i) {
    open.push_back(std::make_unique<test::SocketScript>(upgrade, "openai", book, test::SocketForm{}, &memory));
    open.back()->switch_protocols();
    open.back()->client(asked);
    open.back()->server(R"({"type":"response.created","response":{"id":"r","status":"in_progress"}})");
    for (int event = 0; event < 64; ++event)
      open.back()->server(R"({"type":"response.output_text.delta","response_id":"r","delta":"a few words"})");
  }
  tell("kib_per_open_call", "openai_responses over a socket, behind a prompt of 2 MB",
       static_cast<double>(bytes_in_use() - before) / 1024 / kCalls, 64, false);
}

int write_streams(const std::filesystem::path& directory) {
  for (const SampleStream& stream : sample_streams(kStreamBytes)) {
    std::ofstream out{directory / (stream.name + ".sse"), std::ios::binary};
    out << stream.body;
    if (!out) {
      fmt::print(stderr, "bench: write {}: failed\n", (directory / stream.name).native());
      return 1;
    }
  }
  return 0;
}

int run_decoding() {
  const PriceBook book = PriceBook::shipped();
  for (const SampleStream& stream : sample_streams(kStreamBytes)) measure_decoding(stream, book);
  return 0;
}

int run() {
  const PriceBook book = PriceBook::shipped();
  const auto streams = sample_streams(kStreamBytes);
  measure_splitting(streams.front());
  for (const SampleStream& stream : streams) measure_decoding(stream, book);
  measure_pieces(streams.front());
  measure_request(streams[2], book);
  measure_causes();
  for (const SampleStream& stream : streams) measure_memory(stream, book);
  measure_socket_memory(book);
  return 0;
}

}  // namespace
}  // namespace tabacus::bench

int main(int count, char** arguments) {
  if (count == 3 && std::string_view{arguments[1]} == "--write") return tabacus::bench::write_streams(arguments[2]);
  if (count == 2 && std::string_view{arguments[1]} == "--decoding") return tabacus::bench::run_decoding();
  return tabacus::bench::run();
}
