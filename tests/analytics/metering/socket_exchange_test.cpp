#include "analytics/metering/socket_exchange.hpp"

#include <gmock/gmock.h>
#include <malloc.h>

#include <algorithm>

#include "analytics/metering/meter.hpp"
#include "tests/support/socket_script.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using test::SocketForm;
using test::SocketScript;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

constexpr std::string_view kUpgrade =
    "GET /v1/responses HTTP/1.1\nHost: api.openai.com\nConnection: Upgrade\nUpgrade: websocket\nsession-id: s-1\n\n";
constexpr std::string_view kAsk = R"({"type":"response.create","model":"gpt-5.5","input":[]})";
constexpr std::string_view kError = R"({"type":"error","status":500,"error":{"type":"server_error"}})";
constexpr std::string_view kRateLimits = R"({"type":"codex.rate_limits","plan_type":"plus"})";
constexpr std::string_view kDelta = R"({"type":"response.output_text.delta","delta":"x"})";

std::string created(int number) {
  return fmt::format(R"({{"type":"response.created","response":{{"id":"resp_{}","model":"gpt-5.5"}}}})", number);
}
std::string completed(int number, int input = 1000, int output = 100) {
  return fmt::format(
      R"({{"type":"response.completed","response":{{"id":"resp_{}","model":"gpt-5.5","status":"completed","usage":{{)"
      R"("input_tokens":{},"output_tokens":{},"total_tokens":{}}}}}}})",
      number, input, output, input + output);
}

SocketScript open_socket(SocketForm form = {}) {
  SocketScript script{test::parse_http_text(kUpgrade), "openai", shipped(), form};
  script.switch_protocols();
  return script;
}

CallRecord only_call(SocketScript& script) {
  auto calls = script.take_finished();
  EXPECT_THAT(calls, SizeIs(1));
  return calls.empty() ? CallRecord{} : calls.front();
}

TEST(SocketExchange, RecordsEachOfManyTurnsWhenItEnds) {
  SocketScript script = open_socket({.deflate = WsDeflateTerms{}});
  std::size_t early = 0;
  for (int turn = 1; turn <= 500; ++turn) {
    script.client(kAsk);
    EXPECT_THAT(script.exchange()->running(), SizeIs(1));
    script.server(created(turn));
    script.server(kDelta);
    EXPECT_THAT(script.take_finished(), IsEmpty());
    script.server(completed(turn, turn, 1));
    const CallRecord call = only_call(script);
    EXPECT_EQ(call.facts.usage.input_uncached, Tokens{turn});
    EXPECT_EQ(call.transport, Transport::WebSocket);
    EXPECT_EQ(call.outcome, Outcome::Ok);
    EXPECT_EQ(call.status, 101);
    EXPECT_EQ(call.identity.wire_session, "s-1");
    EXPECT_EQ(call.facts.response_id, fmt::format("resp_{}", turn));
    EXPECT_GT(call.cost, Nanodollars{0});
    if (turn == 50) early = mallinfo2().uordblks;
  }
  EXPECT_LT(mallinfo2().uordblks, early + 64 * 1024) << "memory is flat";
  script.close();
  EXPECT_THAT(script.take_finished(), IsEmpty());
}

TEST(SocketExchange, MeasuresATurnFromTheEndOfItsRequest) {
  SocketScript script = open_socket();  // 1 ms
  script.client(kAsk);                  // 2
  script.server(created(1));            // 3
  script.server(kDelta);                // 4
  script.server(kDelta);                // 5
  script.server(completed(1));          // 6
  const CallRecord first = only_call(script);
  EXPECT_EQ(first.times.first_byte, milliseconds{1});
  EXPECT_EQ(first.times.first_token, milliseconds{2});
  EXPECT_EQ(first.times.last_token, milliseconds{3});
  EXPECT_EQ(first.times.total, milliseconds{4});
  EXPECT_EQ(first.request_bytes, static_cast<std::int64_t>(kAsk.size()) + 6);
  EXPECT_EQ(first.response_bytes,
            static_cast<std::int64_t>(created(1).size() + 2 * kDelta.size() + completed(1).size() + 2 * 2 + 2 + 4));
  EXPECT_EQ(first.request_id, "req_upgrade");
  script.client(kAsk);          // 7
  script.server(completed(2));  // 8
  const CallRecord second = only_call(script);
  EXPECT_EQ(second.times.started_at - first.times.started_at, milliseconds{5});
  EXPECT_EQ(second.times.total, milliseconds{1});
}

