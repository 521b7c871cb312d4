// Machines that run code for several answers, through one memory: each is owed by the call that used it first.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analytics/metering/call_memory.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

class ToolFeesTest : public testing::Test {
 protected:
  CallRecord call(std::string_view output, std::string_view host = "api.openai.com") {
    const auto request = test::parse_http_text(
        fmt::format("POST /v1/responses HTTP/1.1\nhost: {}\n\n{{\"model\":\"gpt-5\",\"input\":\"x\"}}", host));
    const auto exchange = open_exchange(test::opened_by(request, "openai"), SteadyTime{}, book_, &memory_);
    exchange->on_body({Direction::ToUpstream, request.body}, SteadyTime{});
    exchange->on_body_end({Direction::ToUpstream});
    exchange->on_response({{200, "", {{"content-type", "application/json"}}}});
    exchange->on_body(
        {Direction::ToClient, fmt::format(R"({{"id":"r","status":"completed","model":"gpt-5","output":[{}],)"
                                          R"("usage":{{"input_tokens":10,"output_tokens":5,"total_tokens":15}}}})",
                                          output)},
        SteadyTime{});
    exchange->on_body_end({Direction::ToClient});
    exchange->on_closed({}, SteadyTime{});
    return exchange->take_finished().at(0);
  }

  PriceBook book_ = PriceBook::shipped();
  CallMemory memory_{HashKey{1, 2}};
};

constexpr std::string_view kRun = R"({"type":"code_interpreter_call","id":"ci","container_id":"cntr_1"})";
constexpr std::string_view kOther = R"({"type":"code_interpreter_call","id":"ci","container_id":"cntr_2"})";

TEST_F(ToolFeesTest, AMachineIsOwedOnce) {
  const CallRecord first = call(fmt::format("{},{}", kRun, kRun));
  EXPECT_EQ(first.facts.usage.code_runs, 2);
  EXPECT_EQ(first.facts.usage.containers, 1);
  EXPECT_EQ(first.unpriced, Unpriced::NoToolFee) << "a part of the cost is not the cost";
  EXPECT_FALSE(first.list_cost);

  const CallRecord second = call(kRun);
  EXPECT_EQ(second.facts.usage.code_runs, 1);
  EXPECT_FALSE(second.facts.usage.containers);
  EXPECT_EQ(second.list_cost, Nanodollars{10 * 1'250 + 5 * 10'000});

  EXPECT_EQ(call(fmt::format("{},{}", kRun, kOther)).facts.usage.containers, 1) << "one of them is new";
  EXPECT_EQ(call(kRun, "eu.api.openai.com").facts.usage.containers, 1) << "another host's";
}

TEST_F(ToolFeesTest, SearchesArePartOfTheCost) {
  const CallRecord searched = call(R"({"type":"file_search_call","id":"f1"},{"type":"file_search_call","id":"f2"},)"
                                   R"({"type":"web_search_call","id":"w","action":{"type":"search"}})");
  EXPECT_EQ(searched.facts.usage.file_searches, 2);
  EXPECT_EQ(searched.fees, Nanodollars{2 * 2'500'000 + 10'000'000});
  EXPECT_EQ(searched.list_cost, Nanodollars{10 * 1'250 + 5 * 10'000} + searched.fees);
}

}  // namespace
}  // namespace tabacus::analytics
