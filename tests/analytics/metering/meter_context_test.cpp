// What the meter adds to calls from beyond their own bytes: where they were made for, how they came, limits, the cache.
#include <gmock/gmock.h>

#include <semaphore>
#include <thread>

#include "analytics/metering/meter.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Recorder final : public CallSink {
 public:
  void on_finished(const CallRecord& call) override { calls.push_back(call); }
  std::vector<CallRecord> calls;
};

class FakePlaces final : public PlaceFinder {
 public:
  std::shared_ptr<const PlaceAnswer> place_of(TabId, std::shared_ptr<const CallerAnswer>) override {
    ++questions;
    answer = std::make_shared<PlaceAnswer>();
    return answer;
  }
  int questions = 0;
  std::shared_ptr<PlaceAnswer> answer;
};

constexpr std::string_view kStart =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-sonnet-4-5\","
    "\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":20000,\"output_"
    "tokens\":"
    "1}}}\n\n";
constexpr std::string_view kDelta =
    "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n";
constexpr std::string_view kPing = ": comment\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n";
constexpr std::string_view kEnd =
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":100}}\n\n"
    "data: {\"type\":\"message_stop\"}\n\n";

class MeterContextTest : public testing::Test {
 protected:
  ExchangeId begin() {
    const auto request = test::parse_http_text(
        "POST /v1/messages HTTP/1.1\nHost: api.anthropic.com\nx-api-key: k\n\n"
        R"({"model":"claude-sonnet-4-5","system":"s","messages":["a"],"cache_control":{"type":"ephemeral"}})");
    ExchangeOpened opened = test::opened_by(request, "anthropic");
    opened.tab = tab_;
    opened.wall = start_ + std::chrono::duration_cast<std::chrono::microseconds>(now_ - SteadyTime{});
    send(++last_, opened);
    send(last_, BodyBytes{Direction::ToUpstream, request.body});
    send(last_, BodyEnded{Direction::ToUpstream});
    send(last_,
         test::started_by(test::parse_http_text("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n" + head_ + "\n")));
    return last_;
  }
  void say(std::string_view bytes, Nanoseconds after = {}) {
    now_ += after;
    send(last_, BodyBytes{Direction::ToClient, std::string{bytes}});
  }
  void end(ExchangeEnd how = ExchangeEnd::Complete) {
    if (how == ExchangeEnd::Complete) send(last_, BodyEnded{Direction::ToClient});
    send(last_, ExchangeClosed{.end = how, .error = "", .connect = {}, .tls = {}, .overhead = {}});
  }
  template <typename Event>
  void send(ExchangeId id, Event event) {
    meter_.handle({id, now_, std::move(event)});
  }
  [[nodiscard]] TabStats stats() const { return *board_.latest(tab_); }