TEST(SocketExchange, ShowsATurnWhileItRuns) {
  SocketScript script = open_socket();
  EXPECT_THAT(script.exchange()->running(), IsEmpty()) << "an idle socket is no call";
  script.client(R"({"type":"response.create","model":"gpt-5.5","generate":false,"input":[]})");
  EXPECT_THAT(script.exchange()->running(), IsEmpty()) << "nor is a warm-up";
  script.server(completed(1, 0, 0));
  script.client(kAsk);
  ASSERT_THAT(script.exchange()->running(), SizeIs(1));
  EXPECT_EQ(script.exchange()->running()[0]->record().facts.model_requested, "gpt-5.5");
  EXPECT_EQ(script.exchange()->running()[0]->opened_at(), script.now());
  script.server(completed(2));
  EXPECT_THAT(script.exchange()->running(), IsEmpty());
  EXPECT_THAT(script.take_finished(), SizeIs(1));
}

TEST(SocketExchange, EndsAFailedTurnWithItsErrorHoweverLateThatIsKnown) {
  for (const bool asks_on : {false, true}) {
    SocketScript script = open_socket();  // 1 ms
    script.client(kAsk);                  // 2
    script.server(created(1));            // 3
    script.server(kError);                // 4
    ASSERT_THAT(script.exchange()->running(), SizeIs(1)) << "its response may go on";
    script.server(kRateLimits);  // 5: of no turn
    if (asks_on) {
      script.client(kAsk);        // 6
      script.server(created(2));  // 7
    } else {
      script.close();  // 6
    }
    const CallRecord call = only_call(script);
    EXPECT_EQ(call.outcome, Outcome::Error);
    EXPECT_EQ(call.status, 500);
    EXPECT_EQ(call.error_type, "server_error");
    EXPECT_EQ(call.times.total, milliseconds{2}) << asks_on;
    EXPECT_EQ(call.request_bytes, static_cast<std::int64_t>(kAsk.size()) + 6);
    EXPECT_EQ(call.response_bytes, static_cast<std::int64_t>(created(1).size() + kError.size()) + 2 * 2);
  }
}

TEST(SocketExchange, KeepsAnErrorThatCameBeforeTheAnswersWereLost) {
  SocketScript script = open_socket();  // 1 ms
  script.client(kAsk);                  // 2
  script.server(created(1));            // 3
  script.server(kError);                // 4
  script.raw(Direction::ToClient, "\x81", 1);
  script.client(kAsk);
  const CallRecord call = only_call(script);
  EXPECT_EQ(call.outcome, Outcome::Error);
  EXPECT_EQ(call.times.total, milliseconds{2});
}

TEST(SocketExchange, IsNoErrorWhereTheResponseGoesOnBehindIt) {
  SocketScript script = open_socket();
  script.client(kAsk);
  script.server(created(1));
  script.server(kError);
  script.server(kDelta);
  script.server(completed(1));
  const CallRecord call = only_call(script);
  EXPECT_EQ(call.outcome, Outcome::Ok);
  EXPECT_EQ(call.status, 101);
  EXPECT_EQ(call.error_type, "");
  EXPECT_EQ(call.facts.usage_state, UsageState::Measured);
  EXPECT_EQ(call.times.total, milliseconds{4});
  script.close();
  EXPECT_THAT(script.take_finished(), IsEmpty());
}

