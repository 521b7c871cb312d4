#include "analytics/store/writer.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using WriterTest = StoreTest;

TEST_F(WriterTest, StoresEveryFieldOfACall) {
  const auto writer = open_writer();
  writer->register_tab({.tab = tab_, .title = "main", .shell_pid = {}, .port = {}, .created_at = kNoon});
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT call_id, started_at, tab_id = '" + tab_.text() +
                "', tab_title, session, agent, parent_agent, client, client_version, pid, process, process_chain, "
                "process_outside, project, branch FROM v_calls"),
            "14400000000987648|2027-01-15T08:00:00.123Z|1|main|b1c2d3e4-0000-4000-8000-00000000abcd|agent-7|agent-1|"
            "claude-code|2.0.14|4321|claude|zsh > claude|1|/home/ada/engine|side");
  EXPECT_EQ(ask("SELECT provider, api, model_requested, model, transport, status, outcome, error_type, stop_reason, "
                "usage_state FROM v_calls"),
            "anthropic|messages|claude-sonnet-4-5|claude-sonnet-4-5-20250929|sse|529|error|overloaded_error|tool_use|"
            "measured");
  EXPECT_EQ(ask("SELECT input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, prompt_tokens, "
                "output_tokens, reasoning_tokens, web_searches FROM v_calls"),
            "101|20202|303|404|21010|505|66|11");
  EXPECT_EQ(ask("SELECT billing, cost_usd, cost_nano, equivalent_usd, saved_usd, price_version FROM v_calls"),
            "api|0.012345678|12345678|0.01234568|5.4321e-05|2026-08-19");
  EXPECT_EQ(ask("SELECT equivalent_nano, subscription_nano, provider_cost_nano, provider_cost_differs, fee_nano, "
                "price_basis, price_provider, price_model, price_source, unpriced_reason FROM v_calls"),
            "12345680|-|14|1|17|slot|anthropic|claude-sonnet-4-5|shipped|-");
  EXPECT_EQ(
      ask("SELECT rates, hex(substr(sha256, 1, 3)), speed FROM prices JOIN price_versions USING(price_version_id), "
          "usage"),
      "{\"model\":\"claude-sonnet-4-5\",\"input\":3000000,\"output\":15000000}|010203|fast");
  EXPECT_EQ(ask("SELECT ttfb_ms, ttft_ms, duration_ms, overhead_us, request_bytes, response_bytes, request_id "
                "FROM v_calls"),
            "300.003|400.004|600.006|77|88000|9900|req_011CX");
  EXPECT_EQ(ask("SELECT usage_state, usage_doubt, usage_identity, through_gateway, engine, tool_calls, "
                "image_output_tokens, audio_seconds, prompt_ms, generation_ms, tokens_per_second, "
                "estimated_input_tokens, estimated_output_tokens, service_tier, region FROM v_usage"),
            "measured|contradictory_total|input+output|1|llama.cpp|2|16|0.017|0.018|101|5000|19|20|priority|us");
  EXPECT_EQ(ask("SELECT connect_us, tls_us, last_token_us, tool_calls, flags, stop_raw, "
                "(SELECT name FROM host WHERE id = host_id), (SELECT name FROM endpoint WHERE id = endpoint_id), "
                "(SELECT name FROM agent_kind) FROM calls"),
            "1001|2002|500005|2|7|tool_use|api.anthropic.com|/v1/messages|claude-code");
  EXPECT_EQ(
      ask("SELECT raw, (SELECT name FROM usage_identity WHERE id = identity), audio_in, audio_out, audio_cr, image_in, "
          "tool_prompt, web_fetch, code_run, (SELECT name FROM service_tier t WHERE t.id = usage.service_tier), "
          "(SELECT name FROM geo WHERE id = usage.geo), provider_cost_nano, response_id FROM usage"),
      "{\"input_tokens\":101}|input+output|7|8|15|9|10|12|13|priority|us|14|msg_01ABC");
}

TEST_F(WriterTest, StoresWhatIsNotKnownAsNull) {
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT agent, parent_agent, client, client_version, project, provider, api, model_requested, model, "
                "status, error_type, stop_reason FROM v_calls"),
            "-|-|-|-|-|-|-|-|-|-|-|-");
  EXPECT_EQ(ask("SELECT input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, prompt_tokens, "
                "output_tokens, reasoning_tokens, web_searches, cost_usd, cost_nano, equivalent_usd, saved_usd, "
                "price_version, ttfb_ms, ttft_ms, overhead_us, request_id FROM v_calls"),
            "-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-");
  EXPECT_EQ(ask("SELECT count(*) FROM usage"), "0") << "the side table is sparse";
}