  const TabId tab_ = TabId::mint();
  const SystemTime start_ = from_epoch_us(1'800'000'000'000'000);
  SteadyTime now_{};
  std::string head_;
  ExchangeId last_ = 0;
  int told_ = 0;
  std::counting_semaphore<> told_now_{0};
  StatsBoard board_{[this] {
    ++told_;
    told_now_.release();
  }};
  Recorder sink_;
  FakePlaces places_;
  Meter meter_{PriceBook::shipped(), board_, {&sink_}, HashKey{1, 2}, &places_};
};

TEST_F(MeterContextTest, ACallWaitsForItsPlace) {
  begin();
  say(kStart);
  say(kEnd);
  end();
  EXPECT_TRUE(sink_.calls.empty());
  places_.answer->give(Place{"/home/ada/engine", "main"});
  send(0, CallersFound{});
  ASSERT_EQ(sink_.calls.size(), 1u);
  EXPECT_EQ(sink_.calls[0].project, "/home/ada/engine");
  EXPECT_EQ(sink_.calls[0].branch, "main");
}

TEST_F(MeterContextTest, ACallOutsideOfAnyRepositoryHasNoPlace) {
  begin();
  places_.answer->give(std::nullopt);
  end();
  ASSERT_EQ(sink_.calls.size(), 1u);
  EXPECT_EQ(sink_.calls[0].project, "");
}

TEST_F(MeterContextTest, AFloodOfCallsAsksOnceASecond) {
  for (int i = 0; i < 100; ++i) {
    begin();
    end();
    now_ += milliseconds{30};
  }
  EXPECT_EQ(places_.questions, 3);
}

TEST_F(MeterContextTest, SilencesBetweenTokensAreStalls) {
  begin();
  places_.answer->give(std::nullopt);
  say(kStart, seconds{20});
  say(kPing, seconds{20});
  say(kDelta, seconds{1});
  say(kDelta, seconds{2});
  say(kPing, seconds{9});
  say(kDelta, seconds{1});
  say(kDelta, seconds{11});
  say(kEnd, seconds{30});
  end();
  const CallTimes& times = sink_.calls.at(0).times;
  EXPECT_EQ(times.first_byte, Nanoseconds{seconds{20}});
  EXPECT_EQ(times.first_token, Nanoseconds{seconds{41}}) << "neither message_start nor a comment nor a ping is a token";
  EXPECT_EQ(times.longest_gap, Nanoseconds{seconds{11}});
  EXPECT_EQ(times.stalls, 2) << "a ping breaks no silence, and the end's figures are no token";
}

TEST_F(MeterContextTest, ASilenceThatEndsInACutCounts) {
  begin();
  places_.answer->give(std::nullopt);
  say(kDelta);
  now_ += seconds{15};
  end(ExchangeEnd::ClientGone);
  EXPECT_EQ(sink_.calls.at(0).times.stalls, 1);
}

TEST_F(MeterContextTest, TheSpeedIsEstimatedWhileItRunsAndExactAtTheEnd) {
  begin();
  say(kStart);
  for (int i = 0; i <= 10; ++i) say(kDelta, milliseconds{100});
  EXPECT_TRUE(stats().speed_is_estimate);
  EXPECT_DOUBLE_EQ(*stats().tokens_per_second, 11.0) << "a delta is a token as long as nothing else is known";
  say(kEnd);
  end();
  EXPECT_FALSE(stats().speed_is_estimate);
  EXPECT_DOUBLE_EQ(*stats().tokens_per_second, 100.0);
  begin();
  for (int i = 0; i <= 10; ++i) say(kDelta, milliseconds{100});
  EXPECT_DOUBLE_EQ(*stats().tokens_per_second, 100.0) << "by what a delta held the last time";
  EXPECT_EQ(stats().last_content, now_);
}

TEST_F(MeterContextTest, SpeedAloneIsToldFourTimesASecond) {
  constexpr int kStreams = 20;
  for (int i = 0; i < kStreams; ++i) {
    begin();
    say(kStart, milliseconds{10});
    say(kDelta);
  }
  const ExchangeId first = last_ - kStreams + 1;
  const auto all_speak = [&] {
    for (ExchangeId id = first; id < first + kStreams; ++id) {
      now_ += milliseconds{10};
      send(id, BodyBytes{Direction::ToClient, std::string{kDelta}});
    }
  };
  while (now_ - SteadyTime{} < seconds{3}) all_speak();
  told_ = 0;
  for (int fifth = 0; fifth < 10; ++fifth) all_speak();
  EXPECT_GE(told_, 4) << "each of twenty has a new speed each second";
  EXPECT_LE(told_, 8);
  EXPECT_TRUE(stats().speed_is_estimate);
  EXPECT_EQ(stats().in_flight, kStreams);

  told_ = 0;
  begin();
  EXPECT_EQ(told_, 1) << "a call begins: at once";
  EXPECT_EQ(stats().in_flight, kStreams + 1);
  say(kStart);
  EXPECT_EQ(told_, 2) << "what it uses: at once";
  end(ExchangeEnd::UpstreamCut);
  EXPECT_EQ(told_, 3) << "its end: at once";
  EXPECT_EQ(stats().in_flight, kStreams);
  EXPECT_EQ(stats().calls, 1);
}

TEST_F(MeterContextTest, SpeedThatWaitedIsToldWithTheNextNews) {
  begin();
  const ExchangeId slow = last_;
  say(kDelta);
  now_ += milliseconds{990};
  begin();
  told_ = 0;
  now_ += milliseconds{10};
  send(slow, BodyBytes{Direction::ToClient, std::string{kDelta}});
  EXPECT_EQ(told_, 0);
  EXPECT_FALSE(stats().speed_is_estimate);
  now_ += milliseconds{1};
  end();
  EXPECT_TRUE(stats().speed_is_estimate);
  EXPECT_EQ(stats().in_flight, 1);
}

TEST_F(MeterContextTest, SpeedThatNothingFollowsIsToldByTheClock) {
  now_ = std::chrono::steady_clock::now() - seconds{1};
  begin();
  const ExchangeId slow = last_;
  say(kDelta);
  now_ += milliseconds{990};
  begin();
  now_ += milliseconds{10};
  send(slow, BodyBytes{Direction::ToClient, std::string{kDelta}});
  EXPECT_FALSE(stats().speed_is_estimate) << "it waits";
  while (told_now_.try_acquire()) {
  }
  Tap tap;
  std::jthread meter{[&] { meter_.run(tap); }};
  EXPECT_TRUE(told_now_.try_acquire_for(seconds{10}));
  EXPECT_TRUE(stats().speed_is_estimate);
  EXPECT_EQ(stats().in_flight, 2);
  tap.close();
}

/// A speed that is to be told later says nothing of when the calls ended.
TEST_F(MeterContextTest, ACallThatTheEndCutsIsAsLongAsItWasHeardOf) {
  const ExchangeId slow = begin();
  say(kDelta);
  now_ += milliseconds{990};
  begin();
  now_ += milliseconds{10};
  Tap tap;
  ASSERT_TRUE(tap.offer({slow, now_, BodyBytes{Direction::ToClient, std::string{kDelta}}}));
  tap.close();
  meter_.run(tap);
  ASSERT_EQ(sink_.calls.size(), 2u);
  EXPECT_EQ(sink_.calls.front().times.total, seconds{1});
}

TEST_F(MeterContextTest, TheTabShowsItsCacheAndItsContext) {
  begin();
  say(kStart, seconds{1});
  say(kEnd);
  end();
  EXPECT_EQ(stats().cache_expires_at, start_ + seconds{1} + minutes{5});
  EXPECT_EQ(stats().cache_at_stake, Nanodollars{20'000 * (3'750 - 300)});
  EXPECT_EQ(stats().prompt, Tokens{20'010});
  EXPECT_EQ(stats().context_window, Tokens{200'000});
  EXPECT_EQ(stats().price_cliff, Tokens{200'000});
  EXPECT_EQ(stats().waste, Nanodollars{0});
}

TEST_F(MeterContextTest, TheTabShowsTheLimitsOfItsAccount) {
  head_ =
      "anthropic-ratelimit-unified-5h-utilization: 0.5\nanthropic-ratelimit-unified-5h-reset: 1800014400\n"
      "retry-after: 30\nanthropic-organization-id: o\n";
  begin();
  places_.answer->give(std::nullopt);
  say(kStart, seconds{10});
  say(kEnd);
  end();
  const CallRecord& call = sink_.calls.at(0);
  ASSERT_EQ(call.limits.size(), 2u);
  EXPECT_EQ(call.limits[0].resets_at, start_ + std::chrono::hours{4});
  EXPECT_EQ(call.limits[1].resets_at, start_ + seconds{40}) << "30 seconds from when it was told";
  EXPECT_EQ(call.account, sip_hash(HashKey{1, 2}, "o")) << "who pays tells more than with which key";
  ASSERT_EQ(stats().limits.size(), 2u);
  EXPECT_EQ(stats().limits[0].used_ppm, 500'000);
  EXPECT_EQ(stats().limits[0].runs_out_at, start_ + seconds{10} + std::chrono::hours{1} + seconds{10});
  begin();
  places_.answer->give(std::nullopt);
  say(kEnd);
  end();
  EXPECT_EQ(sink_.calls.at(1).limits.size(), 0u) << "nothing moved";
}

}  // namespace
}  // namespace tabacus::analytics