TEST(SocketExchange, EndsALiveTurnWithItsLastMessageAndGivesTheNextItsBytes) {
  constexpr std::string_view kLiveUpgrade =
      "GET /ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent HTTP/1.1\n"
      "Host: generativelanguage.googleapis.com\nUpgrade: websocket\n\n";
  constexpr std::string_view kSay = R"({"realtimeInput":{"text":"hi"}})";
  SocketScript script{test::parse_http_text(kLiveUpgrade), "gemini", shipped()};
  script.switch_protocols();                                                     // 1 ms
  script.client(kSay);                                                           // 2
  script.server(R"({"serverContent":{"modelTurn":{"parts":[{"text":"x"}]}}})");  // 3
  script.server(R"({"serverContent":{"turnComplete":true}})");                   // 4
  script.server(R"({"sessionResumptionUpdate":{}})");                            // 5
  EXPECT_THAT(script.take_finished(), IsEmpty()) << "its usage may come";
  script.client(kSay);  // 6
  EXPECT_EQ(only_call(script).times.total, milliseconds{2});
  script.server(R"({"serverContent":{"modelTurn":{"parts":[{"text":"x"}]}}})");  // 7
  script.server(R"({"serverContent":{"turnComplete":true}})");                   // 8
  script.close();                                                                // 9
  const CallRecord second = only_call(script);
  EXPECT_EQ(second.outcome, Outcome::Ok);
  EXPECT_EQ(second.times.total, milliseconds{2});
  EXPECT_EQ(second.request_bytes, static_cast<std::int64_t>(kSay.size()) + 6);
}

struct GreetingCase {
  const char* name;
  std::string_view query;
  std::vector<std::string> before;  ///< messages of the server that are heard of before the request
  std::vector<std::string> after;
  std::string_view requested;
  std::string_view served;
};

// The two directions are copied apart: what the client says at once may overtake the server's greeting.
TEST(SocketExchange, ARealtimeTurnHasItsModelWheneverTheSessionNamesIt) {
  const std::string greeting = R"({"type":"session.created","session":{"model":"gpt-realtime-2025-08-28"}})";
  const std::string update = R"({"type":"session.updated","session":{"model":"gpt-realtime-mini"}})";
  const std::string response = R"({"type":"response.done","response":{"id":"r","status":"completed")";
  const std::string done = response + "}}";
  const std::string named_done = response + R"(,"model":"gpt-realtime-1.5"}})";
  const std::vector<GreetingCase> cases{
      {"greeting first", "?model=gpt-realtime", {greeting}, {done}, "gpt-realtime", "gpt-realtime-2025-08-28"},
      {"request first", "?model=gpt-realtime", {}, {greeting, done}, "gpt-realtime", "gpt-realtime-2025-08-28"},
      {"no model in the URL", "", {}, {greeting, done}, "gpt-realtime-2025-08-28", "gpt-realtime-2025-08-28"},
      {"told when updated", "?intent=x", {}, {update, done}, "gpt-realtime-mini", "gpt-realtime-mini"},
      {"an update during the response", "?model=a", {greeting}, {update, done}, "a", "gpt-realtime-2025-08-28"},
      {"told by the response", "?model=gpt-realtime", {}, {named_done}, "gpt-realtime", "gpt-realtime-1.5"},
      {"told by nobody", "?model=gpt-realtime", {}, {done}, "gpt-realtime", ""},
  };
  for (const GreetingCase& row : cases) {
    const std::string upgrade = fmt::format(
        "GET /v1/realtime{} HTTP/1.1\nHost: api.openai.com\nConnection: Upgrade\nUpgrade: websocket\n\n", row.query);
    SocketScript script{test::parse_http_text(upgrade), "openai", shipped()};
    script.switch_protocols();
    for (const std::string& message : row.before) script.server(message);
    script.client(R"({"type":"response.create"})");
    for (const std::string& message : row.after) script.server(message);
    const CallRecord call = only_call(script);
    EXPECT_EQ(call.facts.model_requested, row.requested) << row.name;
    EXPECT_EQ(call.facts.model_served, row.served) << row.name;
  }
}

struct EndCase {
  const char* name;
  bool client_closes;
  ExchangeEnd end;
  Outcome outcome;
};