TEST_F(WriterTest, StoresZeroAsZero) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  call.facts.usage.input_uncached = Tokens{0};
  call.facts.usage.web_searches = 0;
  call.cost = Nanodollars{0};
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT input_tokens, prompt_tokens, web_searches, cost_nano FROM v_calls"), "0|0|0|0");
}

TEST_F(WriterTest, StoresWhatIsBilledByTheUse) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  std::int64_t count = 1;
  for (const BilledUse& use : kBilledUses) call.facts.usage.*use.uses = count++;
  call.unpriced = Unpriced::NoToolFee;
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT code_runs, file_searches, containers, images_made, map_prompts, search_units, other_tools "
                "FROM v_usage"),
            "1|2|3|4|5|6|7");
  EXPECT_EQ(ask("SELECT unpriced_reason FROM v_calls"), "no_tool_fee");
}

TEST_F(WriterTest, BillsNothingToASubscription) {
  const auto writer = open_writer();
  CallRecord call = testing::full_call(tab_, session_, kNoon);
  call.billing = Billing::Subscription;
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT cost_nano, subscription_nano, equivalent_nano FROM v_calls"), "-|12345680|12345680");
}

TEST_F(WriterTest, KeepsOneRowForEachPriceAndVersion) {
  const auto writer = open_writer();
  CallRecord call = testing::full_call(tab_, session_, kNoon);
  for (int i = 0; i < 3; ++i) writer->on_finished(call);
  // The same rows read again, by another program or after a restart, are the same version.
  auto again = std::make_shared<PriceVersion>(*call.price_version);
  auto stamp = std::make_shared<PriceStamp>(*call.price);
  stamp->version = again;
  call.price_version = again;
  call.price = stamp;
  writer->on_finished(call);
  auto newer = std::make_shared<PriceVersion>(*again);
  newer->sha256[0] = 99;  // the same date, other prices
  auto newer_stamp = std::make_shared<PriceStamp>(*stamp);
  newer_stamp->version = newer;
  call.price_version = newer;
  call.price = newer_stamp;
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*), count(DISTINCT price_id), count(DISTINCT price_version_id) FROM calls"), "5|2|2");
  EXPECT_EQ(ask("SELECT count(*) FROM prices"), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM price_versions"), "2");
}

TEST_F(WriterTest, GivesCallsOfTheSameMomentTheNextLanes) {
  const auto writer = open_writer();
  for (int i = 0; i < 10; ++i) writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  const std::int64_t first = to_epoch_us(kNoon) * 8;
  EXPECT_EQ(ask("SELECT min(call_id), max(call_id), count(*) FROM calls"), fmt::format("{}|{}|10", first, first + 9));
  EXPECT_EQ(writer->health().calls_dropped, 0);
}

