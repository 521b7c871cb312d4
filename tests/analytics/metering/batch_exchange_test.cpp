#include "analytics/metering/batch_exchange.hpp"

#include <gtest/gtest.h>

#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kResults =
    R"({"custom_id":"a","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","role":"assistant",)"
    R"("model":"claude-sonnet-4-5-20250929","stop_reason":"end_turn","content":[],)"
    R"("usage":{"input_tokens":1000,"output_tokens":100,"service_tier":"batch"}}}})"
    "\n"
    R"({"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error"}}}})"
    "\n"
    R"({"custom_id":"c","result":{"type":"succeeded","message":{"id":"msg_2","type":"message","role":"assistant",)"
    R"("model":"claude-sonnet-4-5-20250929","stop_reason":"tool_use","content":[{"type":"tool_use"}],)"
    R"("usage":{"input_tokens":10,"output_tokens":1}}}})"
    "\n"
    R"({"custom_id":"d","result":{"type":"expired"}})"
    "\nnonsense\n";

class BatchResultsFetch : public ::testing::Test {
 protected:
  std::vector<CallRecord> fetch(std::string_view path, int status, const std::vector<std::string_view>& pieces) {
    const auto request = test::parse_http_text(
        fmt::format("GET {} HTTP/1.1\nHost: api.anthropic.com\nUser-Agent: Anthropic/Python 0.70\n\n", path));
    const auto exchange = open_exchange(test::opened_by(request, "anthropic"), SteadyTime{}, book_, &memory_);
    if (!exchange) return {};
    exchange->on_body_end({Direction::ToUpstream});
    exchange->on_response({{status, "", {{"content-type", "application/x-jsonl"}, {"request-id", "req_1"}}}});
    for (const std::string_view piece : pieces) exchange->on_body({Direction::ToClient, std::string{piece}}, now_);
    exchange->on_body_end({Direction::ToClient});
    exchange->on_closed({}, now_);
    return exchange->take_finished();
  }

  SteadyTime now_{std::chrono::seconds{1}};
  PriceBook book_ = PriceBook::shipped();
  CallMemory memory_{HashKey{1, 2}};
};

constexpr std::string_view kPath = "/v1/messages/batches/msgbatch_1/results";

TEST_F(BatchResultsFetch, IsACallForEachThatSucceededAtTheBatchRate) {
  const auto calls = fetch(kPath, 200, {kResults});
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].facts.response_id, "msg_1");
  EXPECT_EQ(calls[0].provider, "anthropic");
  EXPECT_EQ(calls[0].outcome, Outcome::Ok);
  EXPECT_EQ(calls[0].facts.usage_state, UsageState::Measured);
  // Half of 1,000 x 3 and 100 x 15 dollars per million.
  EXPECT_EQ(calls[0].cost, Nanodollars{2'250'000});
  EXPECT_EQ(calls[1].facts.usage.service_tier, "batch") << "though its usage does not say so";
  EXPECT_EQ(calls[1].cost, Nanodollars{22'500});
  EXPECT_EQ(calls[1].facts.tool_calls, 1);
  EXPECT_NE(calls[0].times.started_at, calls[1].times.started_at) << "rows are found by their time";
}

TEST_F(BatchResultsFetch, CountsOnceHoweverOftenItIsFetched) {
  EXPECT_EQ(fetch(kPath, 200, {kResults}).size(), 2U);
  EXPECT_EQ(fetch(kPath, 200, {kResults}).size(), 0U);
  EXPECT_EQ(fetch("/v1/messages/batches/msgbatch_2/results", 200, {kResults}).size(), 2U) << "another batch";
}

TEST_F(BatchResultsFetch, IsReadAtEveryCut) {
  for (std::size_t cut = 0; cut <= kResults.size(); ++cut) {
    const std::string path = fmt::format("/v1/messages/batches/msgbatch_cut_{}/results", cut);
    EXPECT_EQ(fetch(path, 200, {kResults.substr(0, cut), kResults.substr(cut)}).size(), 2U) << cut;
  }
}

TEST_F(BatchResultsFetch, IsNothingElse) {
  EXPECT_EQ(fetch(kPath, 404, {kResults}).size(), 0U);
  for (const std::string_view path : {"/v1/messages/batches/msgbatch_1", "/v1/messages/batches",
                                      "/v1/messages/batches/results", "/v1/messages/batches/a/b/results"})
    EXPECT_EQ(fetch(path, 200, {kResults}).size(), 0U) << path;
}

}  // namespace
}  // namespace tabacus::analytics