TEST(SocketExchange, NamesHowATurnInFlightEnded) {
  constexpr EndCase kCases[] = {
      {"the client left", false, ExchangeEnd::ClientGone, Outcome::Aborted},
      {"the client said goodbye", true, ExchangeEnd::Complete, Outcome::Aborted},
      {"the upstream closed", false, ExchangeEnd::Complete, Outcome::Truncated},
      {"the upstream broke", false, ExchangeEnd::UpstreamCut, Outcome::Truncated},
  };
  for (const EndCase& row : kCases) {
    SocketScript script = open_socket();
    script.client(kAsk);
    script.server(created(1));
    script.server(kDelta);
    if (row.client_closes) script.client_closes();
    script.close(row.end);
    const CallRecord call = only_call(script);
    EXPECT_EQ(call.outcome, row.outcome) << row.name;
    EXPECT_EQ(call.facts.model_served, "gpt-5.5");
    EXPECT_TRUE(call.times.first_token);
    EXPECT_EQ(call.facts.usage_state, UsageState::Missing);
  }
}

struct RefusalCase {
  int status;
  std::optional<Outcome> outcome;  ///< empty: no call
};

TEST(SocketExchange, RecordsARefusedUpgradeUnlessTheClientIsSentElsewhere) {
  const RefusalCase cases[] = {{401, Outcome::Error}, {429, Outcome::Error}, {502, Outcome::Error},
                               {404, std::nullopt},   {426, std::nullopt},   {200, std::nullopt}};
  for (const RefusalCase& row : cases) {
    SocketScript script{test::parse_http_text(kUpgrade), "openai", shipped()};
    const auto answer =
        test::parse_http_text(fmt::format("HTTP/1.1 {} X\nContent-Type: application/json\n\n", row.status));
    script.exchange()->on_response(test::started_by(answer));
    script.raw(Direction::ToClient, R"({"error":{"type":"invalid_request_error","code":"invalid_api_key"}})");
    script.exchange()->on_body_end({Direction::ToClient});
    script.close();
    const auto calls = script.take_finished();
    ASSERT_EQ(calls.size(), row.outcome ? 1U : 0U) << row.status;
    if (!row.outcome) continue;
    EXPECT_EQ(calls[0].outcome, *row.outcome);
    EXPECT_EQ(calls[0].status, row.status);
    EXPECT_EQ(calls[0].error_type, "invalid_api_key");
    EXPECT_EQ(calls[0].facts.api, "responses");
    EXPECT_EQ(calls[0].transport, Transport::Http);
  }
}

TEST(SocketExchange, RecordsAnUpstreamThatCouldNotBeReached) {
  SocketScript script{test::parse_http_text(kUpgrade), "openai", shipped()};
  script.close(ExchangeEnd::NoUpstream);
  const CallRecord call = only_call(script);
  EXPECT_EQ(call.error_type, "upstream_unreachable");
  EXPECT_EQ(call.outcome, Outcome::Error);
}

TEST(SocketExchange, LeavesOutAClientThatWentBeforeItAskedAnything) {
  SocketScript script{test::parse_http_text(kUpgrade), "openai", shipped()};
  script.close(ExchangeEnd::ClientGone);
  EXPECT_THAT(script.take_finished(), IsEmpty());
}

TEST(SocketExchange, LeavesOutSocketsThatNobodyClaims) {
  for (const std::string_view upgrade : {"GET /v1/other HTTP/1.1\nHost: api.openai.com\nUpgrade: websocket\n\n",
                                         "GET /v1/responses HTTP/1.1\nHost: api.openai.com\nUpgrade: h2c\n\n",
                                         "GET /v1/responses/resp_1 HTTP/1.1\nHost: api.openai.com\n\n"})
    EXPECT_EQ((SocketScript{test::parse_http_text(upgrade), "openai", shipped()}).exchange(), nullptr) << upgrade;
  EXPECT_EQ((SocketScript{test::parse_http_text(kUpgrade), "anthropic", shipped()}).exchange(), nullptr);
}