TEST_F(WriterTest, WhatFewCallsTellOfTheirUsageIsKeptAloneToo) {
  const std::vector<std::pair<const char*, void (*)(CallRecord&)>> told{
      {"identity", [](CallRecord& call) { call.facts.usage.identity = "prompt+candidates"; }},
      {"audio_in", [](CallRecord& call) { call.facts.usage.audio_input = Tokens{1}; }},
      {"audio_out", [](CallRecord& call) { call.facts.usage.audio_output = Tokens{1}; }},
      {"audio_cr", [](CallRecord& call) { call.facts.usage.audio_cache_read = Tokens{1}; }},
      {"image_in", [](CallRecord& call) { call.facts.usage.image_input = Tokens{1}; }},
      {"image_out", [](CallRecord& call) { call.facts.usage.image_output = Tokens{1}; }},
      {"tool_prompt", [](CallRecord& call) { call.facts.usage.tool_prompt = Tokens{1}; }},
      {"web_search", [](CallRecord& call) { call.facts.usage.web_searches = 1; }},
      {"web_fetch", [](CallRecord& call) { call.facts.usage.web_fetches = 1; }},
      {"code_run", [](CallRecord& call) { call.facts.usage.code_runs = 1; }},
      {"provider_cost_nano", [](CallRecord& call) { call.facts.usage.provider_cost = Nanodollars{1}; }},
      {"est_in", [](CallRecord& call) { call.estimated_input = Tokens{1}; }},
      {"est_out", [](CallRecord& call) { call.estimated_output = Tokens{1}; }},
      {"speed", [](CallRecord& call) { call.facts.usage.speed = "fast"; }},
      {"doubt_id", [](CallRecord& call) { call.facts.usage.doubt = "negative_count"; }},
      {"engine_id", [](CallRecord& call) { call.facts.engine = "ollama"; }},
      {"audio_ms", [](CallRecord& call) { call.facts.usage.audio_milliseconds = 1; }},
      {"prompt_us", [](CallRecord& call) { call.facts.prompt_time = std::chrono::seconds{1}; }},
      {"generation_us", [](CallRecord& call) { call.facts.generation_time = std::chrono::seconds{1}; }},
      {"file_search", [](CallRecord& call) { call.facts.usage.file_searches = 1; }},
      {"container", [](CallRecord& call) { call.facts.usage.containers = 1; }},
      {"image", [](CallRecord& call) { call.facts.usage.images_made = 1; }},
      {"map_prompt", [](CallRecord& call) { call.facts.usage.map_prompts = 1; }},
      {"search_unit", [](CallRecord& call) { call.facts.usage.search_units = 1; }},
      {"other_tool", [](CallRecord& call) { call.facts.usage.other_tools = 1; }},
      {"raw", [](CallRecord& call) { call.facts.usage.raw = "{}"; }},
      {"service_tier", [](CallRecord& call) { call.facts.usage.service_tier = "flex"; }},
      {"geo", [](CallRecord& call) { call.facts.usage.region = "us"; }},
      {"request_id", [](CallRecord& call) { call.request_id = "req_1"; }},
      {"response_id", [](CallRecord& call) { call.facts.response_id = "msg_1"; }}};
  const auto writer = open_writer();
  for (std::size_t i = 0; i < told.size(); ++i) {
    CallRecord call = testing::bare_call(tab_, kNoon + std::chrono::seconds{i});
    told[i].second(call);
    writer->on_finished(call);
  }
  flush(*writer);
  for (std::size_t i = 0; i < told.size(); ++i)
    EXPECT_EQ(ask(fmt::format("SELECT {} IS NOT NULL FROM usage WHERE call_id = {}", told[i].first,
                              to_epoch_us(kNoon + std::chrono::seconds{i}) * 8)),
              "1")
        << told[i].first;
}

TEST_F(WriterTest, ALaneThatAnotherProcessTookIsPassedOver) {
  const auto writer = open_writer();
  flush(*writer);
  const std::int64_t first = to_epoch_us(kNoon) * 8;
  ASSERT_TRUE(connect().execute(
      fmt::format("INSERT INTO calls(call_id, tab_id, session_id, provider_id, kind, transport, billing, usage_state, "
                  "outcome, rest_us) VALUES({}, 1, 1, 0, 0, 0, 0, 0, 0, 0)",
                  first + 1)));
  for (int i = 0; i < 3; ++i) writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  const std::string stored = fmt::format("{},{},{}", first, first + 2, first + 3);
  EXPECT_EQ(ask("SELECT group_concat(call_id) FROM outbox"), stored);
  EXPECT_EQ(ask("SELECT group_concat(call_id) FROM usage"), stored);
  EXPECT_EQ(ask("SELECT calls FROM totals WHERE scope = 0"), "3");
  EXPECT_EQ(writer->health().calls_dropped, 0);
}

TEST_F(WriterTest, PutsACallAndItsOutboxRowInOneTransaction) {
  const auto writer = open_writer();
  for (int i = 0; i < 1200; ++i) writer->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{i}));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls c JOIN outbox o ON o.call_id = c.call_id"), "1200");
  EXPECT_EQ(writer->health().calls_written, 1200);
}

/// More than the queue takes at once.
void write_calls(StoreWriter& writer, const TabId& tab, int count) {
  for (int i = 0; i < count; ++i) {
    writer.on_finished(testing::bare_call(tab, kNoon + std::chrono::seconds{i}));
    if (i % 1500 == 1499) {
      ASSERT_TRUE(writer.flush(std::chrono::seconds{30}));
    }
  }
  ASSERT_TRUE(writer.flush(std::chrono::seconds{30}));
}

TEST_F(WriterTest, DropsOutboxRowsThatEveryFollowerHasRead) {
  const auto writer = open_writer();
  flush(*writer);
  ASSERT_TRUE(connect().execute("INSERT INTO cursors(name, seq) VALUES('slow', 300), ('fast', 900)"));
  write_calls(*writer, tab_, 7500);
  EXPECT_EQ(ask("SELECT min(seq), max(seq) FROM outbox"), "301|7500");
}

