#include "analytics/api/reprice.hpp"

#include "analytics/pricing/price_book.hpp"
#include "analytics/pricing/price_call.hpp"
#include "base/paths.hpp"
#include "tests/analytics/store/store_fixture.hpp"

namespace tabacus::analytics {
namespace {

class RepriceTest : public StoreTest {
 protected:
  [[nodiscard]] PriceFiles files() const { return {temp_.path() / "imported.json", {}}; }

  /// A call as the meter would have stored it, by the shipped prices.
  [[nodiscard]] CallRecord metered(std::chrono::seconds after, const std::string& model) const {
    CallRecord call = testing::bare_call(tab_, kNoon + after);
    call.provider = "openai";
    call.upstream_host = "api.openai.com";
    call.facts.api = "responses";
    call.facts.model_served = model;
    call.facts.usage_state = UsageState::Measured;
    call.facts.usage.input_uncached = Tokens{1'000};
    call.facts.usage.output_total = Tokens{100};
    return call;
  }
  [[nodiscard]] static CallRecord priced(CallRecord call) {
    static const PriceBook kBook = PriceBook::shipped();
    call.price_version = kBook.version();
    price_call(call, kBook, Upstream::Named);
    return call;
  }
  void store(const std::vector<CallRecord>& calls) const {
    const auto writer = open_writer();
    for (const CallRecord& call : calls) writer->on_finished(call);
    flush(*writer);
  }
  void import(const char* rows) const {
    const std::string table = fmt::format(R"({{"as_of":"2099-01-01","providers":{{"openai":[{}]}}}})", rows);
    ASSERT_TRUE(write_private_file(files().imported, table));
  }
  [[nodiscard]] RepriceReport run(Reprice mode, const CallFilter& filter = {}) const {
    auto report = reprice(directory(), filter, files(), mode);
    EXPECT_TRUE(report) << report.error().message;
    return report ? std::move(*report) : RepriceReport{};
  }
};

constexpr const char* kNewRows =
    R"({"model":"gpt-5","input":2000000,"output":20000000},{"model":"gpt-of-tomorrow","input":1000000,"output":0})";

TEST_F(RepriceTest, ChangesNothingWhereThePricesAreTheSame) {
  store({priced(metered(std::chrono::seconds{0}, "gpt-5")), priced(metered(std::chrono::seconds{1}, "gpt-5-mini"))});
  const RepriceReport report = run(Reprice::Write);
  EXPECT_EQ(report.calls, 2);
  EXPECT_EQ(report.changed, 0);
  EXPECT_TRUE(report.models.empty());
  EXPECT_EQ(ask("SELECT count(*) FROM cost_alt"), "0");
}

TEST_F(RepriceTest, ShowsTheDifferenceByModelAndWritesOnlyWhenAsked) {
  store({priced(metered(std::chrono::seconds{0}, "gpt-5")), priced(metered(std::chrono::seconds{1}, "gpt-5")),
         priced(metered(std::chrono::seconds{2}, "gpt-of-tomorrow")),
         priced(metered(std::chrono::seconds{3}, "gpt-5-mini"))});
  const std::string before = ask("SELECT * FROM v_calls");
  import(kNewRows);
  const RepriceReport report = run(Reprice::Look);
  EXPECT_EQ(report.calls, 4);
  EXPECT_EQ(report.changed, 3);
  EXPECT_EQ(report.price_source, "shipped + imported");
  ASSERT_EQ(report.models.size(), 2U);
  EXPECT_EQ(report.models[0].model, "gpt-5");
  EXPECT_EQ(report.models[0].billed_before, 2 * (1'250'000 + 1'000'000));
  EXPECT_EQ(report.models[0].billed_after, 2 * (2'000'000 + 2'000'000));
  EXPECT_EQ(report.models[1].model, "gpt-of-tomorrow");
  EXPECT_EQ(report.models[1].newly_priced, 1);
  EXPECT_EQ(ask("SELECT * FROM v_calls"), before) << "looking changes nothing";

  const std::string told = ask("SELECT count(*) FROM outbox");
  EXPECT_EQ(run(Reprice::Write).changed, 3);
  EXPECT_EQ(told + ' ' + ask("SELECT count(*) FROM outbox"), "4 7") << "who follows the calls is told again";
  EXPECT_EQ(ask("SELECT cost_nano, equivalent_nano, price_version, unpriced_reason FROM v_calls"),
            "4000000|4000000|2099-01-01|-\n4000000|4000000|2099-01-01|-\n1000000|1000000|2099-01-01|-\n"
            "450000|450000|2026-08-19|-");
  EXPECT_EQ(ask("SELECT cost_nano, equiv_nano, v.as_of FROM cost_alt JOIN price_versions v USING(price_version_id)"),
            "2250000|2250000|2026-08-19\n2250000|2250000|2026-08-19\n-|-|2026-08-19")
      << "the old figures are kept";
  EXPECT_EQ(run(Reprice::Write).changed, 0) << "a second time there is nothing to do";
}

TEST_F(RepriceTest, LeavesWhatAProviderReportedAndWhatASubscriptionPays) {
  CallRecord reported = metered(std::chrono::seconds{0}, "gpt-5");
  reported.facts.usage.provider_cost = Nanodollars{7};
  CallRecord subscribed = metered(std::chrono::seconds{1}, "gpt-5");
  subscribed.billing = Billing::Subscription;
  CallRecord local = metered(std::chrono::seconds{2}, "gpt-5");
  local.billing = Billing::Local;
  store({priced(reported), priced(subscribed), priced(local)});
  import(kNewRows);
  const RepriceReport report = run(Reprice::Write);
  EXPECT_EQ(report.changed, 2);
  ASSERT_EQ(report.models.size(), 1U);
  EXPECT_EQ(report.models[0].billed_before, 7);
  EXPECT_EQ(report.models[0].billed_after, 7);
  EXPECT_EQ(report.models[0].subscription_before, 2'250'000);
  EXPECT_EQ(report.models[0].subscription_after, 4'000'000);
  EXPECT_EQ(ask("SELECT cost_nano, subscription_nano, equivalent_nano, provider_cost_nano FROM v_calls"),
            "7|-|4000000|7\n-|4000000|4000000|-\n0|-|-|-");
}

TEST_F(RepriceTest, NeverReplacesAFigureByNone) {
  CallRecord call = priced(metered(std::chrono::seconds{0}, "gpt-5"));
  store({call});
  import(R"({"model":"gpt-5","input":2000000})");
  const RepriceReport report = run(Reprice::Write);
  EXPECT_EQ(report.changed, 0);
  ASSERT_EQ(report.models.size(), 1U);
  EXPECT_EQ(report.models[0].kept, 1);
  EXPECT_EQ(ask("SELECT cost_nano FROM v_calls"), "2250000");
}

TEST_F(RepriceTest, GoesThroughManyBatchesWithinItsTime) {
  std::vector<CallRecord> calls;
  for (int i = 0; i < 1'700; ++i) calls.push_back(priced(metered(std::chrono::seconds{i}, "gpt-5")));
  store(calls);
  import(kNewRows);
  EXPECT_EQ(run(Reprice::Write, {.since = kNoon + std::chrono::seconds{100},
                                 .until = kNoon + std::chrono::seconds{1'600},
                                 .tab = tab_.text(),
                                 .limit = 1})
                .changed,
            1'500);
  EXPECT_EQ(ask("SELECT count(*) FROM calls WHERE cost_nano = 4000000"), "1500");
  EXPECT_EQ(run(Reprice::Look, {.since = {}, .until = {}, .tab = TabId::mint().text(), .limit = 1}).calls, 0);
}

TEST_F(RepriceTest, ReadsBackEverythingThatAPriceDependsOn) {
  CallRecord call = metered(std::chrono::seconds{0}, "gpt-realtime-2.1");
  call.upstream_host = "eu.api.openai.com";
  Usage& usage = call.facts.usage;
  usage.cache_read = Tokens{700};
  usage.audio_input = Tokens{100};
  usage.audio_cache_read = Tokens{600};
  usage.image_input = Tokens{50};
  usage.audio_output = Tokens{40};
  CallRecord fast = metered(std::chrono::seconds{1}, "");
  fast.provider = "anthropic";
  fast.upstream_host = "api.anthropic.com";
  fast.facts.model_requested = "claude-opus-4-6";
  fast.facts.usage.cache_write_5m = Tokens{11};
  fast.facts.usage.cache_write_1h = Tokens{13};
  fast.facts.usage.speed = "fast";
  fast.facts.usage.region = "us";
  fast.facts.usage.web_searches = 3;
  CallRecord batch = metered(std::chrono::seconds{2}, "gpt-5.4");
  batch.facts.usage.service_tier = "batch";
  CallRecord slot = metered(std::chrono::seconds{3}, "gpt-5");
  slot.upstream_host = "gateway.example";
  const std::vector<CallRecord> calls{priced(call), priced(fast), priced(batch), priced(slot)};
  for (const CallRecord& each : calls) ASSERT_TRUE(each.list_cost) << each.facts.model_served;
  store(calls);
  EXPECT_EQ(run(Reprice::Look).changed, 0);
  EXPECT_EQ(run(Reprice::Look).calls, 4);
}

TEST_F(RepriceTest, SaysWhenThereIsNoDatabase) {
  EXPECT_EQ(reprice(directory(), {}, files(), Reprice::Look).error().code, ErrorCode::NotFound);
  EXPECT_EQ(cost_of_call(directory(), 1).error().code, ErrorCode::NotFound);
}

TEST_F(RepriceTest, ExplainsACallByThePricesOfItsTime) {
  CallRecord call = metered(std::chrono::seconds{0}, "claude-opus-4-6");
  call.provider = "anthropic";
  call.upstream_host = "api.anthropic.com";
  call.facts.usage.cache_read = Tokens{333};
  call.facts.usage.region = "us";
  call.facts.usage.web_searches = 2;
  store({priced(call)});
  ASSERT_TRUE(write_private_file(
      files().imported,
      R"({"as_of":"2099-01-01","providers":{"anthropic":[{"model":"claude-opus-4-6","input":1,"output":1}]}})"));
  const auto cost = cost_of_call(directory(), to_epoch_us(kNoon) * 8);
  ASSERT_TRUE(cost) << cost.error().message;
  std::string lines;
  for (const CostLine& line : cost->lines)
    lines += fmt::format("{} {} {} {}\n", line.item, line.quantity, line.rate, line.amount_usd);
  EXPECT_EQ(lines,
            "input 1000 5000000 0.005\n"
            "cache_read 333 500000 0.0001665\n"
            "output 100 25000000 0.0025\n"
            "region 0 1100 0.00076665\n"
            "web_search 2 10000000 0.02\n");
  EXPECT_EQ(cost->list_nano, 28'433'150);
  EXPECT_EQ(cost->billed_nano, 28'433'150);
  EXPECT_EQ(cost->billing, "api");
  EXPECT_EQ(cost_of_call(directory(), 5).error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace tabacus::analytics