TEST(SocketExchange, IsLossyForEachTurnBehindAGapInTheAnswers) {
  SocketScript script = open_socket();
  script.client(kAsk);
  script.server(completed(1));
  EXPECT_EQ(only_call(script).outcome, Outcome::Ok);
  script.client(kAsk);
  script.raw(Direction::ToClient, "\x81", 1);
  EXPECT_THAT(script.take_finished(), IsEmpty());
  script.client(kAsk);  // so the second has been answered
  const CallRecord second = only_call(script);
  EXPECT_EQ(second.outcome, Outcome::Lossy);
  EXPECT_EQ(second.facts.model_requested, "gpt-5.5");
  script.server(completed(3));
  script.close();
  EXPECT_EQ(only_call(script).outcome, Outcome::Lossy);
}

TEST(SocketExchange, GoesOnByTheAnswersAloneBehindAGapInTheRequests) {
  SocketScript script = open_socket();
  script.client(kAsk);
  script.raw(Direction::ToUpstream, "\x81", 1);
  script.server(completed(1));
  EXPECT_EQ(only_call(script).outcome, Outcome::Ok) << "it was asked before the gap";
  script.client(kAsk);
  script.server(created(2));
  EXPECT_THAT(script.exchange()->running(), SizeIs(1));
  script.server(completed(2, 7, 3));
  const CallRecord unasked = only_call(script);
  EXPECT_EQ(unasked.outcome, Outcome::Ok);
  EXPECT_EQ(unasked.facts.usage.input_uncached, Tokens{7});
  EXPECT_EQ(unasked.facts.model_served, "gpt-5.5");
  script.server(created(3));
  script.server(completed(3, 0, 0));
  EXPECT_THAT(script.take_finished(), IsEmpty()) << "one that used nothing may have been a warm-up";
  EXPECT_THAT(script.exchange()->running(), IsEmpty());
}