TEST_F(WriterTest, KeepsTheNewestOutboxRowsForThoseWithoutACursor) {
  const auto writer = open_writer();
  flush(*writer);
  ASSERT_TRUE(connect().execute("INSERT INTO cursors(name, seq) VALUES('fast', 1000000)"));
  write_calls(*writer, tab_, 7500);
  EXPECT_EQ(ask("SELECT max(seq), count(*) BETWEEN 4096 AND 5596 FROM outbox"), "7500|1");
}

TEST_F(WriterTest, KeepsPlacesOnlyOfThoseWhoFollow) {
  StoreOptions options = fast_options();
  options.followers = {"spans", "rows"};
  {
    const auto writer = StoreWriter::open(options);
    flush(*writer);
    EXPECT_EQ(ask("SELECT name, seq FROM cursors ORDER BY name"), "rows|0\nspans|0");
    write_calls(*writer, tab_, 3);
  }
  EXPECT_EQ(ask("SELECT name, sent, refused, behind, sent_at, trouble FROM v_followers ORDER BY name"),
            "rows|0|0|3|-|-\nspans|0|0|3|-|-");
  options.followers = {"spans", "others"};
  flush(*StoreWriter::open(options));
  EXPECT_EQ(ask("SELECT name, behind FROM v_followers ORDER BY name"), "others|0\nspans|3")
      << "a new one begins behind the newest call";
  flush(*open_writer());
  EXPECT_EQ(ask("SELECT count(*) FROM cursors"), "2") << "who does not say leaves them alone";
  options.followers = std::vector<std::string>{};
  flush(*StoreWriter::open(options));
  EXPECT_EQ(ask("SELECT count(*) FROM cursors"), "0");
}

TEST_F(WriterTest, KeepsTheTraceOfACallThatCameWithOne) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  writer->on_finished(call);
  call.identity.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  call.identity.parent_span_id = "00f067aa0ba902b7";
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT trace_id, parent_id FROM traces t JOIN calls c USING(call_id)"),
            "4bf92f3577b34da6a3ce929d0e0e4736|00f067aa0ba902b7");
}

TEST_F(WriterTest, KeepsATabsFactsAcrossItsLife) {
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));  // a call may come before the tab is told of
  writer->register_tab({.tab = tab_, .title = "one", .shell_pid = 7, .port = std::uint16_t{81}, .created_at = kNoon});
  writer->rename_tab(tab_, "two");
  writer->on_finished(testing::bare_call(tab_, kNoon));
  writer->close_tab(tab_, kNoon + std::chrono::seconds{9});
  flush(*writer);
  EXPECT_EQ(ask("SELECT tab_title, port, closed_at, calls FROM v_tab"), "two|81|2027-01-15T08:00:09.123Z|2");
}

TEST_F(WriterTest, KeepsASessionThatMovesBetweenTabs) {
  const auto writer = open_writer();
  CallRecord call = testing::full_call(tab_, session_, kNoon + std::chrono::seconds{5});
  writer->on_finished(call);
  call.tab = TabId::mint();
  call.times.started_at = kNoon;
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*), (last_us - first_us) / 1000000 FROM sessions"), "1|5");
  EXPECT_EQ(ask("SELECT count(DISTINCT tab_id), count(DISTINCT session) FROM v_calls"), "2|1");
  EXPECT_EQ(ask("SELECT wire_id, parent_id IS NULL FROM agents ORDER BY 1"), "agent-1|1\nagent-7|0");
}

TEST_F(WriterTest, UsesTheTabsSessionWhenTheClientNamesNone) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  call.tab_session = session_;
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT session FROM v_calls"), session_.text());
}

TEST_F(WriterTest, KeepsHostileTextHarmless) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  call.facts.model_served = "gpt\x1b[2J\xff'); DROP TABLE calls;--";
  call.error_type = std::string(100'000, 'e') + "\xe2\x82\xac";
  call.facts.usage.raw = std::string(1'000'000, 'r');
  call.request_id = std::string("a\0b", 3);
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT model, length(error_type), request_id FROM v_calls"),
            "gpt[2J\xEF\xBF\xBD'); DROP TABLE calls;--|512|ab");
  EXPECT_EQ(ask("SELECT raw FROM usage"), "-");
}

