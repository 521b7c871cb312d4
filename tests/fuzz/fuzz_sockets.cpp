// Any sequence of messages, each a line that begins with whose it is, to every decoder of a WebSocket and to the
// exchange around it: no crash, each turn ends at most once, times do not run backwards, and figures stay counts.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/metering/exchange.hpp"
#include "analytics/pricing/charge.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "analytics/wire/ws_writer.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"

namespace {

using namespace tabacus::analytics;
using tabacus::from_epoch_us;
using tabacus::SteadyTime;

constexpr std::array kSockets{
    CallTarget{"openai", "api.openai.com", "GET", "/v1/responses"},
    CallTarget{"openai", "api.openai.com", "GET", "/v1/realtime", "model=m"},
    CallTarget{"gemini", "generativelanguage.googleapis.com", "GET", "/ws/x.GenerativeService.BidiGenerateContent"},
};

const PriceBook& book() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

void check(const CallFacts& facts) {
  for (const auto& tokens : {facts.usage.input_uncached, facts.usage.cache_read, facts.usage.cache_write_5m,
                             facts.usage.cache_write_1h, facts.usage.output_total, facts.usage.output_reasoning})
    TABACUS_ASSERT(!tokens || tokens->count() >= 0, "a count is never negative");
  TABACUS_ASSERT(facts.content_deltas >= 0 && facts.tool_calls.value_or(0) >= 0, "a count is never negative");
  TABACUS_ASSERT(facts.model_served.size() <= 256 && facts.error_type.size() <= 256, "names are bounded");
}

/// Holds a decoder to what it promises of its turns.
class Turns final : public TurnSink {
 public:
  void on_turn(const TurnReport& report) override {
    TABACUS_ASSERT(std::find(ended_.begin(), ended_.end(), report.turn) == ended_.end(), "an ended turn is over");
    TABACUS_ASSERT(!report.status || (*report.status >= 100 && *report.status <= 599), "a status is one");
    check(report.facts);
    if (report.state != TurnState::Running) ended_.push_back(report.turn);
  }

 private:
  std::vector<TurnId> ended_;
};

struct Line {
  Direction from;
  std::string_view text;
  bool loses;  ///< that direction, instead
};

/// "> {...}" and "< {...}", as in the fixtures; "! ..." and "!! ..." lose a direction.
std::vector<Line> lines_of(std::string_view input) {
  std::vector<Line> lines;
  for (const std::string_view line : tabacus::split(input, '\n')) {
    const bool loses = line.starts_with('!');
    const bool from_client = line.starts_with('>') || line.starts_with("!!");
    const std::string_view text = line.substr(std::min(line.size(), line.find_first_of("{[")));
    lines.push_back({from_client ? Direction::ToUpstream : Direction::ToClient, text, loses});
  }
  return lines;
}

void decode(const CallTarget& target, const std::vector<Line>& lines) {
  const auto decoder = provider_of_slot(target.slot)->make_socket_decoder(target);
  Turns turns;
  for (const Line& line : lines)
    if (line.loses)
      decoder->on_lost(line.from);
    else
      decoder->on_message(line.from, line.text, turns);
}

void check(const CallRecord& call) {
  check(call.facts);
  TABACUS_ASSERT(!call.cost || call.cost->count() >= 0, "a cost is never negative");
  TABACUS_ASSERT(call.request_bytes >= 0 && call.response_bytes >= 0, "a count is never negative");
  TABACUS_ASSERT(call.times.total.count() >= 0, "a call ends after it began");
  TABACUS_ASSERT(call.times.last_token.value_or(call.times.total) <= call.times.total,
                 "its tokens come before its end");
}

/// The same as frames, a millisecond apart; each direction is lost by a gap.
void meter(const CallTarget& target, const std::vector<Line>& lines) {
  SteadyTime now{};
  const std::string path{target.path};
  const auto exchange = open_exchange({.tab = tabacus::TabId::mint(),
                                       .tab_session = tabacus::TabSessionId::mint(),
                                       .slot = std::string{target.slot},
                                       .upstream_host = std::string{target.host},
                                       .wall = from_epoch_us(1),
                                       .request = {"GET", path, {{{"Upgrade", "websocket"}}}},
                                       .endpoint = path},
                                      now, book());
  TABACUS_ASSERT(exchange != nullptr, "each target is a socket");
  exchange->on_response({{101, "", {}}});
  WsWriter client{WsWriter::Side::Client};
  WsWriter server{WsWriter::Side::Server};
  for (const Line& line : lines) {
    now += std::chrono::milliseconds{1};
    WsWriter& writer = line.from == Direction::ToUpstream ? client : server;
    BodyBytes body{line.from, writer.message(WsKind::Text, line.text)};
    body.gap_before = line.loses;
    body.lost_bytes = line.loses ? 1 : 0;
    exchange->on_body(body, now);
    TABACUS_ASSERT(exchange->running().size() <= lines.size() * 64, "turns in flight are bounded");
    for (const CallRecord& call : exchange->take_finished()) check(call);
  }
  exchange->on_closed({}, now);
  for (const CallRecord& call : exchange->take_finished()) check(call);
  TABACUS_ASSERT(exchange->running().empty(), "what runs ends with the socket");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = lines_of({reinterpret_cast<const char*>(data), size});
  for (const CallTarget& target : kSockets) {
    decode(target, lines);
    meter(target, lines);
  }
  return 0;
}