// The queue to the meter is short of room only while something long passes: there the gaps fall.
TEST(SocketExchange, SurvivesAGapWithinALongMessage) {
  SocketScript script = open_socket();
  WsWriter client{WsWriter::Side::Client};
  const std::string ask =
      R"({"type":"response.create","input":")" + std::string(300'000, 'x') + R"(","model":"gpt-5.5"})";
  const std::string frame = client.message(WsKind::Text, ask);
  script.raw(Direction::ToUpstream, std::string_view{frame}.substr(0, 1'000));
  script.raw(Direction::ToUpstream, std::string_view{frame}.substr(200'001), 199'001);
  ASSERT_THAT(script.exchange()->running(), SizeIs(1));
  EXPECT_EQ(script.exchange()->running()[0]->record().facts.model_requested, "gpt-5.5");
  script.server(completed(1));
  EXPECT_EQ(only_call(script).outcome, Outcome::Ok);
}

TEST(SocketExchange, FindsTheNextMessageBehindAGapThatEndsWithOne) {
  SocketScript script = open_socket();
  WsWriter client{WsWriter::Side::Client};
  const std::string ask = R"({"type":"response.create","input":")" + std::string(300'000, 'x') + R"("})";
  const std::string frame = client.message(WsKind::Text, ask);
  script.raw(Direction::ToUpstream, std::string_view{frame}.substr(0, 100'000));
  script.server(completed(1));
  EXPECT_EQ(only_call(script).outcome, Outcome::Ok) << "its answer tells of it";
  script.raw(Direction::ToUpstream, client.message(WsKind::Text, kAsk), frame.size() - 100'000);
  ASSERT_THAT(script.exchange()->running(), SizeIs(1));
  EXPECT_EQ(script.exchange()->running()[0]->record().facts.model_requested, "gpt-5.5");
}

TEST(SocketExchange, TakesAnAnswerThatIsHeardOfBeforeItsRequest) {
  SocketScript script = open_socket();
  script.server(created(1));
  script.client(kAsk);
  script.server(completed(1));
  EXPECT_EQ(only_call(script).facts.model_requested, "gpt-5.5");
  script.server(created(2));
  script.client(R"({"type":"response.create","generate":false})");
  script.server(completed(2, 0, 0));
  EXPECT_THAT(script.take_finished(), IsEmpty()) << "a warm-up all the same";
  EXPECT_THAT(script.exchange()->running(), IsEmpty());
}

TEST(SocketExchange, IsLossyWhereTheEndOfATurnFellIntoAGap) {
  SocketScript script = open_socket();
  WsWriter server{WsWriter::Side::Server};
  script.client(kAsk);
  script.server(created(1));
  const std::string end = server.message(WsKind::Text, completed(1));
  script.raw(Direction::ToClient, std::string_view{end}.substr(0, 20));
  script.raw(Direction::ToClient, std::string_view{end}.substr(40), 20);
  EXPECT_THAT(script.take_finished(), IsEmpty());
  script.client(kAsk);
  script.server(created(2));
  EXPECT_EQ(only_call(script).outcome, Outcome::Lossy);
  script.server(completed(2));
  EXPECT_EQ(only_call(script).outcome, Outcome::Ok);
}

TEST(SocketExchange, TellsNobodyOfTurnsThatBeginInAPause) {
  SocketScript script = open_socket({.deflate = WsDeflateTerms{}});
  script.client(kAsk);
  script.pause(true);
  script.server(completed(1));
  EXPECT_EQ(only_call(script).facts.response_id, "resp_1") << "it was under way";
  script.client(kAsk);
  EXPECT_THAT(script.exchange()->running(), IsEmpty());
  script.server(created(2));
  script.pause(false);
  script.server(completed(2));
  EXPECT_THAT(script.take_finished(), IsEmpty());
  script.client(kAsk);
  script.server(completed(3));
  EXPECT_EQ(only_call(script).facts.response_id, "resp_3") << "compression's context went on through the pause";
}

TEST(SocketExchange, StopsReadingABrokenStreamAndSaysSoOfItsTurns) {
  SocketScript script = open_socket();
  script.client(kAsk);
  script.raw(Direction::ToClient, "\xff\xff\xff");
  script.server(completed(1));
  script.close();
  EXPECT_EQ(only_call(script).outcome, Outcome::Undecoded);
}

SocketScript open_socket_with_unknown_extension() {
  SocketScript script{test::parse_http_text(kUpgrade), "openai", shipped()};
  script.exchange()->on_response({{101, "", {{{"Sec-WebSocket-Extensions", "x-strange"}}}}});
  return script;
}

TEST(SocketExchange, IsOneUndecodedCallWithAnUnknownExtension) {
  SocketScript script = open_socket_with_unknown_extension();
  for (int turn = 1; turn <= 2; ++turn) {
    script.client(kAsk);
    script.server(completed(turn));
  }
  EXPECT_THAT(script.exchange()->running(), IsEmpty()) << "an idle socket is no call";
  script.close();
  const CallRecord call = only_call(script);
  EXPECT_EQ(call.outcome, Outcome::Undecoded);
  EXPECT_EQ(call.transport, Transport::WebSocket);
  EXPECT_EQ(call.facts.api, "responses");
  EXPECT_EQ(call.facts.usage_state, UsageState::Missing);
  EXPECT_EQ(call.status, 101);
  EXPECT_EQ(call.request_bytes, 2 * (static_cast<std::int64_t>(kAsk.size()) + 6));
  EXPECT_EQ(call.response_bytes, 2 * (static_cast<std::int64_t>(completed(1).size()) + 4));
  EXPECT_EQ(call.times.total, milliseconds{5});
}

TEST(SocketExchange, IsNoCallWithAnUnknownExtensionWhereNothingWasAsked) {
  SocketScript script = open_socket_with_unknown_extension();
  script.close();
  EXPECT_THAT(script.take_finished(), IsEmpty());
}

/// Notes the memory in use at each message.
class MemoryGauge final : public SocketDecoder {
 public:
  explicit MemoryGauge(std::vector<std::size_t>& at_messages) : at_messages_{at_messages} {}
  void on_message(Direction, std::string_view, TurnSink&) override { at_messages_.push_back(mallinfo2().uordblks); }
  void on_lost(Direction) override {}

 private:
  std::vector<std::size_t>& at_messages_;
};

TEST(SocketExchange, HoldsOneMessageAtATimeOfAChunkThatInflatesToMany) {
  const ExchangeOpened opened = test::opened_by(test::parse_http_text(kUpgrade), "openai");
  std::vector<std::size_t> at_messages;
  at_messages.reserve(1000);
  SocketExchange exchange{OpenCall{opened, {}, *provider_of_slot("openai"), shipped()},
                          std::make_unique<MemoryGauge>(at_messages), nullptr};
  exchange.on_response({{101, "", {{{"Sec-WebSocket-Extensions", "permessage-deflate"}}}}});
  WsWriter server{WsWriter::Side::Server, WsDeflateTerms{}};
  std::string chunk;
  for (int i = 0; i < 500; ++i) chunk += server.message(WsKind::Text, std::string(60'000, 'x'));
  exchange.on_body({Direction::ToClient, chunk}, {});
  ASSERT_THAT(at_messages, SizeIs(500));
  EXPECT_LT(*std::ranges::max_element(at_messages), at_messages.front() + 1'000'000) << "of 30 MB in all";
}

TEST(SocketExchange, ReadsMessagesOfTwentyMegabytes) {
  const std::string pad(20'000'000, 'x');
  const std::string ask =
      R"({"type":"response.create","input":[{"content":")" + pad + R"("}],"model":"gpt-5.5","prompt_cache_key":"k"})";
  const std::string answer =
      R"({"type":"response.completed","response":{"id":"r","output":[{"type":"function_call","arguments":")" + pad +
      R"("}],"status":"completed","model":"gpt-5.5","usage":{"input_tokens":9,"output_tokens":8,"total_tokens":17}}})";
  for (const bool deflates : {false, true}) {
    SocketScript script = open_socket(
        {.deflate = deflates ? std::optional{WsDeflateTerms{}} : std::nullopt, .tapped_bytes = std::size_t{64} * 1024});
    script.client(ask);
    script.server(answer);
    const CallRecord call = only_call(script);
    EXPECT_EQ(call.facts.model_requested, "gpt-5.5");
    EXPECT_EQ(call.facts.usage.output_total, Tokens{8});
    EXPECT_EQ(call.facts.tool_calls, 1);
    EXPECT_EQ(call.outcome, Outcome::Ok);
  }
}

class Recorder final : public CallSink {
 public:
  void on_finished(const CallRecord& call) override { calls.push_back(call); }
  std::vector<CallRecord> calls;
};

TEST(SocketsInTheMeter, MoveTheBoardTurnByTurn) {
  StatsBoard board{{}};
  Recorder recorder;
  Meter meter{shipped(), board, {&recorder}};
  ExchangeOpened opened = test::opened_by(test::parse_http_text(kUpgrade), "openai");
  const TabId tab = opened.tab;
  WsWriter client{WsWriter::Side::Client};
  WsWriter server{WsWriter::Side::Server};
  const auto say = [&](Direction direction, std::string_view text) {
    WsWriter& writer = direction == Direction::ToUpstream ? client : server;
    meter.handle({1, SteadyTime{}, BodyBytes{direction, writer.message(WsKind::Text, text)}});
  };
  meter.handle({1, SteadyTime{}, std::move(opened)});
  meter.handle({1, SteadyTime{}, ResponseStarted{{101, "", {}}}});
  EXPECT_EQ(board.latest(tab), nullptr);
  say(Direction::ToUpstream, kAsk);
  EXPECT_EQ(board.latest(tab)->in_flight, 1);
  say(Direction::ToClient, completed(1));
  EXPECT_EQ(board.latest(tab)->in_flight, 0);
  EXPECT_EQ(board.latest(tab)->calls, 1);
  EXPECT_EQ(board.latest(tab)->output, Tokens{100});
  EXPECT_THAT(recorder.calls, SizeIs(1));
  say(Direction::ToUpstream, kAsk);
  meter.handle({1, SteadyTime{}, ExchangeClosed{}});
  EXPECT_THAT(recorder.calls, SizeIs(2));
  EXPECT_EQ(board.latest(tab)->calls, 2);
  EXPECT_EQ(board.latest(tab)->in_flight, 0);
}

}  // namespace
}  // namespace tabacus::analytics
