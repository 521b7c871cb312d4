#include "analytics/metering/meter.hpp"

#include <gmock/gmock.h>

#include <new>
#include <thread>

#include "tests/support/encode.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Recorder final : public CallSink {
 public:
  void on_finished(const CallRecord& call) override { calls.push_back(call); }
  std::vector<CallRecord> calls;
};

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

constexpr std::string_view kRequest =
    "POST /v1/messages?beta=true HTTP/1.1\nHost: api.anthropic.com\n\n{\"model\":\"claude-sonnet-4-5\"}";
constexpr std::string_view kStreamHead = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n";
constexpr std::string_view kStart =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-sonnet-4-5\","
    "\"usage\":{\"input_tokens\":1000,\"cache_read_input_tokens\":2000,\"output_tokens\":1}}}\n\n";
constexpr std::string_view kPing = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
constexpr std::string_view kDelta =
    "event: content_block_delta\ndata: "
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}"
    "\n\n";
constexpr std::string_view kEnd =
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{"
    "\"output_tokens\":100}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
// 1,000 uncached, 2,000 read, 100 out of claude-sonnet-4-5.
constexpr Nanodollars kFullCost{3'000'000 + 600'000 + 1'500'000};

/// Drives a meter as a proxy would: each step a millisecond after the last.
class MeterTest : public testing::Test {
 protected:
  ExchangeId open(std::string_view request = kRequest, std::string_view slot = "anthropic") {
    const auto message = test::parse_http_text(request);
    ExchangeOpened opened = test::opened_by(message, slot);
    opened.tab = tab_;
    opened.caller = caller_;
    const ExchangeId id = ++last_id_;
    send(id, opened);
    send(id, BodyBytes{Direction::ToUpstream, message.body});
    send(id, BodyEnded{Direction::ToUpstream});
    return id;
  }
  void answer(ExchangeId id, std::string_view head) { send(id, test::started_by(test::parse_http_text(head))); }
  void body(ExchangeId id, std::string_view bytes, bool gap_before = false) {
    send(id, BodyBytes{Direction::ToClient, std::string{bytes}, gap_before});
  }
  void close(ExchangeId id, ExchangeEnd end = ExchangeEnd::Complete) {
    if (end == ExchangeEnd::Complete) send(id, BodyEnded{Direction::ToClient});
    send(id, ExchangeClosed{.end = end, .error = "", .connect = {}, .tls = {}, .overhead = {}});
  }
  template <typename Event>
  void send(ExchangeId id, Event event) {
    meter_.handle({id, now_, std::move(event)});
    now_ += milliseconds{1};
  }
  [[nodiscard]] TabStats stats() const {
    const auto latest = board_.latest(tab_);
    return latest ? *latest : TabStats{};
  }
  [[nodiscard]] const CallRecord& last_call() const { return sink_.calls.back(); }

  const TabId tab_ = TabId::mint();
  std::shared_ptr<CallerAnswer> caller_;  ///< of exchanges opened from now on
  int published_ = 0;
  StatsBoard board_{[this] { ++published_; }};
  Recorder sink_;
  Meter meter_{shipped(), board_, {&sink_}};
  SteadyTime now_{};
  ExchangeId last_id_ = 0;
};

TEST_F(MeterTest, ACallIsStoredWithItsCaller) {
  caller_ = std::make_shared<CallerAnswer>();
  caller_->give(Caller{42, "claude", "zsh > claude", false});
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  close(id);
  ASSERT_THAT(sink_.calls, SizeIs(1));
  EXPECT_EQ(last_call().caller, (Caller{42, "claude", "zsh > claude", false}));
  EXPECT_EQ(last_call().identity.client, "claude-code") << "its head names no client";
}

TEST_F(MeterTest, ACallWaitsForItsCallerAndTheTotalsDoNot) {
  caller_ = std::make_shared<CallerAnswer>();
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  body(id, kEnd);
  close(id);
  EXPECT_EQ(stats().calls, 1);
  EXPECT_THAT(sink_.calls, IsEmpty());
  send(0, CallersFound{});
  EXPECT_THAT(sink_.calls, IsEmpty()) << "that was another's caller";
  caller_->give(std::nullopt);
  send(0, CallersFound{});
  ASSERT_THAT(sink_.calls, SizeIs(1));
  EXPECT_EQ(last_call().caller, std::nullopt);
  EXPECT_EQ(last_call().outcome, Outcome::Ok);
  send(0, CallersFound{});
  EXPECT_THAT(sink_.calls, SizeIs(1));
}

TEST_F(MeterTest, ShowsWhatACallCostsWhileItRuns) {
  EXPECT_EQ(board_.latest(tab_), nullptr);
  const ExchangeId id = open();
  EXPECT_EQ(stats().in_flight, 1);
  EXPECT_EQ(stats().running_since, SteadyTime{});
  EXPECT_EQ(stats().last_model, "claude-sonnet-4-5");
  answer(id, kStreamHead);
  body(id, kStart);
  EXPECT_EQ(stats().input_uncached, Tokens{1'000});
  EXPECT_EQ(stats().cache_read, Tokens{2'000});
  EXPECT_EQ(stats().cost, Nanodollars{3'000'000 + 600'000 + 15'000});
  EXPECT_FALSE(stats().last_first_token);
  body(id, kDelta);
  EXPECT_TRUE(stats().last_first_token);
  body(id, kEnd);
  EXPECT_EQ(stats().cost, kFullCost);
  EXPECT_EQ(stats().calls, 0);
  close(id);
  const TabStats done = stats();
  EXPECT_EQ(done.calls, 1);
  EXPECT_EQ(done.in_flight, 0);
  EXPECT_EQ(done.cost, kFullCost);
  EXPECT_EQ(done.output, Tokens{100});
  EXPECT_FALSE(done.running_since || done.cost_is_lower_bound);
  ASSERT_THAT(sink_.calls, SizeIs(1));
  EXPECT_EQ(last_call().outcome, Outcome::Ok);
  EXPECT_EQ(last_call().cost, kFullCost);
  EXPECT_EQ(last_call().endpoint, "/v1/messages") << "without its query";
  EXPECT_EQ(last_call().price_version->as_of, "2026-08-19");
}

TEST_F(MeterTest, PublishesOnlyWhatChanged) {
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  body(id, kDelta);
  const int before = published_;
  for (int i = 0; i < 50; ++i) body(id, kDelta);
  EXPECT_EQ(published_, before);
}

TEST_F(MeterTest, MeasuresTimesFromTheRequestsFirstByte) {
  const ExchangeId id = open();  // 0 ms; its body at 1 and 2
  answer(id, kStreamHead);       // 3
  body(id, kStart);              // 4: the first byte
  body(id, kPing);               // 5
  body(id, kDelta);              // 6: the first token
  body(id, kDelta);              // 7
  body(id, kEnd);                // 8
  close(id);                     // 9, 10
  const CallTimes& times = last_call().times;
  EXPECT_EQ(times.first_byte, milliseconds{4});
  EXPECT_EQ(times.first_token, milliseconds{6});
  EXPECT_EQ(times.last_token, milliseconds{7});
  EXPECT_EQ(times.total, milliseconds{10});
  EXPECT_EQ(last_call().request_bytes, 29);
  EXPECT_EQ(last_call().response_bytes,
            static_cast<std::int64_t>(kStart.size() + kPing.size() + 2 * kDelta.size() + kEnd.size()));
}

TEST_F(MeterTest, LeavesOutWhatIsNoCall) {
  for (const auto* request :
       {"HEAD / HTTP/1.1\nHost: api.anthropic.com\n\n", "GET /v1/models HTTP/1.1\nHost: x\n\n",
        "HEAD /api/hello HTTP/1.1\nHost: x\n\n", "POST /api/event_logging/v2/batch HTTP/1.1\nHost: x\n\n{}"}) {
    const ExchangeId id = open(request);
    answer(id, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
    body(id, "{\"usage\":{\"input_tokens\":5}}");
    close(id);
  }
  EXPECT_THAT(sink_.calls, IsEmpty());
  EXPECT_EQ(board_.latest(tab_), nullptr);
}

TEST_F(MeterTest, KeepsTabsAndExchangesApart) {
  const ExchangeId first = open();
  const ExchangeId second = open();
  EXPECT_EQ(stats().in_flight, 2);
  answer(first, kStreamHead);
  answer(second, kStreamHead);
  body(second, kStart);
  body(first, kStart);
  body(first, kEnd);
  close(first);
  EXPECT_EQ(stats().calls, 1);
  EXPECT_EQ(stats().in_flight, 1);
  EXPECT_EQ(stats().input_uncached, Tokens{2'000});
  EXPECT_EQ(stats().running_since, SteadyTime{milliseconds{3}});
  close(second, ExchangeEnd::ClientGone);
  EXPECT_EQ(board_.latest(TabId::mint()), nullptr);
  EXPECT_THAT(sink_.calls, SizeIs(2));
}

TEST_F(MeterTest, KeepsThePartialUsageOfAnAbortedCall) {
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  close(id, ExchangeEnd::ClientGone);
  EXPECT_EQ(last_call().outcome, Outcome::Aborted);
  EXPECT_EQ(last_call().facts.usage_state, UsageState::Partial);
  EXPECT_EQ(last_call().cost, (Nanodollars{3'000'000 + 600'000 + 15'000}));
  EXPECT_EQ(stats().errors, 0);
}

struct EndCase {
  ExchangeEnd end;
  bool answered;  ///< the whole stream came first
  Outcome outcome;
};

TEST_F(MeterTest, NamesHowACallEnded) {
  constexpr EndCase kCases[] = {
      {ExchangeEnd::ClientGone, false, Outcome::Aborted}, {ExchangeEnd::UpstreamCut, false, Outcome::Truncated},
      {ExchangeEnd::NoUpstream, false, Outcome::Error},   {ExchangeEnd::Refused, false, Outcome::Refused},
      {ExchangeEnd::Complete, true, Outcome::Ok},         {ExchangeEnd::ClientGone, true, Outcome::Ok},
      {ExchangeEnd::UpstreamCut, true, Outcome::Ok},
  };
  for (const EndCase& row : kCases) {
    const ExchangeId id = open();
    if (row.answered) {
      answer(id, kStreamHead);
      body(id, kStart);
      body(id, kEnd);
    }
    close(id, row.end);
    EXPECT_EQ(last_call().outcome, row.outcome) << static_cast<int>(row.end);
  }
}

TEST_F(MeterTest, RecordsAnUpstreamThatCouldNotBeReached) {
  close(open(), ExchangeEnd::NoUpstream);
  EXPECT_EQ(last_call().status, 502);
  EXPECT_EQ(last_call().error_type, "upstream_unreachable");
  EXPECT_FALSE(last_call().cost);
  EXPECT_EQ(stats().errors, 1);
  EXPECT_EQ(stats().without_usage, 0) << "no tokens were used: nothing is unknown";
  EXPECT_FALSE(stats().cost_is_lower_bound);
  EXPECT_EQ(stats().last_error, "upstream_unreachable");
}

TEST_F(MeterTest, CountsWhatIsNotKnown) {
  const ExchangeId unknown = open();
  answer(unknown, "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: sdch\n\n");
  body(unknown, "????");
  close(unknown);
  EXPECT_EQ(last_call().outcome, Outcome::Undecoded);
  EXPECT_EQ(last_call().response_bytes, 4);
  EXPECT_EQ(stats().without_usage, 1);
  EXPECT_TRUE(stats().cost_is_lower_bound);

  const ExchangeId renamed = open();
  answer(renamed, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(renamed, "{\"model\":\"new\",\"usage\":{\"input_tokens\":5,\"output_tokens\":5}}");
  close(renamed);
  EXPECT_EQ(last_call().price_basis, PriceBasis::Host);
  EXPECT_EQ(stats().unpriced, 0) << "the model asked for has a price";
}

/// An image or a batch of embeddings: far more than is kept, with what it cost at the end.
TEST_F(MeterTest, ReadsWhatADocumentCostThatIsTooLongToBeKept) {
  const ExchangeId id = open();
  answer(id, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(id, R"({"model":"claude-sonnet-4-5","content":[{"type":"text","text":")");
  for (int megabyte = 0; megabyte < 12; ++megabyte) body(id, std::string(1'000'000, 'x'));
  body(id, R"( \"usage\":{\"input_tokens\":7}"}],"usage":{"input_tokens":5,"output_tokens":6}})");
  close(id);
  EXPECT_EQ(last_call().outcome, Outcome::Ok);
  EXPECT_EQ(last_call().facts.usage.input_uncached, Tokens{5});
  EXPECT_EQ(last_call().facts.usage.output_total, Tokens{6});
  EXPECT_EQ(last_call().facts.tool_calls, std::nullopt) << "what was not kept is not counted";
}

TEST_F(MeterTest, SaysWhenAModelHasNoPrice) {
  const ExchangeId id = open("POST /v1/messages HTTP/1.1\nHost: 127.0.0.1:9\n\n{\"model\":\"new\"}");
  answer(id, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(id, "{\"model\":\"new\",\"usage\":{\"input_tokens\":5,\"output_tokens\":5}}");
  close(id);
  EXPECT_FALSE(last_call().cost);
  EXPECT_EQ(last_call().price_basis, PriceBasis::None);
  EXPECT_EQ(stats().unpriced, 1);
  EXPECT_TRUE(stats().cost_is_lower_bound);
}

TEST_F(MeterTest, PricesALoopbackUpstreamByItsSlot) {
  const ExchangeId id = open("POST /v1/messages HTTP/1.1\nHost: 127.0.0.1:9\n\n{\"model\":\"claude-sonnet-4-5\"}");
  answer(id, kStreamHead);
  body(id, kStart);
  body(id, kEnd);
  close(id);
  EXPECT_EQ(last_call().price_basis, PriceBasis::Slot);
  EXPECT_EQ(last_call().cost, kFullCost);
}

// A gap costs only what fell into it: the last usage is cumulative.
TEST_F(MeterTest, StaysMeasuredWhenAGapSparesTheUsage) {
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  body(id, "data: rest of a lost event\n\n", true);
  body(id, kEnd);
  close(id);
  EXPECT_EQ(last_call().outcome, Outcome::Ok);
  EXPECT_EQ(last_call().cost, kFullCost);
  EXPECT_FALSE(last_call().facts.tool_calls) << "some may have been in the gap";
}

TEST_F(MeterTest, CountsTheBytesOfAGap) {
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  send(id, BodyBytes{Direction::ToClient, std::string{kEnd}, true, 1000});
  send(id, BodyEnded{Direction::ToClient, true, 50});
  send(id, ExchangeClosed{});
  EXPECT_EQ(last_call().response_bytes, static_cast<std::int64_t>(kStart.size() + kEnd.size() + 1050));
}

TEST_F(MeterTest, IsLossyWhenTheUsageFellIntoAGap) {
  const std::string stream = std::string{kStart} + std::string{kDelta} + std::string{kEnd};
  const ExchangeId start_lost = open();
  answer(start_lost, kStreamHead);
  body(start_lost, std::string{kDelta} + std::string{kEnd}, true);
  close(start_lost);
  EXPECT_EQ(last_call().outcome, Outcome::Lossy);
  EXPECT_TRUE(stats().cost_is_lower_bound);
  EXPECT_EQ(stats().lossy, 1);

  const ExchangeId end_lost = open();
  answer(end_lost, kStreamHead);
  body(end_lost, kStart);
  send(end_lost, BodyEnded{Direction::ToClient, true});
  send(end_lost, ExchangeClosed{});
  EXPECT_EQ(last_call().outcome, Outcome::Lossy);

  const ExchangeId compressed = open();
  answer(compressed, "HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Encoding: gzip\n\n");
  const std::string wire = test::encode("gzip", stream);
  body(compressed, wire.substr(0, 20));
  body(compressed, wire.substr(30), true);
  close(compressed);
  EXPECT_EQ(last_call().outcome, Outcome::Lossy);

  const ExchangeId document = open();
  answer(document, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(document, "{\"model\":\"m\",", false);
  body(document, "\"usage\":{}}", true);
  close(document);
  EXPECT_EQ(last_call().outcome, Outcome::Lossy);
}

TEST_F(MeterTest, ReadsNoRequestOverItsBoundAndGoesOn) {
  const auto request = test::parse_http_text(kRequest);
  ExchangeOpened opened = test::opened_by(request, "anthropic");
  opened.tab = tab_;
  send(1, opened);
  send(1, BodyBytes{Direction::ToUpstream, "{\"model\":\"claude-sonnet-4-5\",\"pad\":\""});
  const std::string pad(1024 * 1024, 'x');
  for (int i = 0; i < 9; ++i) send(1, BodyBytes{Direction::ToUpstream, pad});
  send(1, BodyBytes{Direction::ToUpstream, "\"}"});
  send(1, BodyEnded{Direction::ToUpstream});
  answer(1, kStreamHead);
  body(1, kStart);
  body(1, kEnd);
  close(1);
  EXPECT_EQ(last_call().facts.model_requested, "");
  EXPECT_EQ(last_call().facts.model_served, "claude-sonnet-4-5");
  EXPECT_EQ(last_call().cost, kFullCost);
}

TEST_F(MeterTest, KeepsNoCredentialThatAnErrorQuotes) {
  const ExchangeId id = open();
  answer(id, "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n");
  body(id, R"({"type":"error","error":{"type":"sk-ant-api03-made-up-key","message":"sk-ant-api03-made-up-key"}})");
  close(id);
  EXPECT_EQ(last_call().error_type, "error");
  EXPECT_EQ(last_call().facts.error_type, "error");
}

TEST_F(MeterTest, KeepsOnlyCodesOfWhatTheProviderWrites) {
  const ExchangeId id = open();
  answer(id, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(id, R"({"type":"message","id":"m","model":"claude-sonnet-4-5","content":[],"stop_reason":"a sentence","usage":)"
           R"({"input_tokens":1,"output_tokens":2,"service_tier":"two words","inference_geo":"c d","note":"e f"}})");
  close(id);
  EXPECT_EQ(last_call().facts.stop_raw, "unknown");
  EXPECT_EQ(last_call().facts.usage.service_tier, "unknown");
  EXPECT_EQ(last_call().facts.usage.region, "unknown");
  EXPECT_EQ(last_call().facts.usage.raw, R"({"input_tokens":1,"output_tokens":2})");
}

TEST_F(MeterTest, KeepsOfACountOfTokensTheCount) {
  const ExchangeId id = open("POST /v1/messages/count_tokens HTTP/1.1\nHost: api.anthropic.com\n\n{\"model\":\"m\"}");
  answer(id, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n");
  body(id, R"({"input_tokens":7,"echo":"word"})");
  close(id);
  EXPECT_EQ(last_call().facts.usage.raw, R"({"input_tokens":7})");
}

TEST_F(MeterTest, StoresThePathBelowTheSlotAndNotTheUpstreams) {
  ExchangeOpened opened = test::opened_by(test::parse_http_text(kRequest), "anthropic");
  opened.tab = tab_;
  opened.request.target = "/made-up-key/v1/messages?beta=true";
  opened.endpoint = "/v1/messages";
  send(1, opened);
  close(1);
  EXPECT_EQ(last_call().endpoint, "/v1/messages");
}

TEST_F(MeterTest, IgnoresEventsOfExchangesItDoesNotKnow) {
  answer(77, kStreamHead);
  body(77, kStart);
  close(77);
  EXPECT_THAT(sink_.calls, IsEmpty());
}

TEST_F(MeterTest, TellsTheBoardOnceOfWhatCameTogether) {
  Tap tap;
  ExchangeOpened opened = test::opened_by(test::parse_http_text(kRequest), "anthropic");
  opened.tab = tab_;
  for (ExchangeId id = 1; id <= 20; ++id) EXPECT_TRUE(tap.offer({id, now_, opened}));
  tap.close();
  meter_.run(tap);
  EXPECT_EQ(published_, 2) << "once for twenty that began, once for their ends";
  EXPECT_EQ(stats().calls, 20);
  EXPECT_EQ(stats().in_flight, 0);
}

TEST_F(MeterTest, RunsUntilTheTapIsClosedAndEndsWhatIsOpen) {
  Tap tap;
  std::thread meter{[&] { meter_.run(tap); }};
  const auto request = test::parse_http_text(kRequest);
  ExchangeOpened opened = test::opened_by(request, "anthropic");
  opened.tab = tab_;
  EXPECT_TRUE(tap.offer({1, now_, opened}));
  EXPECT_TRUE(tap.offer({1, now_, test::started_by(test::parse_http_text(kStreamHead))}));
  EXPECT_TRUE(tap.offer({1, now_ + milliseconds{5}, BodyBytes{Direction::ToClient, std::string{kStart}}}));
  tap.close();
  meter.join();
  ASSERT_THAT(sink_.calls, SizeIs(1));
  EXPECT_EQ(last_call().outcome, Outcome::Truncated);
  EXPECT_EQ(last_call().times.total, milliseconds{5});
  EXPECT_EQ(stats().in_flight, 0);
}

TEST_F(MeterTest, TellsOfTheCallsUnderWay) {
  const ExchangeId id = open();
  answer(id, kStreamHead);
  body(id, kStart);
  const std::uint64_t question = board_.next_question();
  EXPECT_EQ(board_.wait_for_answer(question, milliseconds{0}), std::nullopt);
  send(0, RunningAsked{question});
  const auto running = board_.wait_for_answer(question, milliseconds{0});
  ASSERT_TRUE(running);
  ASSERT_THAT(*running, SizeIs(1));
  EXPECT_EQ(running->front().tab, tab_);
  EXPECT_EQ(running->front().provider, "anthropic");
  EXPECT_EQ(running->front().model, "claude-sonnet-4-5");
  EXPECT_EQ(running->front().status, 200);
  EXPECT_EQ(running->front().input, Tokens{3000});
  EXPECT_GT(running->front().response_bytes, 0);
  close(id);
  send(0, RunningAsked{board_.next_question()});
  EXPECT_THAT(board_.wait_for_answer(question, milliseconds{0}).value(), IsEmpty()) << "a later answer answers it too";
}

/// Throws over calls of one size, as a library that runs out of memory would.
class Thrower final : public CallSink {
 public:
  void on_finished(const CallRecord& call) override {
    if (call.request_bytes > 1000) throw std::bad_alloc{};
    ++calls;
  }
  int calls = 0;
};

TEST(MeterFaults, CostOneCallAndNothingElse) {
  StatsBoard board{{}};
  Thrower sink;
  Tap tap;
  const TabId tab = TabId::mint();
  const auto call = [&](ExchangeId id, std::size_t size) {
    ExchangeOpened opened = test::opened_by(test::parse_http_text(kRequest), "anthropic");
    opened.tab = tab;
    ASSERT_TRUE(tap.offer({id, {}, opened}));
    ASSERT_TRUE(tap.offer({id, {}, BodyBytes{Direction::ToUpstream, std::string(size, 'x')}}));
    ASSERT_TRUE(tap.offer({id, {}, ExchangeClosed{}}));
  };
  call(1, 10);
  call(2, 5000);
  call(3, 10);
  // Still open when the tap closes: what is thrown over its end must not keep the meter from ending.
  ASSERT_TRUE(tap.offer({4, {}, test::opened_by(test::parse_http_text(kRequest), "anthropic")}));
  ASSERT_TRUE(tap.offer({4, {}, BodyBytes{Direction::ToUpstream, std::string(5000, 'x')}}));
  tap.close();
  Meter{shipped(), board, {&sink}}.run(tap);
  EXPECT_EQ(sink.calls, 2);
  EXPECT_EQ(board.faults(), 2);
  EXPECT_EQ(board.latest(tab)->in_flight, 0);
}

}  // namespace
}  // namespace tabacus::analytics