TEST_F(WriterTest, KeepsTheUtcOffsetOfTheCallsTime) {
  const char* before = std::getenv("TZ");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TZ", "XXX-5:45", 1);  // Nepal's 5 h 45 min; POSIX turns the sign round
  ::tzset();
  {
    const auto writer = open_writer();
    writer->on_finished(testing::bare_call(tab_, kNoon));
    flush(*writer);
  }
  before != nullptr ? ::setenv("TZ", kept.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
  EXPECT_EQ(ask("SELECT tz_q FROM calls"), "23");
}

TEST_F(WriterTest, CommitsByItselfWithinItsTime) {
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  for (int i = 0; i < 2000 && writer->health().calls_written == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1");
}

/// On a busy machine any commit may take long; of several one is as quick as it should be.
class WriterPauses : public WriterTest {
 protected:
  static constexpr std::chrono::milliseconds kLocked{500};
  static constexpr int kTries = 10;

  WriterPauses() {
    StoreOptions options = fast_options();
    options.commit_every = std::chrono::seconds{20};
    options.busy_timeout = std::chrono::seconds{20};
    writer_ = StoreWriter::open(options);
    flush(*writer_);
  }

  /// How long it takes until one more call is committed.
  std::chrono::nanoseconds commit_one(const std::function<void()>& meanwhile = [] {}) {
    const auto began = std::chrono::steady_clock::now();
    ++calls_;
    writer_->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{calls_}));
    meanwhile();
    for (int i = 0; i < 30'000 && writer_->health().calls_written < calls_; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    EXPECT_EQ(writer_->health().calls_written, calls_);
    return std::chrono::steady_clock::now() - began;
  }
  /// Which takes about as long as the lock is held, and so does the pause behind it.
  void commit_one_behind_a_lock() {
    Database other = connect();
    auto held = std::optional{Transaction::begin(other)};
    ASSERT_TRUE(*held);
    static_cast<void>(commit_one([&] {
      std::this_thread::sleep_for(kLocked);
      held.reset();
    }));
  }

 private:
  std::unique_ptr<StoreWriter> writer_;
  std::int64_t calls_ = 0;
};

TEST_F(WriterPauses, AreForWhatACommitComputedNotForWhatItWaited) {
  bool is_quick = false;
  for (int i = 0; i < kTries && !is_quick; ++i) {
    commit_one_behind_a_lock();
    is_quick = commit_one() < 5 * kLocked;
  }
  EXPECT_TRUE(is_quick) << "ten times as long as the lock was held would be 5 s";
}

TEST_F(WriterPauses, BeginWithTheEndOfACommit) {
  bool is_quick = false;
  for (int i = 0; i < kTries && !is_quick; ++i) {
    commit_one_behind_a_lock();
    std::this_thread::sleep_for(kLocked * 3 / 2);
    is_quick = commit_one() < kLocked / 2;
  }
  EXPECT_TRUE(is_quick) << "a pause that began with the next call would be as long as the lock was held";
}

TEST_F(WriterTest, CommitsAtCloseAndTakesNothingAfterIt) {
  const auto writer = StoreWriter::open({.file = file(), .commit_every = std::chrono::hours{1}});
  for (int i = 0; i < 40; ++i) writer->on_finished(testing::bare_call(tab_, kNoon));
  writer->close();
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "40");
  writer->on_finished(testing::bare_call(tab_, kNoon));
  writer->close();
  EXPECT_EQ(writer->health().calls_dropped, 1);
}

TEST_F(WriterTest, TakesRecordsFromManyThreads) {
  const auto writer = open_writer();
  {
    std::vector<std::jthread> meters;
    for (int t = 0; t < 4; ++t)
      meters.emplace_back([&] {
        for (int i = 0; i < 200; ++i) writer->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{i}));
      });
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "800");
}

TEST_F(WriterTest, LetsTheLogShrinkAgainBehindALongReader) {
  constexpr std::uintmax_t kLimit = 8 * 1024 * 1024;
  StoreOptions options = fast_options();
  options.queue_records = 100'000;
  const auto writer = StoreWriter::open(options);
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  const auto log_bytes = [this] { return std::filesystem::file_size(file().native() + "-wal"); };
  int minute = 0;
  const auto write_some = [&] {
    for (int i = 0; i < 2'000; ++i)
      writer->on_finished(testing::full_call(tab_, session_, kNoon + std::chrono::minutes{++minute}));
    flush(*writer);
  };
  {
    Database reader = connect();
    ASSERT_TRUE(reader.execute("BEGIN; SELECT count(*) FROM calls"));
    for (int round = 0; round < 40 && log_bytes() <= kLimit + kLimit / 4; ++round) write_some();
    EXPECT_GT(log_bytes(), kLimit) << "the reader still sees what it began with";
    EXPECT_EQ(reader.integer("SELECT count(*) FROM calls").value(), 1);
  }
  for (int round = 0; round < 10 && log_bytes() > kLimit; ++round) write_some();
  EXPECT_LE(log_bytes(), kLimit);
}

}  // namespace
}  // namespace tabacus::analytics
